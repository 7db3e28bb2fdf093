"""Families in their files: adults, children in class, quotients, registrations."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from booking.operations.setup import registrations
from deploy.seeds import names, people
from deploy.seeds.names import Adult, Household, Kid
from deploy.seeds.plans import INFANTS, ServicePlan
from deploy.seeds.set_up import Town
from family.models import Child, Guardian
from family.operations import children, families, guardians, quotients
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.models import Commune
from tenants.people import Member

# Ordinary families whose payer signs in.
WITH_ACCOUNT = 8


@dataclass(slots=True)
class Home:
    """A family written down; ``services`` are the keys each child is registered to."""

    plan: Household
    payer: Guardian
    children: list[Child]
    services: dict[str, list[Child]]
    member: Member | None = None


def martins(slug: str, year: int) -> Household:
    """Claire's family: school in Jolieville, the Wednesday centre next door, a sport further on."""
    claire = Adult("mme", "Claire", "Martin", names.mail("Claire", "Martin"), "06 00 11 22 33")
    thomas = Adult("m", "Thomas", "Martin", names.mail("Thomas", "Martin"), "06 00 44 55 66")
    kids = (
        Kid("Léa", "Martin", names.born("CE1", year, day=133), "CE1"),
        Kid("Hugo", "Martin", names.born("GS", year, day=244), "GS", "sans_porc"),
        Kid("Noé", "Martin", names.born("PS", year, day=40), "PS"),
    )
    lea, hugo, noe = kids
    enrolled, services = {
        "jolieville": (kids, {"canteen", "care"}),
        "montclair": ((hugo, noe), {"centre"}),
        "saint-aubin-sur-lys": ((lea,), {"sport"}),
    }[slug]
    return Household(
        "Martin",
        "7 rue des Lilas",
        (claire, thomas),
        enrolled,
        74_200,
        is_resident=slug == "jolieville",
        login="claire.martin",
        services=frozenset(services),
    )


def durands(year: int) -> Household:
    """Paul's family, in Jolieville only: what the Martins must never see."""
    paul = Adult("m", "Paul", "Durand", names.mail("Paul", "Durand"), "06 00 77 88 99")
    return Household(
        "Durand",
        "21 chemin du Lavoir",
        (paul,),
        (Kid("Zoé", "Durand", names.born("CE2", year, day=80), "CE2"),),
        120_000,
        login="paul.durand",
        services=frozenset({"canteen", "care"}),
    )


def petits(year: int) -> Household:
    """Amandine's family, new in town: a code in an envelope, no account yet."""
    amandine = Adult("mme", "Amandine", "Petit", names.mail("Amandine", "Petit"), "06 00 12 34 56")
    return Household(
        "Petit",
        "3 allée des Tilleuls",
        (amandine,),
        (Kid("Camille", "Petit", names.born("CP", year, day=161), "CP"),),
        56_000,
        services=frozenset({"canteen", "care", "centre"}),
    )


def build(town: Town, commune: Commune, *, number: int) -> list[Home]:
    """The named families, then ordinary ones; the first parents of those have an account too."""
    year = school_year_of(town.span.today).start.year
    plans = [martins(commune.slug, year)]
    if commune.slug == "jolieville":
        plans += [durands(year), petits(year)]
    plans += [
        replace(plan, login=people.login_of(plan.adults[0].first_name, plan.name))
        if rank < WITH_ACCOUNT
        else plan
        for rank, plan in enumerate(
            names.households(number - len(plans), seed=commune.slug, school_year=year)
        )
    ]
    draw = Random(f"registrations {commune.slug}")
    homes = [_home(town, plan, rank, draw) for rank, plan in enumerate(plans, start=1)]
    _register(town, homes)
    for home in homes:
        if home.plan.login:
            home.member = people.join(home.payer, commune, now=town.span.before)
    return homes


def _home(town: Town, plan: Household, rank: int, draw: Random) -> Home:
    signed = town.signed
    today = town.span.today
    family = families.create(
        name=plan.name,
        file_number=f"{town.plan.commune['short_code']}-{rank:04d}",
        address=plan.address,
        postcode=town.plan.commune["postcode"] if plan.is_resident else "99100",
        city=town.plan.commune["city"] if plan.is_resident else "Commune voisine",
        is_resident=plan.is_resident,
        paper_invoices=plan.paper,
        **signed,
    )
    adults = [
        guardians.add(
            family,
            civility=one.civility,
            first_name=one.first_name,
            last_name=one.last_name,
            email=one.email,
            phone=one.phone,
            **signed,
        )
        for one in plan.adults
    ]
    if plan.quotient is not None:
        quotients.add(
            adults[0],
            value_hundredths=plan.quotient,
            starts_on=date(town.span.start.year - 1, 1, 1),
            ends_on=None,
            source="caf",
            **signed,
        )
    home = Home(plan, adults[0], [], {})
    for one in plan.kids:
        child = children.add(
            family,
            guardians=adults,
            today=today,
            first_name=one.first_name,
            last_name=one.last_name,
            birth_date=one.birth_date,
            diet=one.diet,
            **signed,
        )
        infant = one.level in INFANTS
        children.enrol(
            child,
            school=town.schools[0 if infant else -1],
            level=one.level,
            class_name=f"{one.level} {'A' if rank % 2 else 'B'}",
            today=today,
            **signed,
        )
        home.children.append(child)
    for service in town.plan.services:
        chosen = _registered(home, service, draw)
        if chosen:
            home.services[service.key] = chosen
    return home


def _registered(home: Home, service: ServicePlan, draw: Random) -> list[Child]:
    if home.plan.services:
        return list(home.children) if service.key in home.plan.services else []
    return [child for child in home.children if draw.randrange(100) < service.share]


def _register(town: Town, homes: list[Home]) -> None:
    """One call a service and group, as a class is registered at once."""
    span = DateRange(date(town.span.school_years[0], 9, 1), town.span.until)
    levels = {
        child.pk: kid.level
        for home in homes
        for child, kid in zip(home.children, home.plan.kids, strict=True)
    }
    for service in town.plan.services:
        chosen = [child for home in homes for child in home.services.get(service.key, [])]
        for group in service.groups or ("",):
            wants_infants = group == service.groups[0] if group else None
            ids = [
                child.pk
                for child in chosen
                if wants_infants is None or (levels[child.pk] in INFANTS) is wants_infants
            ]
            if ids:
                registrations.register(
                    ids,
                    town.services[service.key],
                    span,
                    group=town.groups[service.key, group] if group else None,
                    **town.signed,
                )
