"""The only reader of the clock: doors call it, rooms are told the time."""

import os
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings


@lru_cache(maxsize=8)
def _frozen(text: str) -> datetime:
    """Parse ``RIBAMBELLE_NOW`` once; the settings refuse it in production."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Europe/Paris"))
    return moment.astimezone(UTC)


def now() -> datetime:
    """The present instant, aware, in UTC.

    Frozen at ``RIBAMBELLE_NOW`` in the test and demo modes, for datasets and benches.
    """
    if settings.RIBAMBELLE_MODE != "production":
        text = os.environ.get("RIBAMBELLE_NOW", "")
        if text:
            return _frozen(text)
    return datetime.now(UTC)


def today(zone: ZoneInfo, *, at: datetime | None = None) -> date:
    """The local date of ``at`` (or of now) in a commune's time zone (R6)."""
    return (at or now()).astimezone(zone).date()
