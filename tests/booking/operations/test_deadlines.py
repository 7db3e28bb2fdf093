"""Deadlines are written whole or not at all, and two never stand at one place (R20, R25)."""

import time
from datetime import UTC, date, datetime
from datetime import time as hour
from functools import partial

import pytest

from booking.models import DeadlineRule, Period
from booking.operations.setup import deadlines
from family.models import AuditEvent
from shared.actors import SYSTEM
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tests.booking.operations.races import at_once
from tests.factories import booking

EVE = {"act": "cancel", "kind": "days_before", "days": 1, "at_time": hour(9)}
WEEK = DateRange.inclusive(date(2027, 2, 8), date(2027, 2, 12))
FRIDAY = datetime(2027, 2, 5, 9, tzinfo=UTC)
ALL = ("book", "modify", "cancel")


@pytest.fixture
def service(cast):
    return cast.canteen.service


@pytest.fixture
def told(cast, now):
    return {"by": cast.by, "now": now}


def rows(service) -> set[tuple]:
    return set(
        DeadlineRule.objects.filter(service=service).values_list(
            "act", "kind", "override_from", "override_until", "activity__name"
        )
    )


def refusal(verb, *args, **kwargs) -> DomainError:
    """The refusal of a write that must change nothing."""
    before = rows_of_all()
    with pytest.raises(DomainError) as refused:
        verb(*args, **kwargs)
    assert rows_of_all() == before
    return refused.value


def rows_of_all() -> list[dict]:
    return list(DeadlineRule.objects.order_by("id").values())


def words(error: DomainError) -> str:
    return error.sentence.replace("\u00a0", " ")


def test_a_rule_that_lacks_a_number_is_refused_by_the_rule_itself(service, told):
    error = refusal(deadlines.save, service, act="cancel", kind="previous_weekday", **told)

    assert error.code == "incomplete"
    assert error.facts["problems"] == ["Choisissez le jour de la semaine de la date limite."]


@pytest.mark.parametrize(
    "numbers",
    [
        {"kind": "days_before", "days": 40_000},
        {"kind": "hours_before", "hours": 40_000},
        {"kind": "weekday_of_week", "weekday": 1, "weeks": 40_000},
        {"kind": "day_of_month", "day_of_month": 0},
        {"kind": "days_before", "days": 1, "skip_weekdays": [0, 1, 2, 3, 4]},
    ],
)
def test_senseless_numbers_are_a_sentence(service, told, numbers):
    assert refusal(deadlines.save, service, act="cancel", **numbers, **told).code == "incomplete"


def test_an_overlapping_rule_is_refused_and_the_other_is_named(service, told):
    made = deadlines.save(service, **EVE, **told)

    error = refusal(deadlines.save, service, act="cancel", kind="always", **told)

    assert error.code == "taken"
    assert error.facts == {"rule": str(made.id)}
    assert words(error) == (
        "Une règle existe déjà pour annuler (toutes les prestations, toute l’année) : "
        "« jusqu’à 9 h, un jour ouvré avant ». Modifiez-la au lieu d’en ajouter une."
    )


def test_another_act_activity_or_period_is_another_place(service, cast, told):
    term = Period.objects.create(
        service=service, name="Trimestre", starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 19)
    )
    deadlines.save(service, **EVE, **told)
    deadlines.save(service, **EVE, activity=cast.canteen.meal, **told)
    deadlines.save(service, **EVE, period=term, **told)

    error = refusal(deadlines.save, service, act="cancel", kind="never", period=term, **told)

    assert "(toutes les prestations, pendant Trimestre)" in words(error)


def test_a_rule_changed_into_anothers_place_is_refused(service, told):
    deadlines.save(service, **EVE, **told)
    other = deadlines.save(service, act="modify", kind="always", **told)

    error = refusal(deadlines.save, service, other, **EVE, **told)

    assert error.code == "taken"


def test_the_same_form_sent_twice_is_one_rule(service, told):
    """B5."""
    first = deadlines.save(service, **EVE, **told)
    again = deadlines.save(service, **EVE, **told)

    assert again.id == first.id
    assert AuditEvent.objects.filter(verb="deadline.saved").count() == 1


def test_a_change_keeps_its_history(service, told):
    made = deadlines.save(service, **EVE, **told)
    deadlines.save(service, made, act="cancel", kind="never", **told)
    key = str(made.id)
    deadlines.remove(made, **told)

    found = AuditEvent.objects.filter(target_id=key)
    assert {(one.verb, one.facts.get("before"), one.facts["rule"]) for one in found} == {
        ("deadline.saved", None, "jusqu’à 9\u00a0h, un jour ouvré avant"),
        ("deadline.saved", "jusqu’à 9\u00a0h, un jour ouvré avant", "jamais en ligne"),
        ("deadline.removed", None, "jamais en ligne"),
    }


def test_a_rule_removed_meanwhile_is_not_written_again(service, told):
    made = deadlines.save(service, **EVE, **told)
    DeadlineRule.objects.filter(id=made.id).delete()

    assert refusal(deadlines.save, service, made, **EVE, **told).code == "not_found"


def test_another_services_activity_is_unknown(service, told):
    foreign = booking.activity(booking.service("Garderie"), "Soir")

    assert refusal(deadlines.save, service, **EVE, activity=foreign, **told).code == "not_found"


def test_an_exception_stands_for_several_acts(service, told):
    """R25: « le traiteur est fermé du 8 au 12 février : dernier délai vendredi 5 à 10 h »."""
    deadlines.save_exception(
        service, acts=ALL, span=WEEK, limit=FRIDAY, motive="Traiteur fermé", **told
    )

    span = (date(2027, 2, 8), date(2027, 2, 13))
    assert rows(service) - {("book", "days_before", None, None, None)} == {
        (act, "period_instant", *span, None) for act in ALL
    }
    assert set(
        AuditEvent.objects.filter(verb="deadline.saved").values_list("motive", flat=True)
    ) == {"Traiteur fermé"}


def test_an_exception_sent_twice_is_one(service, told):
    for _ in range(2):
        deadlines.save_exception(service, acts=ALL, span=WEEK, limit=FRIDAY, **told)

    assert DeadlineRule.objects.filter(override_from__isnull=False).count() == 3


def test_overlapping_exceptions_are_refused_whole(service, told):
    deadlines.save_exception(service, acts=["cancel"], span=WEEK, limit=FRIDAY, **told)
    later = DateRange.inclusive(date(2027, 2, 12), date(2027, 2, 19))

    error = refusal(deadlines.save_exception, service, acts=ALL, span=later, limit=None, **told)

    assert words(error) == (
        "Une exception existe déjà du 08/02/2027 au 12/02/2027 pour annuler "
        "(toutes les prestations) : « jusqu’au vendredi 5 février 2027 à 10 h ». "
        "Modifiez-la, ou choisissez d’autres jours."
    )


def test_an_exception_is_changed_for_all_its_acts(service, told):
    made = deadlines.save_exception(
        service, acts=["book", "cancel"], span=WEEK, limit=FRIDAY, **told
    )
    moved = DateRange.inclusive(date(2027, 2, 9), date(2027, 2, 12))

    changed = deadlines.save_exception(
        service, acts=["modify", "cancel"], span=moved, limit=None, replacing=made, **told
    )

    assert [one.act for one in changed] == ["modify", "cancel"]
    assert changed[1].id == made[1].id
    span = (date(2027, 2, 9), date(2027, 2, 13))
    assert {row for row in rows(service) if row[2]} == {
        ("modify", "never", *span, None),
        ("cancel", "never", *span, None),
    }


@pytest.mark.parametrize(
    ("acts", "limit", "code"),
    [
        ([], FRIDAY, "incomplete"),
        (ALL, datetime(2027, 2, 9, 9, tzinfo=UTC), "too_late"),
    ],
)
def test_an_exception_without_sense_is_refused(service, told, acts, limit, code):
    error = refusal(deadlines.save_exception, service, acts=acts, span=WEEK, limit=limit, **told)

    assert error.code == code


def test_the_limit_may_be_the_morning_of_the_first_day(service, told):
    made = deadlines.save_exception(
        service,
        acts=["book"],
        span=WEEK,
        limit=datetime(2027, 2, 8, 7, tzinfo=UTC),
        **told,
    )

    assert len(made) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("locks_off", "written"), [(False, 1), (True, 4)])
def test_overlapping_exceptions_added_at_once(
    jolieville, now, settings, monkeypatch, locks_off, written
):
    """The service's row is the lock: one is written, the others told; without it all are."""
    settings.TEST_LOCKS_OFF = locks_off
    check = deadlines.conflict

    def check_then_wait(*args):
        found = check(*args)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(deadlines, "conflict", check_then_wait)
    with commune_scope(jolieville):
        service = booking.canteen(days=[]).service
    acts = [
        partial(
            deadlines.save_exception,
            service,
            acts=["book"],
            span=DateRange.inclusive(date(2027, 2, first), date(2027, 2, 20)),
            limit=None,
            by=SYSTEM,
            now=now,
        )
        for first in (1, 2, 3, 4)
    ]

    answers = at_once(jolieville, acts)

    with commune_scope(jolieville):
        assert DeadlineRule.objects.filter(override_from__isnull=False).count() == written
    told = [one.code for one in answers if isinstance(one, DomainError)]
    assert told == ["taken"] * (4 - written)
