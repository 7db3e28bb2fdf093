"""The office writes whose day it is (R69), and says no in French where it cannot be."""

from datetime import date

import pytest

from family.models import AuditEvent, CustodyPlan
from tests.booking.office.conftest import text_of
from tests.booking.office.test_departures import come
from tests.factories import families

FORM = {
    "pattern": "odd_even",
    "anchor": "2026-12-03",
    "holidays": "first_half_even",
    "bookers": "day_parent",
    "payers": "day_parent",
    "starts_on": "2026-12-01",
    "last_day": "",
}


@pytest.fixture
def two(office):
    """Léa tied to Claire and to Marc, who has a household of his own; no calendar yet."""
    office.his = families.apart(office.martin)
    CustodyPlan.objects.all().delete()
    office.page = f"{office.base}/enfants/{office.martin.lea.pk}/garde/"
    office.good = FORM | {
        "first": str(office.martin.guardian.pk),
        "second": str(office.his.guardian.pk),
    }
    return office


def test_a_calendar_is_written_in_words_and_in_the_coming_weeks(two):
    assert "Rien" in text_of(two.client.get(two.page))
    answer = two.client.post(two.page, two.good, follow=True)
    page = text_of(answer)

    plan = CustodyPlan.objects.get()
    # Thursday 3 December: the Monday of its week is the anchor.
    assert (plan.anchor, plan.starts_on, plan.ends_on) == (
        date(2026, 11, 30),
        date(2026, 12, 1),
        None,
    )
    assert "Semaines impaires chez Claire, semaines paires chez Marc." in page
    assert "première moitié chez Claire les années paires" in page
    assert "mercredi 2 décembre 2026 : chez Claire, semaine 49, impaire" in page
    assert "mardi 8 décembre 2026 : chez Marc, semaine 50, paire" in page
    assert AuditEvent.objects.filter(verb="custody.planned").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"second": ""}, "Indiquez le second parent"),
        ({"second": "same"}, "Choisissez deux parents différents."),
        ({"anchor": "30/02/2027"}, "Cette date n’existe pas"),
        ({"last_day": "2026-11-30"}, "La fin doit suivre le début."),
        ({"pattern": "every_third"}, "Choisissez dans la liste."),
        ({"first": ""}, "Choisissez un parent."),
    ],
)
def test_what_cannot_be_is_refused_in_french_and_nothing_is_written(two, wrong, said):
    wrong = {key: two.good["first"] if v == "same" else v for key, v in wrong.items()}
    answer = two.client.post(two.page, two.good | wrong)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not CustodyPlan.objects.exists()


def test_two_calendars_do_not_overlap_until_the_first_is_ended(two):
    two.client.post(two.page, two.good)
    plan = CustodyPlan.objects.get()
    late = two.good | {"starts_on": "2027-01-04", "pattern": "split_week"}
    again = two.client.post(two.page, late)
    assert "Un autre calendrier de garde couvre déjà ces jours" in text_of(again)

    end = f"{two.base}/garde/{plan.pk}/terminer/"
    assert two.client.post(end, {"last": "2026-11-01"}).status_code == 422
    assert two.client.post(end, {"last": "2027-01-03"}).status_code == 302
    assert two.client.post(two.page, late).status_code == 302
    assert CustodyPlan.objects.count() == 2


def test_an_exception_is_added_then_withdrawn(two):
    two.client.post(two.page, two.good)
    form = {"parent": two.good["second"], "first": "2026-12-02", "last": "2026-12-04"}
    page = text_of(two.client.post(f"{two.page}exception/", form, follow=True))
    assert "Exception du 02/12/2026 au 04/12/2026" in page
    assert "mercredi 2 décembre 2026 : chez Marc" in page
    overlap = two.client.post(f"{two.page}exception/", form)
    assert "Une autre exception couvre déjà ces jours." in text_of(overlap)

    row = CustodyPlan.objects.get(is_exception=True)
    two.client.post(f"{two.base}/garde/{row.pk}/retirer/")
    assert CustodyPlan.objects.filter(is_exception=True).count() == 0


def test_two_parents_of_one_household_are_told_what_to_do_first(office):
    home = office.martin
    luc = families.guardian(home.family, "Luc", is_payer=False)
    families.ChildGuardian.objects.create(child=home.lea, guardian=luc)
    page = f"{office.base}/enfants/{home.lea.pk}/garde/"
    assert "Il faut d’abord deux dossiers." in text_of(office.client.get(page))
    both = FORM | {"first": str(home.guardian.pk), "second": str(luc.pk)}
    answer = office.client.post(page, both)
    assert "Ces deux parents sont dans le même foyer" in text_of(answer)


def test_the_family_s_file_leads_to_it_where_parents_live_apart(two):
    page = text_of(two.client.get(f"{two.base}/familles/{two.martin.family.pk}/"))
    assert f"enfants/{two.martin.lea.pk}/garde/" in page
    assert f"enfants/{two.martin.hugo.pk}/garde/" not in page


def test_r72_staff_on_duty_read_whose_day_it_is_and_no_family_does(two, as_role):
    two.client.post(two.page, two.good | {"is_restricted": "on", "starts_on": "2026-11-30"})
    service = two.canteen.service
    for child in (two.martin.lea, two.martin.hugo):
        come(two, child)
    as_role("animateur")
    page = text_of(two.client.get(f"{two.base}/pointage/{service.pk}/departs/?jour=2026-11-30"))
    assert "chez Claire Martin" in page
    assert "Décision de justice à respecter" in page
    assert page.count("Décision de justice") == 1
