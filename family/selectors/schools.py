"""The schools of the commune."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from family.models import School
from shared.values.school_calendar import school_year_of


def with_pupils(*, today: date) -> QuerySet[School]:
    """Every school with ``pupils``, how many children are there this school year."""
    year = school_year_of(today).start.year
    return School.objects.annotate(
        pupils=Count("schoolings", filter=Q(schoolings__school_year=year))
    ).order_by("name")


def one(school_id: UUID) -> School:
    """One school. Raises School.DoesNotExist."""
    return School.objects.get(pk=school_id)
