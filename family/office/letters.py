"""Letters that carry adhesion codes, in one PDF, each on a fresh page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from family.models import AdhesionCode, Child
from family.operations import codes
from shared import clock, documents
from shared.documents import qr
from tenants.context import zone_of
from tenants.models import Commune
from tenants.urls import absolute, portal_url

TEMPLATE = "family/documents/adhesion_letter.typ"
PORTAL_NAME = "Ribambelle"


def pdf(found: Sequence[AdhesionCode], commune: Commune, *, now: datetime) -> bytes:
    """The letters of these codes; the codes are recomputed here and stored nowhere."""
    today = clock.today(zone_of(commune), at=now).isoformat()
    children: dict[Any, list[str]] = {}
    ties = Child.objects.filter(guardian_links__guardian__in=[code.guardian_id for code in found])
    for guardian_id, name in ties.values_list("guardian_links__guardian_id", "first_name"):
        children.setdefault(guardian_id, []).append(name)
    letters = [
        _letter(code, commune, children.get(code.guardian_id, []), today=today) for code in found
    ]
    return documents.render(TEMPLATE, {"document_date": today, "letters": letters})


def _letter(
    code: AdhesionCode, commune: Commune, children: list[str], *, today: str
) -> dict[str, Any]:
    clear = codes.clear_code(code)
    address = absolute(portal_url("family_public:join_code", clear))
    family = code.guardian.family
    return {
        "written_on": today,
        "expires_on": clock.today(zone_of(commune), at=code.expires_at).isoformat(),
        "issuer": _issuer(commune),
        "addressee": {
            "name": code.guardian.full_name,
            "address": _lines(family.address, family.postcode, family.city),
        },
        "children": children,
        "portal_name": PORTAL_NAME,
        "portal_address": urlsplit(settings.MAIN_URL).netloc,
        "code": clear,
        "join_address": address,
        "qr_svg": qr.svg(address),
        "contact": " · ".join(part for part in (commune.phone, commune.email) if part),
    }


def _issuer(commune: Commune) -> dict[str, Any]:
    facts = {
        "commune": commune.name,
        "address": _lines(commune.address, commune.postcode, commune.city),
        "phone": commune.phone,
        "email": commune.email,
        "hours": commune.hours,
        "accent": commune.accent,
    }
    return {key: value for key, value in facts.items() if value or key == "address"}


def _lines(address: str, postcode: str, city: str) -> list[str]:
    return [line for line in (address, f"{postcode} {city}".strip()) if line]
