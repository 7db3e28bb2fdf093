"""What a commune says of itself: contact, hours, how to register, colour."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from shared.values.colours import LEAST_CONTRAST, WHITE, contrast, readable
from shared.values.departments import department_of
from tenants.context import public_scope
from tenants.models import Commune
from tenants.operations import events

EDITABLE = (
    "address",
    "postcode",
    "city",
    "phone",
    "email",
    "hours",
    "how_to_register",
    "dpo_contact",
    "siret",
    "accent",
)


@locks.retried
def edit(commune: Commune, *, by: Actor, now: datetime, **fields: Any) -> Commune:
    """Change what families read of the commune; without a change nothing is written.

    Its département follows its postcode: the next official calendar has the right public holidays.
    Raises DomainError for a colour on which white text could not be read.
    """
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    accent = fields.get("accent", commune.accent)
    if contrast(accent, WHITE) < LEAST_CONTRAST:
        raise DomainError(
            "accent",
            "Cette couleur est trop claire : un texte blanc ne s’y lirait pas. La plus proche qui "
            f"convient est {readable(accent)}.",
            proposed=readable(accent),
        )
    # The row is public: a commune may only be saved from public or from its own schema.
    with public_scope(), transaction.atomic():
        fresh = locks.rows(Commune.objects.filter(pk=commune.pk))[0]
        if fields.get("postcode", fresh.postcode) != fresh.postcode:
            fields["department"] = department_of(fields["postcode"])
        changed = [name for name, value in fields.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, fields[name])
        if changed:
            fresh.save(update_fields=changed)
            events.record(
                "commune.edited", fresh, by=by, now=now, commune=fresh.slug, changed=changed
            )
    return fresh
