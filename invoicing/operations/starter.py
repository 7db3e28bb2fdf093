"""The régie a new commune finds: one for all its services, to check and to name."""

from datetime import datetime

from booking.models import Service
from invoicing.models import Regie
from invoicing.operations import regies
from shared.actors import SYSTEM
from tenants.models import Commune


def fill(commune: Commune, now: datetime) -> None:
    """A régie without online payment, which no invoice can leave before its code is checked."""
    if Regie.objects.exists():
        return
    regies.set_up(
        None,
        services=list(Service.objects.values_list("id", flat=True)),
        by=SYSTEM,
        now=now,
        name="Régie des services périscolaires",
        code="PS",
        phone=commune.phone,
        email=commune.email,
        hours=commune.hours,
        means="Espèces, chèque",
    )


def on_provisioned(sender: type[Commune], commune: Commune, now: datetime, **_: object) -> None:
    """Receiver of ``tenants.commune_provisioned``: in the commune's scope and transaction."""
    fill(commune, now)
