"""What a new commune finds in its set-up: two services to check, complete and open.

They stay closed to families until a gestionnaire opens them: prices are the council's to vote.
"""

from datetime import datetime, time
from typing import Any

from booking.models import Activity, Service
from booking.operations.setup import calendar, deadlines, tariffs
from booking.operations.setup import service as services
from booking.rules.deadlines import Act, Kind
from booking.rules.pricing import Bracket
from booking.selectors import school_seed
from shared import clock
from shared.actors import SYSTEM
from shared.values.school_calendar import school_year_of
from tenants.context import zone_of
from tenants.models import Commune

GRID = "Grille d’exemple, à remplacer par celle du conseil"
# Quotients in hundredths, prices in cents.
MEAL = (
    Bracket("A", 0, 60_000, 150),
    Bracket("B", 60_000, 120_000, 300),
    Bracket("C", 120_000, None, 450),
)
CARE = (
    Bracket("A", 0, 60_000, 80),
    Bracket("B", 60_000, 120_000, 140),
    Bracket("C", 120_000, None, 200),
)


def fill(commune: Commune, now: datetime) -> None:
    """Calendar of the school year, a canteen and a before- and after-school care. Once only."""
    if Service.objects.exists():
        return
    year = school_year_of(clock.today(zone_of(commune), at=now))
    entries = school_seed.proposals(
        commune.school_zone, year.start.year, department=commune.department
    )
    calendar.add_many(entries, by=SYSTEM, now=now)
    signed: dict[str, Any] = {"by": SYSTEM, "now": now}
    contact = {"phone": commune.phone, "email": commune.email, "is_active": False}

    canteen = services.save_service(
        name="Restaurant scolaire",
        kind=Service.Kind.CANTEEN,
        billing=Service.Billing.MONTHLY,
        description="Le repas de midi des jours d’école.",
        position=1,
        **contact,
        **signed,
    )
    _activity(canteen, "Repas", time(12), time(13, 30), MEAL, care=Activity.Care.MEAL, **signed)
    deadlines.save(canteen, act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=2, at_time=time(10), **signed)

    care = services.save_service(
        name="Accueil périscolaire",
        kind=Service.Kind.CARE,
        billing=Service.Billing.MONTHLY,
        description="Avant et après la classe.",
        position=2,
        **contact,
        **signed,
    )
    _activity(care, "Accueil du matin", time(7, 30), time(8, 30), CARE, **signed)
    _activity(care, "Accueil du soir", time(16, 30), time(18, 30), CARE, **signed)
    deadlines.save(care, act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, at_time=time(10), **signed)


def on_provisioned(sender: type[Commune], commune: Commune, now: datetime, **_: object) -> None:
    """Receiver of ``tenants.commune_provisioned``: in the commune's scope and transaction."""
    fill(commune, now)


def _activity(
    service: Service,
    name: str,
    starts_at: time,
    ends_at: time,
    grid: tuple[Bracket, ...],
    *,
    by: Any,
    now: datetime,
    **fields: Any,
) -> None:
    """An activity with its example grid since the beginning of the school year."""
    made = services.save_activity(
        service, name=name, starts_at=starts_at, ends_at=ends_at, by=by, now=now, **fields
    )
    first = school_year_of(now.date()).start
    tariffs.add_version(made, grid, name=GRID, starts_on=first, by=by, now=now)
