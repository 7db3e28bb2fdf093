"""``/``: the promise of the leaflet for a visitor, *Accueil* for a parent."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from family.portal import home
from family.portal.links import commune_home
from tenants import guards
from tenants.models import Commune

SHOWN = 12


@guards.public
def page(request: HttpRequest) -> HttpResponseBase:
    """One address for both, so that a letter needs to print one."""
    if request.user.is_authenticated:
        return home.page(request)
    return render(request, "family/portal/landing.html", {"q": ""})


@guards.public
def communes(request: HttpRequest) -> HttpResponse:
    """*Trouver ma commune*: active communes by name or postcode."""
    q = request.GET.get("q", "").strip()[:60]
    found = find_communes(q)
    name = f"family/portal/{'communes_found' if _is_htmx(request) else 'communes'}.html"
    shown = [{"commune": commune, "url": commune_home(commune)} for commune in found[:SHOWN]]
    return render(request, name, {"q": q, "found": shown, "more": len(found) > SHOWN})


def find_communes(q: str) -> list[Commune]:
    """Active communes whose name, town or postcode begins or holds ``q``, at most 13."""
    active = Commune.objects.filter(status=Commune.Status.ACTIVE)
    if q:
        active = active.filter(
            Q(name__icontains=q) | Q(city__icontains=q) | Q(postcode__startswith=q)
        )
    return list(active.order_by("name")[: SHOWN + 1])


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
