"""The adults a parent may see, and those of a file for an agent."""

from django.db.models import QuerySet

from family.models import Family, Guardian
from tenants.people import Member


def of_member(member: Member) -> Guardian:
    """The guardian this account is, with the family. Raises Guardian.DoesNotExist."""
    return Guardian.objects.select_related("family").get(
        pk=member.guardian_uid, account_uid=member.account.pk
    )


def same_file(guardian: Guardian) -> QuerySet[Guardian]:
    """The adults of the same file, oneself included; another file's are never seen (R69)."""
    return Guardian.objects.filter(family_id=guardian.family_id)


def of_family(family: Family) -> QuerySet[Guardian]:
    """The adults of a file, its payer first."""
    return Guardian.objects.filter(family=family)
