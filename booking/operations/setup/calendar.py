"""Holidays, public holidays and closures; a closure on booked days undoes them (R7–R9)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from booking.models import CalendarEntry, Opening, Period, Reservation, Service
from booking.operations import movements, telling
from booking.rules.cancellations import Motive, Notice, billed_share
from booking.rules.lifecycle import LIVE_STATES
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried
from shared.values.ranges import DateRange

LIVE = [state.value for state in LIVE_STATES]


def booked_between(span: DateRange, *, service: Service | None = None) -> int:
    """How many bookings a closure would cancel, to say before it is confirmed."""
    return _live(span, service).count()


@retried
def add_entry(
    kind: str,
    name: str,
    span: DateRange,
    *,
    by: Actor,
    now: datetime,
    service: Service | None = None,
) -> CalendarEntry:
    """Add days to the calendar of the commune, or of one service.

    A closure shuts the openings of those days and cancels what was booked at no cost (motive
    *fermeture*, never the family's absence); both parents are told.
    """
    name = name.strip()
    if not name or span.end is None:
        raise DomainError("incomplete", "Donnez un nom et deux dates.")
    with transaction.atomic():
        made, is_new = CalendarEntry.objects.get_or_create(
            kind=CalendarEntry.Kind(kind),
            name=name,
            starts_on=span.start,
            ends_on=span.end,
            service=service,
        )
        if not is_new:
            # The same form sent twice (B5).
            return made
        cancelled = 0
        if made.kind == CalendarEntry.Kind.CLOSURE:
            cancelled = _shut(_openings(span, service), span, service, name, by=by, now=now)
        audit.record("calendar.added", made, by=by, now=now, span=str(span), cancelled=cancelled)
        return made


def add_many(
    entries: Collection[tuple[str, str, DateRange]], *, by: Actor, now: datetime
) -> list[CalendarEntry]:
    """Holidays and public holidays of a school year at once; names already there are skipped."""
    with transaction.atomic():
        present = set(
            CalendarEntry.objects.filter(service__isnull=True).values_list(
                "kind", "starts_on", "ends_on"
            )
        )
        made = CalendarEntry.objects.bulk_create(
            CalendarEntry(kind=kind, name=name, starts_on=span.start, ends_on=span.end)
            for kind, name, span in entries
            if (kind, span.start, span.end) not in present
        )
        if made:
            audit.record("calendar.filled", made[0], by=by, now=now, number=len(made))
        return made


def remove_entry(entry: CalendarEntry, *, by: Actor, now: datetime) -> None:
    """Take days out; a closure's openings open again (its cancelled bookings stay cancelled)."""
    with transaction.atomic():
        span = DateRange(entry.starts_on, entry.ends_on)
        if entry.kind == CalendarEntry.Kind.CLOSURE:
            _openings(span, entry.service).filter(closed_reason=entry.name).update(closed_reason="")
        audit.record("calendar.removed", entry, by=by, now=now, name=entry.name, span=str(span))
        entry.delete()


@retried
def close_day(service: Service, day: date, reason: str, *, by: Actor, now: datetime) -> int:
    """Close one day of a service; returns how many bookings were cancelled."""
    span = DateRange.inclusive(day, day)
    before = booked_between(span, service=service)
    add_entry(CalendarEntry.Kind.CLOSURE, reason, span, by=by, now=now, service=service)
    return before


def save_period(
    service: Service,
    name: str,
    span: DateRange,
    *,
    by: Actor,
    now: datetime,
    period: Period | None = None,
) -> Period:
    """Make or change a span opened to booking, which deadlines may name."""
    if not name.strip() or span.end is None:
        raise DomainError("incomplete", "Donnez un nom et deux dates.")
    with transaction.atomic():
        made = period or Period(service=service)
        made.name, made.starts_on, made.ends_on = name.strip(), span.start, span.end
        made.save()
        audit.record("period.saved", made, by=by, now=now, span=str(span))
        return made


def _openings(span: DateRange, service: Service | None):
    found = Opening.objects.filter(date__gte=span.start, date__lt=span.end)
    return found if service is None else found.filter(activity__service=service)


def _live(span: DateRange, service: Service | None):
    found = Reservation.objects.filter(state__in=LIVE, date__gte=span.start, date__lt=span.end)
    return found if service is None else found.filter(activity__service=service)


def _shut(
    openings, span: DateRange, service: Service | None, reason: str, *, by: Actor, now: datetime
) -> int:
    """Close openings first, so that no *Valider* slips in, then undo what was booked."""
    share = billed_share(Motive.CLOSURE, Notice.IN_TIME)
    seen, found = movements.lock(_live(span, service))
    openings.filter(closed_reason="").update(closed_reason=reason[:120])
    late = _live(span, service).exclude(id__in=[row.id for row in found])
    if late.exists():
        # Booked between the two reads: openings are shut now, read again under lock.
        more_seen, more = movements.lock(late)
        seen, found = seen | more_seen, found + more
    movements.end(
        found, seen, percent=share.percent, by=by, now=now, reason=f"Fermeture\u00a0: {reason}"
    )
    movements.record("reservation.closure", found, by=by, now=now, motive=reason)
    telling.tell_guardians(found, "service_closed", now=now, motive=reason)
    return len(found)
