"""Names and addresses as they are at issue, copied onto the document (R79, R81)."""

from typing import Any

from family.models import Guardian
from invoicing.models import Regie
from tenants.models import Commune


def issuer(commune: Commune, regie: Regie) -> dict[str, Any]:
    """The commune and the régie, as the documents want them."""
    place = " ".join(part for part in (commune.postcode, commune.city or commune.name) if part)
    return {
        "commune": commune.name,
        "siret": commune.siret,
        "regie": regie.name,
        "code": regie.code,
        "channel": regie.channel,
        "online": regie.gateway != Regie.Gateway.NONE,
        "address": _lines(regie.address or commune.address, place),
        "phone": regie.phone or commune.phone,
        "email": regie.email or commune.email,
        "hours": regie.hours or commune.hours,
        "means": regie.means,
        "accent": commune.accent,
    }


def payer(guardian: Guardian) -> dict[str, Any]:
    """The payer and the family's address; ``guardian.family`` must be loaded."""
    family = guardian.family
    return {
        "name": guardian.full_name,
        "address": _lines(family.address, f"{family.postcode} {family.city}".strip()),
        "file_number": family.file_number,
    }


def _lines(*lines: str) -> list[str]:
    return [line for line in lines if line]
