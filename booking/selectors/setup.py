"""Objects of the set-up screens: one, or « not_found »; those of a service, in order."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from booking.errors import not_found
from booking.models import (
    Activity,
    CalendarEntry,
    DeadlineRule,
    Group,
    Opening,
    Period,
    Registration,
    Service,
    Tariff,
)

M = TypeVar("M", bound=Model)


def names() -> list[tuple[UUID, str]]:
    """(id, name) of every service, in order."""
    return list(Service.objects.values_list("id", "name"))


def services() -> list[Service]:
    """Every service with its activities and groups: three queries."""
    return list(Service.objects.prefetch_related("activities", "groups"))


def service(service_id: UUID) -> Service:
    """One service. Raises DomainError « not_found », as all that follow."""
    return _one(Service.objects.filter(id=service_id))


def activity(activity_id: UUID) -> Activity:
    """One activity with its service."""
    return _one(Activity.objects.filter(id=activity_id).select_related("service"))


def group(group_id: UUID) -> Group:
    """One group with its service."""
    return _one(Group.objects.filter(id=group_id).select_related("service"))


def entry(entry_id: UUID) -> CalendarEntry:
    """One line of the calendar."""
    return _one(
        CalendarEntry.objects.filter(id=entry_id).select_related("service", "group", "school")
    )


def entries(*, since: date, until: date) -> list[CalendarEntry]:
    """The calendar's lines that touch [since, until), the commune's and the services'."""
    found = CalendarEntry.objects.filter(starts_on__lt=until, ends_on__gt=since)
    return list(found.select_related("service", "group", "school"))


def period(period_id: UUID) -> Period:
    """One span opened to booking, with its service."""
    return _one(Period.objects.filter(id=period_id).select_related("service"))


def periods(of: Service, *, since: date) -> list[Period]:
    """The spans of a service that end after a day."""
    return list(Period.objects.filter(service=of, ends_on__gt=since))


def deadline(rule_id: UUID) -> DeadlineRule:
    """One stored deadline with its scope."""
    found = DeadlineRule.objects.filter(id=rule_id)
    return _one(found.select_related("service", "activity", "period"))


def deadlines(of: Service) -> list[DeadlineRule]:
    """The deadlines of a service, the widest scope first."""
    found = DeadlineRule.objects.filter(service=of).select_related("activity", "period")
    acts = {"book": 0, "modify": 1, "cancel": 2}
    return sorted(
        found,
        key=lambda rule: (
            acts[rule.act],
            rule.override_from is not None,
            rule.period_id is not None,
            rule.activity_id is not None,
        ),
    )


def tariff(tariff_id: UUID) -> Tariff:
    """One grid with its brackets."""
    found = Tariff.objects.filter(id=tariff_id).select_related("activity__service")
    return _one(found.prefetch_related("brackets"))


def tariffs(of: Service) -> list[Tariff]:
    """Every grid of a service's activities, the newest first: two queries."""
    found = Tariff.objects.filter(activity__service=of).prefetch_related("brackets")
    return list(found.order_by("activity__position", "activity__name", "-starts_on"))


def openings(of: Service, *, since: date, until: date) -> list[Opening]:
    """The openings of a service on days of [since, until)."""
    found = Opening.objects.filter(activity__service=of, date__gte=since, date__lt=until)
    return list(
        found.select_related("activity", "group").order_by(
            "date", "activity__position", "activity__name", "group__position"
        )
    )


def registration(registration_id: UUID) -> Registration:
    """One registration with its child and service."""
    found = Registration.objects.filter(id=registration_id)
    return _one(found.select_related("child", "service", "group"))


def registrations(of: Service, *, on: date) -> QuerySet[Registration]:
    """The registrations of a service that have not ended on a day, by name."""
    found = Registration.objects.filter(service=of, ends_on__gt=on)
    return found.select_related("child", "group").order_by(
        "child__last_name", "child__first_name", "starts_on"
    )


def _one(found: QuerySet[M]) -> M:
    one = found.first()
    if one is None:
        raise not_found()
    return one
