"""The cast: households, adults, children. Call inside ``commune_scope``."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from family.models import (
    Child,
    ChildGuardian,
    CustodyPlan,
    Family,
    FamilyQuotient,
    Guardian,
)

BEFORE = datetime(2026, 9, 1, 8, tzinfo=UTC)


def family(name: str = "Martin", **fields: Any) -> Family:
    """A household that lives in the commune."""
    fields.setdefault("created_at", BEFORE)
    return Family.objects.create(name=name, **fields)


def guardian(
    household: Family, first_name: str = "Claire", *, is_payer: bool = True, **fields: Any
) -> Guardian:
    """An adult of a household, its payer unless told otherwise, without an account."""
    fields.setdefault("last_name", household.name)
    fields.setdefault("email", f"{first_name}.{fields['last_name']}@exemple.fr".lower())
    fields.setdefault("created_at", BEFORE)
    return Guardian.objects.create(
        family=household, first_name=first_name, is_payer=is_payer, **fields
    )


def child(
    household: Family,
    first_name: str = "Léa",
    *,
    born: date = date(2019, 5, 14),
    guardians: list[Guardian] | None = None,
    **fields: Any,
) -> Child:
    """A child, tied to every adult of the household (or to ``guardians``), who may all book."""
    fields.setdefault("last_name", household.name)
    fields.setdefault("created_at", BEFORE)
    made = Child.objects.create(family=household, first_name=first_name, birth_date=born, **fields)
    adults = list(household.guardians.all()) if guardians is None else guardians
    for adult in adults:
        ChildGuardian.objects.create(child=made, guardian=adult)
    return made


def quotient(
    adult: Guardian, hundredths: int = 85_000, *, starts_on: date = date(2026, 1, 1), **fields: Any
) -> FamilyQuotient:
    """A quotient familial of 850,00 since January 2026."""
    fields.setdefault("recorded_at", BEFORE)
    return FamilyQuotient.objects.create(
        guardian=adult, value_hundredths=hundredths, starts_on=starts_on, **fields
    )


def martin() -> SimpleNamespace:
    """Claire Martin, payer, QF 850; Léa (7) and Hugo (5). ``.lea``, ``.hugo``, ``.children``."""
    household = family("Martin")
    claire = guardian(household, "Claire")
    quotient(claire)
    lea = child(household, "Léa", born=date(2019, 5, 14))
    hugo = child(household, "Hugo", born=date(2021, 9, 2))
    return SimpleNamespace(
        family=household, guardian=claire, lea=lea, hugo=hugo, children=[lea, hugo]
    )


def durand() -> SimpleNamespace:
    """Paul Durand, payer, QF 1200; Zoé (8). The family that must see nothing of the Martins."""
    household = family("Durand")
    paul = guardian(household, "Paul")
    quotient(paul, 120_000)
    zoe = child(household, "Zoé", born=date(2018, 3, 21))
    return SimpleNamespace(family=household, guardian=paul, zoe=zoe, children=[zoe])


def apart(home: SimpleNamespace) -> SimpleNamespace:
    """Marc Bernard, Léa's other parent, in a household of his own: QF 300, another address.

    ``.plan``: odd weeks at Claire's, even weeks at Marc's, each pays their own days.
    """
    household = family("Bernard", address="7 rue du Moulin-Secret", city="Aubrac")
    marc = guardian(household, "Marc", phone="06 55 44 33 22")
    quotient(marc, 30_000)
    ChildGuardian.objects.create(child=home.lea, guardian=marc)
    eva = child(household, "Éva", born=date(2022, 4, 2))
    plan = custody(home.lea, home.guardian, marc)
    return SimpleNamespace(family=household, guardian=marc, lea=home.lea, eva=eva, plan=plan)


def custody(
    of: Child,
    first: Guardian,
    second: Guardian | None,
    *,
    days: tuple[date, date] | None = None,
    **fields: Any,
) -> CustodyPlan:
    """Odd ISO weeks to the first parent since September; ``days`` make an exception of it."""
    fields.setdefault("pattern", CustodyPlan.Pattern.ODD_EVEN)
    fields.setdefault("anchor", date(2026, 9, 7))
    fields.setdefault("starts_on", days[0] if days else date(2026, 9, 1))
    fields.setdefault("ends_on", days[1] if days else None)
    fields.setdefault("is_exception", days is not None)
    return CustodyPlan.objects.create(
        child=of, first=first, second=second, created_at=BEFORE, **fields
    )
