"""Dataset *jolieville* of ``workloads.md``: one commune written in bulk, always the same.

Set RIBAMBELLE_NOW=2026-12-01T10:00 to look at it.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random

from django.db import connection, transaction

from booking.models import Service
from deploy.seeds import (
    measured_bookings,
    measured_homes,
    measured_money,
    measured_town,
    people,
    set_up,
)
from family.models import Message
from shared.actors import SYSTEM, Actor
from tenants.context import commune_scope
from tenants.models import Commune, Outbox
from tenants.operations import agents
from tenants.operations import communes as communes_operation
from tenants.rules.rights import Role

Say = Callable[[str], object]


def fill(*, now: datetime, say: Say, scale: float = 1.0, communes: int = 1) -> None:
    """Make ``communes`` communes of 500 × ``scale`` families; those already filled are left."""
    for rank in range(communes):
        commune = _commune(rank, now)
        with commune_scope(commune):
            if Service.objects.exists():
                continue
            with transaction.atomic():
                bookings = _fill(commune, scale, rank)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        say(f"{commune.name} : {bookings} réservations.")
    say(f"Familles : {measured_homes.NAMED}, famille00001.jolieville… ; mairie : gaelle.kermadec")
    say(f"Mot de passe : {people.PASSWORD} ; horloge : RIBAMBELLE_NOW=2026-12-01T10:00")


def _commune(rank: int, now: datetime) -> Commune:
    slug = "jolieville" if rank == 0 else f"jolieville-{rank + 1}"
    found = Commune.objects.filter(slug=slug).first()
    if found is not None:
        return found
    facts = dict(measured_town.JOLIEVILLE.commune)
    if rank:
        facts |= {"slug": slug, "name": f"Jolieville {rank + 1}", "short_code": f"J{rank + 1:04d}"}
    return communes_operation.provision(**facts, now=now, starter=False)


def _fill(commune: Commune, scale: float, rank: int) -> int:
    span = measured_town.span()
    gaelle = people.account("Gaëlle", "Kermadec", now=span.before)
    for role in (Role.GESTIONNAIRE, Role.REGISSEUR):
        agents.grant(gaelle, commune, role, by=SYSTEM, now=span.before)
    agent = Actor(uid=gaelle.pk, label=gaelle.full_name, is_agent=True)
    town = set_up.build(measured_town.plan(scale), span, agent)
    measured_bookings.open_june(town)
    draw = Random(f"jolieville {rank}")
    number = max(3, round(measured_homes.FAMILIES * scale))
    homes = measured_homes.write(town, commune, number, draw)
    writer = measured_bookings.Writer(town)
    measured_bookings.january(writer, homes, draw)
    measured_bookings.past(writer, homes)
    written = writer.write()
    measured_money.bill(town)
    # Nobody waits for these mails and papers.
    Message.objects.all().delete()
    Outbox.objects.filter(schema=commune.schema_name).delete()
    return written
