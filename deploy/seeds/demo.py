"""Dataset *demo*: three communes as a family and their agents would find them today."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from booking.models import Service
from deploy.seeds import (
    absent,
    apart,
    history,
    homes,
    logins,
    money,
    people,
    scarce,
    set_up,
    waiting,
)
from deploy.seeds.days import PARIS, span_of
from deploy.seeds.plans import TownPlan
from deploy.seeds.towns import TOWNS
from family.operations import codes
from tenants.context import commune_scope
from tenants.models import Commune
from tenants.operations import communes as communes_operation

Say = Callable[[str], object]


def fill(*, now: datetime, say: Say, scale: float = 1.0) -> None:
    """Make what is missing; a commune that has services is left as people made it.

    Each commune is filled in one transaction: killed in between, it starts again empty.
    """
    made = [_commune(plan, now) for plan in TOWNS]
    for plan, commune in zip(TOWNS, made, strict=True):
        with commune_scope(commune):
            if Service.objects.exists():
                continue
            say(f"{plan.commune['name']} se remplit…")
            with transaction.atomic():
                _fill(plan, commune, now, scale)
    people.operator(now)
    if not logins.path().exists():
        logins.write(made)


def _commune(plan: TownPlan, now: datetime) -> Commune:
    found = Commune.objects.filter(slug=plan.slug).first()
    if found is None:
        return communes_operation.provision(**plan.commune, now=now, starter=False)
    if found.status == Commune.Status.PROVISIONING:
        return communes_operation.resume(found, now=now)
    return found


def _fill(plan: TownPlan, commune: Commune, now: datetime, scale: float) -> None:
    span = span_of(
        now.astimezone(PARIS).date(), plan.commune["school_zone"], plan.commune["department"]
    )
    agent = people.staff(commune, span.before)
    town = set_up.build(plan, span, agent)
    absent.rules(town)
    families = homes.build(town, commune, number=max(6, round(plan.families * scale)))
    history.book(town, families)
    history.see(town)
    absent.late_pickup(town)
    money.bill(town, families, now=now)
    apart.fill(town, families, commune)
    waiting.fill(town, families, now=now)
    scarce.fill(town, families, now=now)
    waiting.forget_old_mail(commune.schema_name, now=now)
    _code(families, town, now)


def _code(families: list[homes.Home], town: set_up.Town, now: datetime) -> None:
    """The envelope of the new parent."""
    for home in families:
        if home.plan.name == "Petit" and home.member is None:
            made = codes.issue(home.payer, channel="letter", by=town.agent, now=now)
            codes.mark_sent([made], by=town.agent, now=now)
