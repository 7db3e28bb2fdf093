"""Fills the journey's database: the demonstration, small, and a family new in three communes.

Run as a program inside the world's own environment; the last line it prints is JSON.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django must be ready first

from booking.models import Activity, Group, Opening, Service  # noqa: E402
from booking.operations import reservations  # noqa: E402
from booking.operations.outcomes import Wish  # noqa: E402
from booking.operations.setup import registrations  # noqa: E402
from deploy.seeds import people  # noqa: E402
from family.models import AdhesionCode, Child, Guardian  # noqa: E402
from family.operations import children, codes, families, guardians  # noqa: E402
from shared import clock  # noqa: E402
from shared.actors import Actor  # noqa: E402
from shared.ids import new_id  # noqa: E402
from shared.values.ranges import DateRange  # noqa: E402
from tenants.context import commune_scope  # noqa: E402
from tenants.models import Commune  # noqa: E402

SCALE = 0.15
# The school year of the journey, its Martins' months already over.
YEAR = DateRange(date(2026, 9, 1), date(2027, 7, 3))
EARLIER = datetime(2026, 10, 5, 8, tzinfo=UTC)
LAST_MONTH = (date(2026, 12, 1), date(2026, 12, 18))
CLERK = Actor(uid=new_id(), label="Guichet", is_agent=True)
SIGNED = {"by": CLERK, "now": EARLIER}
ELSEWHERE = {"montclair": ("Cantine", "Garderie"), "saint-aubin-sur-lys": ("Cantine de l’école",)}


def main() -> None:
    """Schemas, static files, the demonstration's data, then the Petits; prints their codes."""
    call_command("prepare")
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("seed", dataset="demo", scale=SCALE)
    facts: dict[str, Any] = {"password": people.PASSWORD, "codes": {}}
    with commune_scope(Commune.objects.get(slug="jolieville")):
        amandine = Guardian.objects.get(first_name="Amandine", last_name="Petit")
        camille = amandine.child_links.get().child
        basile = _child(amandine, "Basile", date(2022, 3, 8))
        for service in Service.objects.filter(name__in=["Restaurant scolaire"]):
            group = Group.objects.get(service=service, name="Maternelle")
            registrations.register([basile.pk], service, YEAR, group=group, **SIGNED)
        code = AdhesionCode.objects.get(guardian=amandine, used_at=None, revoked_at=None)
        facts["codes"]["jolieville"] = codes.clear_code(code)
        facts |= {"mail": amandine.email, "born": camille.birth_date.isoformat()}
    for slug, names in ELSEWHERE.items():
        with commune_scope(Commune.objects.get(slug=slug)):
            facts["codes"][slug] = _petits(names, facts["mail"], camille.birth_date)
    print(json.dumps(facts))


def _petits(names: tuple[str, ...], mail: str, born: date) -> str:
    """Amandine, Camille and Basile in one more commune, December booked; returns their code."""
    home = families.create(name="Petit", address="3 allée des Tilleuls", **SIGNED)
    adult = guardians.add(
        home, civility="mme", first_name="Amandine", last_name="Petit", email=mail, **SIGNED
    )
    kids = [_child(adult, "Camille", born), _child(adult, "Basile", date(2022, 3, 8))]
    for service in Service.objects.filter(name__in=names):
        registrations.register([kid.pk for kid in kids], service, YEAR, **SIGNED)
    meal = Activity.objects.get(service__name=names[0])
    days = Opening.objects.filter(activity=meal, date__range=LAST_MONTH).order_by("date")
    wishes = [
        Wish(kid.pk, meal.id, day) for kid in kids for day in days.values_list("date", flat=True)
    ]
    reservations.place(wishes, guardian_id=adult.pk, **SIGNED)
    code = codes.issue(adult, channel="mail", by=CLERK, now=clock.now())
    return codes.clear_code(code)


def _child(adult: Guardian, first_name: str, born: date) -> Child:
    return children.add(
        adult.family,
        guardians=[adult],
        today=EARLIER.date(),
        first_name=first_name,
        last_name="Petit",
        birth_date=born,
        **SIGNED,
    )


if __name__ == "__main__":
    main()
