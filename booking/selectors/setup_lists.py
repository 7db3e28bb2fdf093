"""What set-up screens list: services and what they lack, openings of a month, registrations."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from booking.models import Activity, DeadlineRule, Opening, Registration, Service, Tariff
from family.models import Schooling
from shared.values.french_dates import day_short

_CHECKS = (
    ("has_activity", "activity", "une prestation"),
    ("has_tariff", "tariff", "un tarif en vigueur pour chaque prestation"),
    ("has_deadline", "deadline", "un délai de réservation"),
    ("has_opening", "opening", "des jours d’ouverture"),
    ("has_registration", "registration", "des enfants inscrits"),
)


@dataclass(frozen=True, slots=True)
class ServiceSetup:
    """A service and what it still lacks before families can book: (code, words)."""

    service: Service
    missing: tuple[tuple[str, str], ...]

    @property
    def is_ready(self) -> bool:
        """Families can book it."""
        return not self.missing


def services(*, today: date) -> list[ServiceSetup]:
    """Every service with its checklist: one query."""
    mine = OuterRef("pk")
    active = Activity.objects.filter(service=mine, is_active=True)
    priced = Tariff.objects.filter(activity=OuterRef("pk")).exclude(ends_on__lte=today)
    found = Service.objects.annotate(
        has_activity=Exists(active),
        lacks_tariff=Exists(active.exclude(Exists(priced))),
        has_deadline=Exists(DeadlineRule.objects.filter(service=mine, act="book")),
        has_opening=Exists(Opening.objects.filter(activity__service=mine, date__gte=today)),
        has_registration=Exists(Registration.objects.filter(service=mine, ends_on__gt=today)),
    )
    return [ServiceSetup(service, _missing(service)) for service in found]


def _missing(service: Service) -> tuple[tuple[str, str], ...]:
    service.has_tariff = service.has_activity and not service.lacks_tariff
    return tuple((code, words) for name, code, words in _CHECKS if not getattr(service, name))


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening to change or close."""

    id: UUID
    date: date
    label: str
    activity: str
    group: str
    capacity: int | None
    margin: int
    taken: int
    closed_reason: str


def openings(service: Service, since: date, until: date) -> list[OpeningRow]:
    """The openings of a service on [since, until): one query."""
    rows = (
        Opening.objects.filter(activity__service=service, date__gte=since, date__lt=until)
        .order_by("date", "activity__position", "activity__name", "group__position")
        .values_list(
            "id",
            "date",
            "activity__name",
            "group__name",
            "capacity",
            "margin",
            "taken",
            "closed_reason",
        )
    )
    return [
        OpeningRow(row[0], row[1], day_short(row[1]), row[2], row[3] or "", *row[4:])
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """A child registered to a service."""

    registration: Registration
    child: str
    family: str
    family_id: UUID
    level: str
    group: str


def registrations(service: Service, *, today: date) -> list[RegistrationRow]:
    """Registrations in force or to come, by name: two queries."""
    found = list(
        Registration.objects.filter(service=service, ends_on__gt=today)
        .select_related("child__family", "group")
        .order_by("child__last_name", "child__first_name", "starts_on")
    )
    levels = dict(
        Schooling.objects.filter(child_id__in={one.child_id for one in found})
        .order_by("school_year")
        .values_list("child_id", "level")
    )
    return [
        RegistrationRow(
            one,
            str(one.child),
            one.child.family.name,
            one.child.family_id,
            levels.get(one.child_id, ""),
            one.group.name if one.group else "",
        )
        for one in found
    ]
