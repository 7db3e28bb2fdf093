"""What every page of the console needs: who acts, on which commune, and the way back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseRedirect

from shared.actors import Actor
from tenants.models import Commune
from tenants.urls import portal_url


def actor(request: Any) -> Actor:
    """The author of what the operator writes."""
    return Actor(uid=request.user.pk, label=str(request.user))


def found(commune_id: UUID) -> Commune:
    """The commune of the address, in whatever state. Raises Http404."""
    commune = Commune.objects.filter(pk=commune_id).first()
    if commune is None:
        raise Http404
    return commune


def to_page(commune: Commune) -> HttpResponseRedirect:
    """Back to the commune's page."""
    return HttpResponseRedirect(portal_url("operator:commune", commune_id=commune.pk))
