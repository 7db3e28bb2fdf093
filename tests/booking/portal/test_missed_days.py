"""A day missed, as its family's calendar tells it: its share, until when a proof counts (R31)."""

from datetime import UTC, date, datetime

import pytest

from booking.models import Attendance
from tenants.context import commune_scope
from tests.factories import booking, families

FRIDAY = date(2026, 11, 27)


def miss(home, *, payer=None, **fields):
    """A closed day nobody excused."""
    with commune_scope(home.commune):
        opened = booking.opening(home.canteen.meal, FRIDAY)
        booking.reservation(
            home.lea, opened, payer or home.guardian, **{"motive": "no_show"} | fields
        )
        Attendance.objects.create(
            child=home.lea,
            activity=home.canteen.meal,
            date=FRIDAY,
            opening=opened,
            state="absent",
            noted_at=datetime(2026, 11, 27, 13, tzinfo=UTC),
            noted_by_uid=home.guardian.pk,
        )


def day(home):
    page = home.client.get(f"{home.url}?mois=2026-11&enfant={home.lea.pk}").content.decode()
    found = page.split('id="j-20261127"')[1].split("</div>")[0]
    return found.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"proof_due_on": date(2026, 12, 4)},
            "Facturé à 100 %, sauf justificatif d’ici au ven. 4 déc.",
        ),
        ({"proof_due_on": date(2026, 11, 30)}, "Facturé à 100 %"),
        ({"proof_due_on": date(2026, 12, 4), "billed_percent": 50}, "Facturé à 50 %, sauf"),
        ({"proof_due_on": date(2026, 12, 4), "billed_percent": 0}, "Non facturé"),
    ],
)
def test_r31_the_day_says_its_share_and_until_when_a_proof_counts(home, fields, says):
    miss(home, **fields)
    found = day(home)
    assert "Absent" in found
    assert says in found
    assert ("sauf justificatif" in found) == ("sauf" in says)


def test_r72_another_households_day_says_nothing_of_its_share(home):
    with commune_scope(home.commune):
        marc = families.apart(home).guardian
    miss(home, payer=marc, proof_due_on=date(2026, 12, 4))
    found = day(home)
    assert "Absent" in found
    assert "acturé" not in found


def test_before_the_day_is_closed_nothing_is_said_of_money(home):
    miss(home, motive="")
    assert "acturé" not in day(home)


def test_r26_a_day_given_back_too_late_says_its_share_among_the_requests(home):
    with commune_scope(home.commune):
        for day, percent in ((date(2026, 12, 3), 50), (date(2026, 12, 10), 0)):
            booking.reservation(
                home.lea,
                home.canteen.openings[day],
                home.guardian,
                state="cancelled",
                motive="family",
                billed_percent=percent,
            )
    page = home.client.get("/c/jolieville/reservations/?tout=1").content.decode()
    assert page.count("acturé à 50\u00a0%") == 1
    assert "acturé à 0" not in page
