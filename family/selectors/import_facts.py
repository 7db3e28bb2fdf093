"""What an import compares its lines with: the whole household file, in six queries."""

from uuid import UUID

from family.models import Child, Family, FamilyQuotient, Guardian, School, Schooling
from family.rules.import_plan import Known
from family.rules.quotients import KnownQuotient
from shared.values.ranges import DateRange

FAMILY = ("name", "file_number", "address", "postcode", "city", "is_resident", "paper_invoices")
GUARDIAN = ("family_id", "first_name", "last_name", "civility", "email", "phone", "is_payer")
CHILD = ("family_id", "first_name", "last_name", "birth_date", "diet")


def load(*, school_year: int) -> Known:
    """Every file, adult, child, quotient and school, and the classes of one school year."""
    known = Known()
    for row in Family.objects.values("id", "closed_at", *FAMILY):
        is_closed = row.pop("closed_at") is not None
        known.families[row.pop("id")] = {**row, "is_closed": is_closed}
    for row in Guardian.objects.values("id", "account_uid", *GUARDIAN):
        has_account = row.pop("account_uid") is not None
        known.guardians[row.pop("id")] = {**row, "has_account": has_account}
    for row in Child.objects.values("id", *CHILD):
        known.children[row.pop("id")] = row
    quotients: dict[UUID, list[KnownQuotient]] = {}
    for quotient in FamilyQuotient.objects.order_by("guardian_id", "starts_on"):
        quotients.setdefault(quotient.guardian_id, []).append(
            KnownQuotient(
                value=quotient.value_hundredths,
                span=DateRange(quotient.starts_on, quotient.ends_on),
                source=quotient.source,
                key=quotient.pk,
            )
        )
    known.quotients = quotients
    known.schoolings = {
        child_id: (school_id, level, class_name)
        for child_id, school_id, level, class_name in Schooling.objects.filter(
            school_year=school_year
        ).values_list("child_id", "school_id", "level", "class_name")
    }
    known.schools = dict(School.objects.values_list("id", "name"))
    return known
