"""When wishes may be sent for a day."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from booking.rules.commissions import Window, covering, may_wish
from shared.values.ranges import DateRange

PARIS = ZoneInfo("Europe/Paris")
SERVICE = UUID(int=1)
OPENS = datetime(2026, 12, 1, 7, tzinfo=UTC)
CLOSES = datetime(2026, 12, 15, 17, tzinfo=UTC)
WINTER = Window(
    UUID(int=2),
    SERVICE,
    "Hiver",
    DateRange.inclusive(date(2027, 2, 8), date(2027, 2, 19)),
    OPENS,
    CLOSES,
)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (OPENS - INSTANT, "wishes_not_open"),
        (OPENS, "wishes_open"),
        (CLOSES - INSTANT, "wishes_open"),
        (CLOSES, "wishes_closed"),
    ],
)
def test_wishes_are_taken_from_the_first_instant_to_the_last_excluded(now, code) -> None:
    decision = may_wish(WINTER, now, PARIS)
    assert (decision.reason.code, bool(decision)) == (code, code == "wishes_open")


def test_the_refusal_says_from_when_to_when_in_the_commune_s_time() -> None:
    said = may_wish(WINTER, OPENS - INSTANT, PARIS).reason.sentence.replace("\u00a0", " ")
    assert said == "Les souhaits se déposent du mar. 1er déc. à 8:00 au mar. 15 déc. à 18:00."
    there = may_wish(WINTER, OPENS, ZoneInfo("America/Cayenne")).reason.sentence
    assert there.replace("\u00a0", " ") == "Souhait jusqu’au mar. 15 déc. à 14:00"


@pytest.mark.parametrize(
    ("service", "day", "is_covered"),
    [
        (SERVICE, date(2027, 2, 7), False),
        (SERVICE, date(2027, 2, 8), True),
        (SERVICE, date(2027, 2, 19), True),
        (SERVICE, date(2027, 2, 20), False),
        (UUID(int=9), date(2027, 2, 8), False),
    ],
)
def test_a_commission_covers_the_days_of_its_own_service(service, day, is_covered) -> None:
    assert covering([WINTER], service, day) is (WINTER if is_covered else None)
