"""A family's own requests: going on, to pay, answered of late, and everything asked before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from booking.models import Activity, Commission, Reservation, Service
from booking.rules.lifecycle import STATE_LABELS, ReservationState
from booking.rules.outcomes import missed
from booking.selectors import waiting as lists
from family.models import Child, ChildGuardian, Guardian
from shared.values.french_dates import day_short, instant
from tenants.context import current_commune, zone_of
from tenants.people import Member

S = ReservationState
_LATELY = timedelta(days=15)
_ASKED = (S.REQUESTED, S.CONFIRMED)
_GOING_ON = [s.value for s in (S.REQUESTED, S.CANCEL_REQUESTED, S.HELD, S.WAITLISTED)]
# What this household pays, or what this adult asked for a day another household pays (R72).
# Written out: the start page asks it of every commune; the ORM took longer to build it than the
# database to answer. In two steps, because one join of eight tables takes 4 ms to plan.
_SELECT = f"""
WITH r AS MATERIALIZED (
  SELECT r.*, p.family_id = me.family_id AS is_ours
    FROM {Guardian._meta.db_table} me
    JOIN {ChildGuardian._meta.db_table} l ON l.guardian_id = me.id
    JOIN {Reservation._meta.db_table} r ON r.child_id = l.child_id
    JOIN {Guardian._meta.db_table} p ON p.id = r.payer_id
   WHERE me.id = %(me)s AND (p.family_id = me.family_id OR r.requested_by_uid = %(account)s)
   {{which}})
SELECT r.id, c.first_name, a.name, s.name, r.date, r.state, r.reason, r.requested_at,
       r.price_cents, r.held_until, r.order_uid, r.is_prepaid, r.offered_at, r.decided_at,
       r.together_uid, r.billed_percent, r.out_of_time, r.surcharge_cents,
       (SELECT k.closes_at FROM {Commission._meta.db_table} k WHERE k.id = r.commission_id),
       r.is_ours
  FROM r
  JOIN {Child._meta.db_table} c ON c.id = r.child_id
  JOIN {Activity._meta.db_table} a ON a.id = r.activity_id
  JOIN {Service._meta.db_table} s ON s.id = a.service_id
 ORDER BY {{order}}
"""
_GOING = """
   AND r.date >= %(since)s
   AND (r.state = ANY(%(going_on)s) OR (r.state = 'refused' AND r.decided_at >= %(lately)s))"""
_NOW = _SELECT.format(
    which=_GOING,
    order="r.date, c.birth_date, c.first_name, c.id, s.position, s.name, a.position, a.name",
)
_EVER = _SELECT.format(
    which="ORDER BY r.requested_at DESC, r.date LIMIT %(limit)s",
    order="r.requested_at DESC, r.date",
)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as its family reads it; instants are ready to print."""

    id: UUID
    child: str
    activity: str
    service: str
    date: date
    label: str
    state: ReservationState
    word: str
    reason: str
    requested_at: str
    cents: int
    held_until: str
    order_uid: UUID
    is_prepaid: bool
    to_pay: bool
    rank: int = 0
    is_offer: bool = False
    # Paid by another household: no amount, no reason, nothing to pay is told here (R72).
    by_other: bool = False
    is_together: bool = False
    # A wish of an open commission: when its answer comes (R43).
    answered_after: str = ""
    # What a day asked after its cut-off adds, or will once accepted (R26).
    late_cents: int = 0
    # What a day given back too late still bills (R26).
    missed: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the statements, in their order."""

    id: UUID
    child: str
    activity: str
    service: str
    date: date
    state: str
    reason: str
    requested_at: datetime
    price_cents: int
    held_until: datetime | None
    order_uid: UUID
    is_prepaid: bool
    offered_at: datetime | None
    decided_at: datetime | None
    together_uid: UUID | None
    billed_percent: int
    out_of_time: bool
    surcharge_cents: int
    closes_at: datetime | None
    is_ours: bool


def for_member(member: Member, *, now: datetime) -> list[RequestView]:
    """In progress, to pay, or answered in the last fortnight: one query."""
    return _read(
        member,
        _NOW,
        since=now.date() - _LATELY,
        lately=now - _LATELY,
        going_on=_GOING_ON,
    )


def history(member: Member, *, limit: int = 200) -> list[RequestView]:
    """Everything asked, the newest first: one query."""
    return _read(member, _EVER, limit=limit)


def _read(member: Member, statement: str, **values: Any) -> list[RequestView]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement, values | {"me": member.guardian_uid, "account": member.account.pk}
        )
        found = [_Row(*row) for row in cursor.fetchall()]
    zone = zone_of(current_commune())
    ranks = lists.ranks([row.id for row in found if row.state == S.WAITLISTED])
    return [_view(row, ranks, zone) for row in found]


def _view(row: _Row, ranks: Mapping[UUID, int], zone: ZoneInfo) -> RequestView:
    ours = row.is_ours
    is_offer = bool(row.state == S.HELD and row.offered_at and not row.decided_at)
    return RequestView(
        row.id,
        row.child,
        row.activity,
        row.service,
        row.date,
        day_short(row.date),
        S(row.state),
        STATE_LABELS[S(row.state)],
        row.reason if ours else "",
        instant(row.requested_at, zone, month=True),
        row.price_cents if ours else 0,
        instant(row.held_until, zone, month=True) if row.held_until and ours else "",
        row.order_uid,
        row.is_prepaid,
        ours and row.state == S.HELD and not is_offer,
        ranks.get(row.id, 0),
        ours and is_offer,
        not ours,
        row.together_uid is not None,
        instant(row.closes_at, zone, month=True)
        if row.closes_at and row.state == S.REQUESTED
        else "",
        missed=missed(row.billed_percent, None, row.date)
        if ours and row.state == S.CANCELLED and row.billed_percent
        else "",
        late_cents=row.surcharge_cents if ours and row.out_of_time and row.state in _ASKED else 0,
    )
