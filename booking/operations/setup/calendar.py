"""Holidays, public holidays and closures; a closure on booked days undoes them (R7–R9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import CalendarEntry, Group, Period, Service
from booking.operations import closures, filling
from booking.operations.closures import Lifted
from booking.rules.closures import Closure
from booking.selectors.closures import Touched
from family.models import School
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.ranges import DateRange

Kind = CalendarEntry.Kind


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom days concern; nothing said is the whole commune (R8)."""

    service: Service | None = None
    group: Group | None = None
    school: School | None = None
    class_name: str = ""

    def checked(self, kind: str) -> "Scope":
        """The same, tidy. Raises DomainError for a scope that means nothing."""
        name = " ".join(self.class_name.split())
        if name and self.school is None:
            raise DomainError("school_wanted", "Choisissez l’école de cette classe.")
        if (self.group or self.school) and kind != Kind.CLOSURE:
            raise DomainError(
                "closure_only", "Seule une fermeture peut ne concerner qu’un groupe ou une école."
            )
        if self.group and self.service and self.group.service_id != self.service.pk:
            raise DomainError("other_group", "Ce groupe n’est pas de ce service.")
        service = self.group.service if self.group else self.service
        return Scope(service, self.group, self.school, name)

    def closure(self, span: DateRange, name: str = "") -> Closure:
        """The closure these children would have, for the rules."""
        return Closure(
            span,
            name,
            self.service.pk if self.service else None,
            self.group.pk if self.group else None,
            self.school.pk if self.school else None,
            self.class_name,
        )


EVERYBODY = Scope()


def booked_between(span: DateRange, *, service: Service | None = None) -> int:
    """How many bookings a closure would cancel, to say before it is confirmed."""
    return would_cancel(span, Scope(service)).bookings


def would_cancel(span: DateRange, scope: Scope = EVERYBODY) -> Touched:
    """How many bookings of how many families a closure would cancel."""
    return closures.would_shut(scope.checked(Kind.CLOSURE).closure(span))


@retried
def add_entry(
    kind: str,
    name: str,
    span: DateRange,
    *,
    by: Actor,
    now: datetime,
    service: Service | None = None,
    scope: Scope = EVERYBODY,
) -> CalendarEntry:
    """Add days to the calendar of the commune, of one service, or of some children.

    A closure cancels what was booked at no cost (motive *fermeture*, never the family's absence)
    and both parents are told; a whole one shuts the openings too. ``service`` is short for a
    scope of that service. Raises DomainError ``incomplete``, ``school_wanted``, ``closure_only``,
    ``other_group``.
    """
    name = name.strip()
    if not name or span.end is None:
        raise DomainError("incomplete", "Donnez un nom et deux dates.")
    scope = (Scope(service) if service else scope).checked(kind)
    with transaction.atomic():
        _take_turns(scope.service.pk if scope.service else None)
        made, is_new = CalendarEntry.objects.get_or_create(
            kind=Kind(kind),
            name=name,
            starts_on=span.start,
            ends_on=span.end,
            service=scope.service,
            group=scope.group,
            school=scope.school,
            class_name=scope.class_name,
        )
        if not is_new:
            # The same form sent twice (B5).
            return made
        cancelled = 0
        if made.kind == Kind.CLOSURE:
            cancelled = len(closures.shut(made, by=by, now=now))
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


@retried
def remove_entry(entry: CalendarEntry, *, by: Actor, now: datetime) -> Lifted:
    """Take days out; a closure is undone: what it shut opens, what it cancelled comes back.

    In the order families asked, where a place remains and nothing else was booked; both parents
    are told either way. Days that open again are filled by the rhythms kept on them, after the
    commit; a day somebody gave back stays given back. Undone meanwhile by somebody else, nothing
    is left to do.
    """
    with transaction.atomic():
        _take_turns(entry.service_id)
        done = Lifted()
        if not CalendarEntry.objects.filter(id=entry.id).exists():
            return done
        if entry.kind == Kind.CLOSURE:
            done = closures.lift(entry, by=by, now=now)
            _wake(entry, now=now)
        closures.record_lifted(entry, done, by=by, now=now)
        entry.delete()
        return done


def _wake(entry: CalendarEntry, *, now: datetime) -> None:
    if entry.service_id:
        filling.wake(entry.service_id, now=now)
    else:
        filling.wake_all(now=now)


def _take_turns(service_id: UUID | None) -> None:
    """Two agents change the same days one after the other: the services are locked first."""
    wanted = Service.objects.all() if service_id is None else Service.objects.filter(id=service_id)
    rows(wanted.only("id"))


def would_restore(entry: CalendarEntry, *, now: datetime) -> Lifted:
    """What taking a closure out would give back, to say before it is confirmed."""
    return closures.would_lift(entry, now=now) if entry.kind == Kind.CLOSURE else Lifted()


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
