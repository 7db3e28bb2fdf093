"""The children a parent may see: ``ChildGuardian`` is the only path."""

from django.db.models import QuerySet

from family.models import Child, ChildGuardian
from tenants.people import Member


def for_member(member: Member) -> QuerySet[Child]:
    """Every child this parent is tied to, oldest first."""
    return Child.objects.filter(guardian_links__guardian_id=member.guardian_uid)


def bookable_by(member: Member) -> QuerySet[Child]:
    """The children this parent may book and cancel for (R69)."""
    return Child.objects.filter(
        guardian_links__guardian_id=member.guardian_uid, guardian_links__can_book=True
    )


def links_of(member: Member) -> QuerySet[ChildGuardian]:
    """The same with what the parent may do, for *Mon foyer*."""
    return (
        ChildGuardian.objects.filter(guardian_id=member.guardian_uid)
        .select_related("child")
        .order_by("child__birth_date", "child__first_name", "child_id")
    )
