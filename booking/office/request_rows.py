"""Requests as agents answer them: the days that a family asked together make one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.selectors.requests import Waiting
from shared.values.french_dates import day_list


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One line; ``key`` joins the ids of its days, ``taken`` and ``capacity`` the fullest one."""

    key: str
    kind: str
    child: str
    family_id: UUID
    about: str
    service: str
    activity: str
    days: str
    number: int
    taken: int
    capacity: int | None
    full: int
    received: str
    requested_at: datetime
    cents: int
    refund_default: str
    in_time: bool
    surcharge_cents: int
    # What an agent may answer to a cancellation: (value, words with the billed share).
    causes: tuple[tuple[str, str], ...] = ()

    @property
    def word(self) -> str:
        """« Réserver » or « Annuler »."""
        return "Annuler" if self.kind == "cancel" else "Réserver"


def rows_of(found: Iterable[Waiting], *, day_by_day: bool = False) -> list[RequestRow]:
    """Lines in the order received; ``day_by_day`` gives each day its own."""
    groups: dict[tuple, list[Waiting]] = {}
    for one in found:
        same = (one.kind, one.child_id, one.service, one.activity, one.requested_at)
        groups.setdefault((one.id,) if day_by_day else same, []).append(one)
    return [_row(group) for group in groups.values()]


def ids_of(keys: Iterable[str]) -> list[UUID]:
    """The ids that ticked lines stand for. Raises ValueError on anything else."""
    return [UUID(part) for key in keys for part in key.split("_") if part]


def _row(group: list[Waiting]) -> RequestRow:
    first = group[0]
    limited = [one for one in group if one.capacity is not None]
    fullest = min(limited, key=lambda one: one.capacity - one.taken) if limited else first
    about = [first.level, f"QF\u00a0{first.quotient}" if first.quotient else "QF inconnu"]
    return RequestRow(
        key="_".join(one.id.hex for one in group),
        kind=first.kind,
        child=first.child,
        family_id=first.family_id,
        about=", ".join(part for part in about if part),
        service=first.service,
        activity=first.activity,
        days=day_list(one.date for one in group) if len(group) > 1 else first.label,
        number=len(group),
        taken=fullest.taken,
        capacity=fullest.capacity,
        full=sum(one.is_full for one in group),
        received=first.received,
        requested_at=first.requested_at,
        cents=sum(one.cents for one in group),
        refund_default=first.refund_default,
        in_time=all(one.in_time for one in group),
        surcharge_cents=sum(one.surcharge_cents for one in group),
    )
