"""Five hundred families written in bulk, two guardians and one account each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from allauth.account.models import EmailAddress

from booking.models import Group, Registration
from deploy.seeds import names, people
from deploy.seeds.measured_town import GROUPS, TODAY
from deploy.seeds.set_up import Town
from family.models import Child, ChildGuardian, Family, FamilyQuotient, Guardian, Schooling
from shared.models import Account
from tenants.context import public_scope
from tenants.models import Adhesion, Commune

FAMILIES = 500
SIZES = ((0.52, 1), (0.88, 2), (1.0, 3))
QUOTIENTS = (250, 420, 560, 680, 790, 930, 1100, 1320, 1700, 2300)
CLAIRE_QUOTIENT = 74_200
NAMED = "claire.martin"


@dataclass(slots=True)
class Measured:
    """A family as the bookings need it."""

    payer: Guardian
    children: list[Child]
    quotient: int
    is_claire: bool = False


def write(town: Town, commune: Commune, number: int, draw: Random) -> list[Measured]:
    """The files, the accounts and the registrations of ``number`` families, Claire's first."""
    now = town.span.before
    homes, families, adults, children = [], [], [], []
    for rank in range(number):
        is_claire = rank == 0
        name = "Martin" if is_claire else draw.choice(names.LAST)
        family = Family(
            name=name,
            file_number=f"F{rank:05d}",
            address=f"{1 + rank % 98} {names.STREETS[rank % len(names.STREETS)]}",
            postcode="35999",
            city="Jolieville",
            created_at=now,
        )
        pair = _adults(family, name, is_claire, draw, now)
        size = 2 if is_claire else _size(rank, number)
        kids = [_child(family, name, is_claire, place, draw, now) for place in range(size)]
        quotient = CLAIRE_QUOTIENT
        if not is_claire:
            quotient = (QUOTIENTS[rank % len(QUOTIENTS)] + draw.randrange(20)) * 100
        homes.append(Measured(pair[0], kids, quotient, is_claire))
        families.append(family)
        adults += pair
        children += kids
    Family.objects.bulk_create(families)
    _accounts(homes, commune, now)
    Guardian.objects.bulk_create(adults)
    Child.objects.bulk_create(children)
    partners = dict(zip((adult.pk for adult in adults[::2]), adults[1::2], strict=True))
    ChildGuardian.objects.bulk_create(
        ChildGuardian(child=child, guardian=adult)
        for home in homes
        for child in home.children
        for adult in (home.payer, partners[home.payer.pk])
    )
    FamilyQuotient.objects.bulk_create(
        FamilyQuotient(
            guardian=home.payer,
            value_hundredths=home.quotient,
            starts_on=date(2026, 1, 1),
            source="caf",
            recorded_at=now,
        )
        for home in homes
    )
    _classes(town, children)
    _register(town, children, now)
    return homes


def is_infant(child: Child) -> bool:
    """Under six on the dataset's day."""
    return child.birth_date > date(TODAY.year - 6, TODAY.month, TODAY.day)


def group_of(town: Town, service: str, child: Child) -> Group:
    """Under six Maternelle, else Élémentaire."""
    return town.groups[service, GROUPS[0] if is_infant(child) else GROUPS[1]]


def _size(rank: int, number: int) -> int:
    share = rank / number
    return next(size for limit, size in SIZES if share < limit)


def _adults(family: Family, name: str, is_claire: bool, draw: Random, now) -> list[Guardian]:
    first_names = (
        ("Claire", "Thomas")
        if is_claire
        else (
            draw.choice(names.MOTHERS),
            draw.choice(names.FATHERS),
        )
    )
    return [
        Guardian(
            family=family,
            civility=civility,
            first_name=first_name,
            last_name=name,
            email=names.mail(first_name, name),
            is_payer=civility == "mme",
            created_at=now,
        )
        for civility, first_name in zip(("mme", "m"), first_names, strict=True)
    ]


def _child(family: Family, name: str, is_claire: bool, place: int, draw: Random, now) -> Child:
    age = (7, 5)[place] if is_claire else draw.randrange(3, 11)
    first_name = ("Léa", "Hugo")[place] if is_claire else draw.choice(names.CHILDREN)
    birth = date(TODAY.year - age, 11, 30) - timedelta(days=draw.randrange(360))
    return Child(
        family=family,
        first_name=first_name,
        last_name=name,
        birth_date=birth,
        diet=draw.choice(names.DIETS),
        created_at=now,
    )


def _accounts(homes: list[Measured], commune: Commune, now) -> None:
    """One account a family; Claire's is the same in every measured commune."""
    password = people.hashed(people.PASSWORD)
    with public_scope():
        claire = people.account("Claire", "Martin", now=now, civility="mme")
        made = [
            Account(
                username=f"famille{rank:05d}.{commune.slug}",
                email=f"famille{rank:05d}@{commune.slug}.exemple.fr",
                first_name=home.payer.first_name,
                last_name=home.payer.last_name,
                password=password,
                created_at=now,
            )
            for rank, home in enumerate(homes[1:], start=1)
        ]
        Account.objects.bulk_create(made)
        EmailAddress.objects.bulk_create(
            EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in made
        )
        accounts = [claire, *made]
        for home, one in zip(homes, accounts, strict=True):
            home.payer.account_uid = one.pk
            home.payer.email = one.email
        Adhesion.objects.bulk_create(
            Adhesion(account=one, commune=commune, guardian_uid=home.payer.pk, created_at=now)
            for home, one in zip(homes, accounts, strict=True)
        )


def _classes(town: Town, children: Iterable[Child]) -> None:
    Schooling.objects.bulk_create(
        Schooling(
            child=child,
            school=town.schools[0 if is_infant(child) else -1],
            school_year=2026,
            level=names.LEVELS[max(0, min(7, 2026 - child.birth_date.year - 3))],
        )
        for child in children
    )


def _register(town: Town, children: Iterable[Child], now) -> None:
    Registration.objects.bulk_create(
        Registration(
            child=child,
            service=service,
            group=group_of(town, key, child),
            starts_on=date(2026, 6, 1),
            ends_on=date(2027, 9, 1),
            created_at=now,
        )
        for child in children
        for key, service in town.services.items()
    )
