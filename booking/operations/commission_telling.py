"""Families told of a commission: one message an adult, with all the results of the household."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from booking.models import Commission, Reservation
from booking.operations import telling
from booking.operations.wording import Wording
from booking.rules.lifecycle import ReservationState
from family.operations import messages

S = ReservationState


def drawn(commission: Commission, found: Collection[Reservation], *, now: datetime) -> None:
    """What each household obtained, what it did not and why, what is to pay and until when."""
    found = list(found)
    words = Wording(found)
    notices = []
    for adult, rows in telling.by_adult(found):
        granted = [row for row in rows if row.state is not S.REFUSED]
        refused = [row for row in rows if row.state is S.REFUSED]
        held = [row for row in granted if row.state is S.HELD]
        reasons: dict[str, list[Reservation]] = defaultdict(list)
        for row in refused:
            reasons[row.reason].append(row)
        facts = words.facts(held or rows) | {
            "commission": commission.name,
            "lines": words.lines(granted),
            "refused": [
                {"reason": reason, "lines": words.lines(same)} for reason, same in reasons.items()
            ],
            "to_pay": bool(held),
            "seed": commission.seed,
        }
        notices.append((adult, "commission_drawn", facts))
    if notices:
        messages.tell_many(notices, now=now)


def cancelled(
    commission: Commission, found: Collection[Reservation], motive: str, *, now: datetime
) -> None:
    """The wishes are gone, and why."""
    telling.tell_family(
        list(found), "commission_cancelled", now=now, motive=motive, commission=commission.name
    )
