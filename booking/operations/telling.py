"""Messages to families about their days: grouped, one per adult, in the same transaction (R111)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.models import Reservation
from booking.operations.wording import Wording
from booking.rules.lifecycle import ReservationState
from booking.selectors.booked import Booked
from family.models import ChildGuardian, Guardian
from family.operations import messages

S = ReservationState
# What another household pays, and why, is not told to this one (R72).
_PRIVATE = ("total", "surcharge", "until", "order_uid", "effect")


def tell_family(found: list[Reservation], kind: str, *, now: datetime, **facts: Any) -> None:
    """One message to each adult of the payer's household who may see the child."""
    _tell(found, kind, now, facts, household_only=True)


def tell_guardians(found: list[Reservation], kind: str, *, now: datetime, **facts: Any) -> None:
    """One message to every adult who may see the child: both parents are told (R111)."""
    _tell(found, kind, now, facts, household_only=False)


def tell_other_parent(
    made: Iterable[Reservation],
    ended: Iterable[Booked],
    *,
    mine: Collection[UUID],
    now: datetime,
) -> None:
    """What one parent booked or cancelled, told to the adults of the other household (R73).

    ``mine``: the adults of the household that acted. Days, never an amount. Two queries, a message
    an adult.
    """
    made, ended = list(made), list(ended)
    links = ChildGuardian.objects.filter(
        child_id__in={row.child_id for row in (*made, *ended)}
    ).exclude(guardian_id__in=mine)
    adults: dict[Guardian, set[UUID]] = defaultdict(set)
    for link in links.select_related("guardian"):
        adults[link.guardian].add(link.child_id)
    if not adults:
        return
    wording = Wording([*made, *ended])
    told = []
    for adult, children in adults.items():
        own = [row for row in made if row.child_id in children]
        gone = [row for row in ended if row.child_id in children]
        facts = {
            "booked": wording.lines([row for row in own if row.state == S.CONFIRMED]),
            "asked": wording.lines([row for row in own if row.state != S.CONFIRMED]),
            "ended": wording.lines(gone),
            "children": wording.names([*own, *gone]),
        }
        told.append((adult, "other_parent", facts))
    messages.tell_many(told, now=now)


def _tell(
    found: list[Reservation],
    kind: str,
    now: datetime,
    facts: dict[str, Any],
    *,
    household_only: bool,
) -> None:
    if found:
        _send(by_adult(found, household_only=household_only), kind, now, facts)


def by_adult(
    found: Iterable[Reservation], *, household_only: bool = True
) -> list[tuple[Guardian, list[Reservation]]]:
    """The rows that each adult may see, of the payer's household only unless told otherwise."""
    found = list(found)
    links = ChildGuardian.objects.filter(
        child_id__in={row.child_id for row in found}
    ).select_related("guardian")
    adults: dict = defaultdict(list)
    for link in links:
        adults[link.child_id].append(link.guardian)
    grouped: dict = {}
    for row in found:
        for adult in adults[row.child_id]:
            if not household_only or adult.family_id == row.payer.family_id:
                grouped.setdefault(adult.id, (adult, []))[1].append(row)
    return list(grouped.values())


def _send(
    grouped: list[tuple[Guardian, list[Reservation]]],
    kind: str,
    now: datetime,
    facts: dict[str, Any],
) -> None:
    if grouped:
        wording = Wording([row for _adult, found in grouped for row in found])
        messages.tell_many(
            [(adult, kind, _facts_for(adult, found, wording, facts)) for adult, found in grouped],
            now=now,
        )


def _facts_for(
    adult: Guardian, found: list[Reservation], wording: Wording, facts: dict[str, Any]
) -> dict[str, Any]:
    """The facts as one adult may read them: amounts are those of their own household.

    A fact that is a function says something of the adult's own rows.
    """
    said = wording.facts(found) | {
        name: value(found) if callable(value) else value for name, value in facts.items()
    }
    own = [row for row in found if row.payer.family_id == adult.family_id]
    if len(own) == len(found):
        return said
    return said | dict.fromkeys(_PRIVATE, "") | {"by_other": True}
