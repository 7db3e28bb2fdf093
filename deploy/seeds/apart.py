"""Zoé's parents live apart: a second household, a custody calendar, a login (R69)."""

from datetime import date, timedelta

from deploy.seeds import names, people
from deploy.seeds.homes import Home
from deploy.seeds.set_up import Town
from family.models import CustodyPlan
from family.operations import children, custody, families, guardians, quotients
from tenants.models import Commune

LOGIN = "nadia.benali"


def fill(town: Town, homes: list[Home], commune: Commune) -> None:
    """Odd weeks at one's, even weeks at the other's, from this Monday; nothing without Zoé."""
    home = next((one for one in homes if one.plan.login == "paul.durand"), None)
    if home is None:
        return
    family = families.create(
        name="Benali",
        address="14 rue de la Gare",
        postcode=town.plan.commune["postcode"],
        city=town.plan.commune["city"],
        is_resident=True,
        **town.signed,
    )
    nadia = guardians.add(
        family,
        civility="mme",
        first_name="Nadia",
        last_name="Benali",
        email=names.mail("Nadia", "Benali"),
        phone="06 00 88 99 11",
        **town.signed,
    )
    quotients.add(
        nadia,
        value_hundredths=48_000,
        starts_on=date(town.span.start.year - 1, 1, 1),
        ends_on=None,
        source="caf",
        **town.signed,
    )
    (zoe,) = home.children
    children.link(zoe, nadia, has_authority=True, can_book=True, **town.signed)
    monday = town.span.today - timedelta(days=town.span.today.weekday())
    is_odd = monday.isocalendar().week % 2
    custody.plan(
        zoe,
        first=home.payer if is_odd else nadia,
        second=nadia if is_odd else home.payer,
        pattern=CustodyPlan.Pattern.ODD_EVEN,
        anchor=monday,
        holidays=CustodyPlan.Holidays.FIRST_HALF_EVEN,
        starts_on=monday,
        **town.signed,
    )
    people.join(nadia, commune, now=town.span.before)
