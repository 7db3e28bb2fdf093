"""The adults a parent may see."""

from django.db.models import QuerySet

from family.models import Guardian
from tenants.people import Member


def of_member(member: Member) -> Guardian:
    """The guardian this account is, with the family. Raises Guardian.DoesNotExist."""
    return Guardian.objects.select_related("family").get(
        pk=member.guardian_uid, account_uid=member.account.pk
    )


def same_file(guardian: Guardian) -> QuerySet[Guardian]:
    """The adults of the same file, oneself included; another file's are never seen (R69)."""
    return Guardian.objects.filter(family_id=guardian.family_id)
