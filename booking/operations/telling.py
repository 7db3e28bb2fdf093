"""Messages to families about their days: grouped, one per adult, in the same transaction (R111)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from booking.models import Activity, Reservation
from family.models import Child, ChildGuardian, Guardian
from family.operations import messages
from shared.values.french_dates import day_list, enumeration, instant
from shared.values.money import format_cents
from tenants.context import current_commune, zone_of


def tell_family(found: list[Reservation], kind: str, *, now: datetime, **facts: Any) -> None:
    """One message to each adult of the payer's household who may see the child."""
    _tell(found, kind, now, facts, household_only=True)


def tell_guardians(found: list[Reservation], kind: str, *, now: datetime, **facts: Any) -> None:
    """One message to every adult who may see the child: both parents are told (R111)."""
    _tell(found, kind, now, facts, household_only=False)


def effect(percent: int) -> str:
    """What a cancellation costs, as the family reads it."""
    if percent == 0:
        return "Cette date n’est pas facturée\u00a0; si elle était déjà payée, un avoir est créé."
    return "Cette annulation est sans remboursement\u00a0: la date reste facturée."


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
            [(adult, kind, wording.facts(found) | facts) for adult, found in grouped], now=now
        )


class Wording:
    """French facts of a message, from names read once for all adults."""

    def __init__(self, found: list[Reservation]) -> None:
        self.zone = zone_of(current_commune())
        self.children = Child.objects.only("first_name").in_bulk({row.child_id for row in found})
        self.activities = Activity.objects.select_related("service").in_bulk(
            {row.activity_id for row in found}
        )

    def lines(self, found: list[Reservation]) -> list[str]:
        """« Léa, repas : 25, 26 janv. », a line a child and activity."""
        groups: dict = defaultdict(list)
        for row in found:
            groups[row.child_id, row.activity_id].append(row.date)
        return [
            f"{self.children[child].first_name}, {self.activities[activity].name}"
            f"\u00a0: {day_list(sorted(days))}"
            for (child, activity), days in groups.items()
        ]

    def facts(self, found: list[Reservation]) -> dict[str, Any]:
        """Lines « Léa, repas : 25, 26 janv. », the service to call, amounts and the time limit."""
        first = self.activities[found[0].activity_id].service
        until = min((row.held_until for row in found if row.held_until), default=None)
        return {
            "lines": self.lines(found),
            "children": enumeration(
                [self.children[key].first_name for key in dict.fromkeys(r.child_id for r in found)]
            ),
            "service": first.name,
            "contact": " · ".join(filter(None, [first.phone, first.email])),
            "total": format_cents(sum(row.price_cents for row in found)),
            "until": instant(until, self.zone, month=True) if until else "",
            "order_uid": str(found[0].order_uid),
        }
