"""The deadlines of a service: the sentence and the cut-offs while typing, then saved (R20–R25)."""

import json
from datetime import UTC, date, datetime, time

import pytest

from booking.models import DeadlineRule, Period
from tests.booking.office.conftest import said, text_of
from tests.factories import booking

RULE = {"kind": "days_before", "act": "cancel", "days": "1", "at_time": "09:00"}
SKIPPED = {"skipped": ["skip_weekends", "skip_public_holidays"]}
TYPING = {"act_button": "preview"}
HTMX = {"HTTP_HX_REQUEST": "true"}
EXCEPTION = {
    "first": "2026-12-14",
    "last": "2026-12-18",
    "how": "limit",
    "limit_day": "2026-12-10",
    "limit_time": "10:00",
    "acts": ["book", "modify", "cancel"],
}


@pytest.fixture
def setup(office):
    office.url = f"{office.base}/reglages"
    office.mine = f"{office.url}/services/{office.canteen.service.pk}/delais"
    office.new = f"{office.mine}/nouveau/"
    office.rule = office.canteen.service.deadline_rules.get()
    return office


def rules(setup, **kept) -> list[DeadlineRule]:
    return list(setup.canteen.service.deadline_rules.filter(**kept))


def test_the_sentence_and_the_cutoffs_follow_the_typing(setup):
    shown = setup.client.post(setup.new, RULE | SKIPPED | TYPING, **HTMX)

    text = text_of(shown)
    assert "Annuler : jusqu’à 9 h, un jour ouvré avant" in text
    assert "ven. 4 déc. à 9:00" in text
    assert "<h1" not in text
    assert json.loads(shown.headers["HX-Trigger"]) == {
        "announce": "Annuler\u00a0: jusqu’à 9\u00a0h, un jour ouvré avant"
    }
    assert len(rules(setup)) == 1


def test_without_javascript_a_button_verifies(setup):
    shown = setup.client.post(setup.new, RULE | SKIPPED | TYPING)

    text = text_of(shown)
    assert "un jour ouvré avant" in text
    assert "Vérifier" in text
    assert "ven. 4 déc. à 9:00" in text
    assert len(rules(setup)) == 1


def test_ten_days_are_shown(setup):
    shown = setup.client.post(setup.new, RULE | SKIPPED | TYPING, **HTMX)

    assert len(shown.context["preview"]["rows"]) == 10


def test_what_is_wrong_is_told_while_typing(setup):
    bad = setup.client.post(setup.new, RULE | {"days": "-3"} | TYPING, **HTMX)

    assert bad.status_code == 200
    assert "Nombre de jours avant : Au moins 0." in text_of(bad)
    everything = RULE | SKIPPED | TYPING | {"skip_weekdays": list("01234")}
    none = setup.client.post(setup.new, everything, **HTMX)
    assert "aucun jour ne compterait" in text_of(none)
    assert "HX-Trigger" not in none.headers


def test_another_kind_keeps_what_was_typed(setup):
    typed = RULE | {"skipped": ["skip_closures"], "act_button": "kind", "genre": "clear_days"}
    shown = setup.client.post(setup.new, typed | {"days": "7"}, **HTMX)

    form = shown.context["form"]
    assert (form.kind.value, form["days"].value(), form["skipped"].value()) == (
        "clear_days",
        "7",
        ["skip_closures"],
    )
    text = text_of(shown)
    assert 'name="period"' in text
    assert 'id="preview" hx-swap-oob="true"' in text
    assert len(rules(setup)) == 1


def test_a_rule_is_saved_with_its_exclusions(setup):
    setup.client.post(setup.new, RULE | SKIPPED | {"skip_weekdays": ["2"]})

    (made,) = rules(setup, act="cancel")
    assert (made.days, made.at_time, made.skip_weekends, made.skip_holidays) == (
        1,
        time(9),
        True,
        False,
    )
    assert made.skip_weekdays == [2]
    shown = setup.client.get(f"{setup.url}/delais/{made.pk}/")
    assert shown.context["form"]["skip_weekdays"].value() == [2]


def test_an_overlapping_rule_is_refused_and_named(setup):
    setup.client.post(setup.new, RULE | SKIPPED)

    again = setup.client.post(setup.new, RULE | {"days": "4"})

    assert again.status_code == 422
    assert (
        "Une règle existe déjà pour annuler (toutes les prestations, toute l’année) : "
        "« jusqu’à 9 h, un jour ouvré avant »." in text_of(again)
    )
    assert len(rules(setup, act="cancel")) == 1
    typing = setup.client.post(setup.new, RULE | {"days": "4"} | TYPING, **HTMX)
    assert "Une règle existe déjà à cette place" in text_of(typing)


def test_a_rule_is_removed(setup):
    answer = setup.client.post(f"{setup.url}/delais/{setup.rule.pk}/retirer/", follow=True)

    assert said(answer) == ["Le délai est retiré."]
    assert rules(setup) == []


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        (
            "previous_weekday",
            {"weekday": "3", "at_time": "12:00"},
            "jusqu’au jeudi précédent à 12 h",
        ),
        ("weekday_of_week", {"weekday": "1", "weeks": "2"}, "deux semaines avant"),
        ("day_of_month", {"day_of_month": "20"}, "jusqu’au 20 du mois précédent"),
        ("working_hours_before", {"hours": "48"}, "jusqu’à 48 heures ouvrées"),
        ("hours_before", {"hours": "24"}, "jusqu’à 24 heures avant"),
        ("days_before", {"days": "0", "at_time": "9h"}, "jusqu’à 9 h, le jour même"),
        (
            "weekday_table",
            {"row_0": "4-0", "time_0": "09:00"},
            "lundi : jusqu’au vendredi précédent",
        ),
        (
            "weekday_table",
            {"row_2": "same", "time_2": "09:00", "row_6": "4-2"},
            "mercredi : jusqu’au jour même à 9 h ; "
            "dimanche : jusqu’au vendredi, deux semaines plus tôt, à 23 h 59",
        ),
        (
            "period_instant",
            {"instant_day": "2026-12-04", "at_time": "10:00"},
            "jusqu’au vendredi 4 décembre 2026 à 10 h",
        ),
        ("clear_days", {"days": "3"}, "trois jours francs avant la période du 4 janvier au"),
        ("always", {}, "À tout moment"),
        ("never", {}, "Jamais en ligne"),
    ],
)
def test_every_kind_has_its_form_and_comes_back_as_it_was(setup, kind, more, sentence):
    term = Period.objects.create(
        service=setup.canteen.service,
        name="Hiver",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 4, 1),
    )
    if kind == "clear_days":
        more = more | {"period": str(term.pk)}
    assert setup.client.get(f"{setup.new}?genre={kind}").status_code == 200
    setup.client.post(setup.new, {"kind": kind, "act": "modify"} | more)
    (made,) = rules(setup, act="modify")
    assert made.kind == kind
    assert sentence in text_of(setup.client.get(f"{setup.mine}/"))
    page = setup.client.get(f"{setup.url}/delais/{made.pk}/")
    assert page.status_code == 200
    before = {name: getattr(made, name) for name in COLUMNS}

    setup.client.post(f"{setup.url}/delais/{made.pk}/", sent_again(page.context["form"]))

    made.refresh_from_db()
    assert {name: getattr(made, name) for name in COLUMNS} == before


COLUMNS = [field.attname for field in DeadlineRule._meta.fields]


def sent_again(form) -> dict:
    """The form as a browser sends it back untouched."""
    values = {name: form[name].value() for name in form.fields}
    return {"kind": form.kind.value} | {
        name: f"{value:%H:%M}" if isinstance(value, time) else value
        for name, value in values.items()
        if value is not None
    }


def test_the_hour_is_the_communes_overseas(setup):
    setup.commune.time_zone = "Indian/Reunion"
    setup.commune.save()
    fixed = {"kind": "period_instant", "act": "cancel", "instant_day": "2026-12-04"}

    setup.client.post(setup.new, fixed | {"at_time": "10:00"})

    (made,) = rules(setup, act="cancel")
    assert made.instant == datetime(2026, 12, 4, 6, tzinfo=UTC)
    page = setup.client.get(f"{setup.url}/delais/{made.pk}/")
    assert 'value="10:00"' in text_of(page)


def test_a_past_period_is_not_lost_when_its_rule_is_changed(setup):
    autumn = Period.objects.create(
        service=setup.canteen.service,
        name="Automne",
        starts_on=date(2026, 9, 1),
        ends_on=date(2026, 10, 17),
    )
    made = booking.deadline(setup.canteen.service, period=autumn)

    page = setup.client.get(f"{setup.url}/delais/{made.pk}/")

    assert f'<option value="{autumn.pk}" selected>Automne' in text_of(page)


def test_an_unknown_kind_or_number_is_refused(setup):
    assert setup.client.get(f"{setup.new}?genre=jamais").status_code == 404
    bad = setup.client.post(setup.new, RULE | {"days": "-3"})
    assert bad.status_code == 422
    half = setup.client.post(setup.new, RULE | {"override_last": "2026-12-18"})
    assert "Indiquez les deux dates" in text_of(half)
    assert len(rules(setup)) == 1


def test_the_caterer_is_closed_for_a_week(setup):
    """R25, in one form for the three acts."""
    url = f"{setup.mine}/exception/"
    assert "Le traiteur ferme" in text_of(setup.client.get(url))
    typing = text_of(setup.client.post(url, EXCEPTION | TYPING, **HTMX))
    assert "Réserver, modifier et annuler : jusqu’au jeudi 10 décembre 2026 à 10 h" in typing
    assert "seulement du 14 au 18 décembre 2026" in typing
    assert len(rules(setup)) == 1

    answer = setup.client.post(url, EXCEPTION, follow=True)

    assert said(answer) == [
        "L’exception est enregistrée. Les réservations déjà faites ne changent pas."
    ]
    assert "Du 14 au 18 décembre 2026 : jusqu’au jeudi 10 décembre 2026 à 10 h" in text_of(answer)
    assert "Pour réserver, modifier et annuler · toutes les prestations" in text_of(answer)
    assert {row.act for row in rules(setup, kind="period_instant")} == {"book", "modify", "cancel"}


def test_an_exception_is_changed_then_removed(setup):
    setup.client.post(f"{setup.mine}/exception/", EXCEPTION)
    one = rules(setup, kind="period_instant")[0]
    url = f"{setup.url}/delais/{one.pk}/exception/"
    page = setup.client.get(url)
    assert page.context["form"]["limit_time"].value() == time(10)
    assert "jeu. 10 déc. à 10:00" in text_of(page)

    setup.client.post(url, EXCEPTION | {"how": "shut", "acts": ["book", "cancel"]})

    assert {(row.act, row.kind) for row in rules(setup, override_from__isnull=False)} == {
        ("book", "never"),
        ("cancel", "never"),
    }
    left = rules(setup, kind="never")[0]
    setup.client.post(f"{setup.url}/delais/{left.pk}/exception/retirer/")
    assert rules(setup) == [setup.rule]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"limit_day": ""}, "Indiquez une date."),
        ({"limit_day": "2026-12-15"}, "Le dernier délai doit venir avant le premier des jours"),
        ({"acts": []}, "Choisissez ce que l’exception change."),
        ({"last": "2026-12-11"}, "La fin doit suivre le début."),
        ({"first": "31/02/2027"}, "Cette date n’existe pas"),
    ],
)
def test_an_exception_without_sense_is_refused(setup, wrong, sentence):
    answer = setup.client.post(f"{setup.mine}/exception/", EXCEPTION | wrong)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert rules(setup) == [setup.rule]


def test_overlapping_exceptions_are_refused_and_named(setup):
    setup.client.post(f"{setup.mine}/exception/", EXCEPTION)

    again = setup.client.post(f"{setup.mine}/exception/", EXCEPTION | {"first": "2026-12-17"})

    assert again.status_code == 422
    assert "Une exception existe déjà du 14/12/2026 au 18/12/2026 pour réserver" in text_of(again)
    assert len(rules(setup)) == 4


def test_a_lasting_rule_is_no_exception(setup):
    for path in ("exception/", "exception/retirer/"):
        answer = setup.client.post(f"{setup.url}/delais/{setup.rule.pk}/{path}", EXCEPTION)
        assert answer.status_code == 404
    assert rules(setup) == [setup.rule]
