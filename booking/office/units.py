"""*Places et ouverture* of a service: windows, limits, links between activities, slots."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.models import BookingWindow, CapacityLimit, Service
from booking.office import pages
from booking.office.setup import crumbs, tabs
from booking.office.units_forms import (
    ALL_TOGETHER,
    LimitForm,
    LinkForm,
    SlotsForm,
    WindowForm,
    window_initial,
)
from booking.operations.setup import limits, windows
from booking.operations.setup import units as writing
from booking.selectors import setup, units
from shared.values.french_dates import instant
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

HERE = ("units", "Places et ouverture")


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """All that is set, with what each does."""
    service = pages.found(setup.service, service_id)
    zone = zone_of(request.commune)
    return render(
        request,
        "booking/office/units.html",
        {
            "service": service,
            "tabs": tabs(service, "units"),
            "windows": [
                {
                    "id": one.id,
                    "opens": instant(one.opens_at, zone, month=True),
                    "closes": instant(one.closes_at, zone, month=True) if one.closes_at else "",
                    "days": one.period.name if one.period else "toutes les dates",
                    "who": _who(one),
                }
                for one in units.windows(service)
            ],
            "limits": [
                {
                    "limit": one,
                    "what": _what(one),
                    "counted": ", ".join(sorted(n.activity.name for n in one.counted.all())),
                }
                for one in units.limits(service)
            ],
            "links": units.links(service),
            "can_link": service.activities.count() > 1,
        },
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def window_new(request: Any, service_id: UUID) -> HttpResponse:
    """Open booking at an instant."""
    return _window(request, pages.found(setup.service, service_id), None)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def window_edit(request: Any, window_id: UUID) -> HttpResponse:
    """Move a window: another hour, other days, other families."""
    window = pages.found(units.window, window_id)
    return _window(request, window.service, window)


def _window(request: Any, service: Any, window: BookingWindow | None) -> HttpResponse:
    zone = zone_of(request.commune)
    initial = window_initial(window, zone) if window else None
    form = WindowForm(request.POST or None, service=service, zone=zone, initial=initial)

    def act(cleaned: dict[str, Any], by: Any, now: Any) -> str:
        windows.save_window(service, window, by=by, now=now, **cleaned)
        return "C’est enregistré\u00a0: les familles voient la date d’ouverture."

    title = "Modifier l’ouverture" if window else "Ouvrir les réservations à une date"
    lead = ALL_TOGETHER if service.kind == Service.Kind.CANTEEN else ""
    return _form(request, service, form, act, title=title, lead=lead)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def limit_new(request: Any, service_id: UUID) -> HttpResponse:
    """One more limit."""
    service = pages.found(setup.service, service_id)
    return _limit(request, service, None)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def limit_edit(request: Any, limit_id: UUID) -> HttpResponse:
    """Change a limit; less than what is booked is refused with the days."""
    limit = pages.found(units.limit, limit_id)
    return _limit(request, limit.service, limit)


def _limit(request: Any, service: Any, limit: CapacityLimit | None) -> HttpResponse:
    _, today = pages.times(request)
    initial: dict[str, Any] = {"starts_on": today, "kind": CapacityLimit.Kind.SERVICE}
    if limit is not None:
        names = ("name", "kind", "places", "under_six_ratio", "from_six_ratio", "starts_on")
        initial = {name: getattr(limit, name) for name in names}
        initial["group"] = str(limit.group_id or "")
        initial["activity_ids"] = [str(one.activity_id) for one in limit.counted.all()]
        initial["last"] = limit.ends_on and limit.ends_on.fromordinal(limit.ends_on.toordinal() - 1)
    form = LimitForm(request.POST or None, service=service, initial=initial)

    def act(cleaned: dict[str, Any], by: Any, now: Any) -> str:
        cleaned["activity_ids"] = [UUID(key) for key in cleaned["activity_ids"]]
        limits.save_limit(service, limit, today=today, by=by, now=now, **cleaned)
        return "Le plafond est enregistré."

    title = f"Modifier {limit.name}" if limit else "Nouveau plafond"
    return _form(request, service, form, act, title=title)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def link_new(request: Any, service_id: UUID) -> HttpResponse:
    """Tie two activities."""
    service = pages.found(setup.service, service_id)
    form = LinkForm(request.POST or None, service=service)

    def act(cleaned: dict[str, Any], by: Any, now: Any) -> str:
        one, other = UUID(cleaned["activity"]), UUID(cleaned["other"])
        writing.add_link(service, one, other, cleaned["kind"], by=by, now=now)
        return "Le lien est enregistré."

    return _form(request, service, form, act, title="Lier deux prestations")


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def slots_new(request: Any, service_id: UUID) -> HttpResponse:
    """Cut hours into slots."""
    service = pages.found(setup.service, service_id)
    form = SlotsForm(request.POST or None)

    def act(cleaned: dict[str, Any], by: Any, now: Any) -> str:
        made = writing.make_slots(service, by=by, now=now, **cleaned)
        return f"{made}\u00a0créneaux créés." if made > 1 else "Les créneaux sont là."

    return _form(
        request,
        service,
        form,
        act,
        title="Créer des créneaux",
        lead="Chaque créneau devient une prestation\u00a0: donnez-lui ensuite un tarif et des "
        "jours.",
        submit="Créer les créneaux",
    )


@agent(Verb.EDIT_SETUP)
@require_POST
def window_remove(request: Any, window_id: UUID) -> HttpResponse:
    """Take a window out."""
    window = pages.found(units.window, window_id)
    now, _ = pages.times(request)
    windows.remove_window(window, by=request.agent.actor, now=now)
    return pages.to(request, "units", window.service_id, said="L’ouverture est retirée.")


@agent(Verb.EDIT_SETUP)
@require_POST
def limit_remove(request: Any, limit_id: UUID) -> HttpResponse:
    """Take a limit out."""
    limit = pages.found(units.limit, limit_id)
    now, _ = pages.times(request)
    limits.remove_limit(limit, by=request.agent.actor, now=now)
    return pages.to(request, "units", limit.service_id, said="Le plafond est retiré.")


@agent(Verb.EDIT_SETUP)
@require_POST
def link_remove(request: Any, link_id: UUID) -> HttpResponse:
    """Take a link out."""
    link = pages.found(units.link, link_id)
    now, _ = pages.times(request)
    writing.remove_link(link, by=request.agent.actor, now=now)
    return pages.to(request, "units", link.activity.service_id, said="Le lien est retiré.")


def _form(request: Any, service: Any, form: Any, write: Any, **context: Any) -> HttpResponse:
    now, _ = pages.times(request)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        said = write(cleaned, request.agent.actor, now)
        return pages.to(request, "units", service.id, said=said)

    return pages.form_page(
        request,
        form,
        act,
        crumbs=crumbs(service, *HERE),
        back=pages.url("units", service.id),
        **context,
    )


def _who(window: Any) -> str:
    parts = [
        window.get_residence_display() if window.residence else "",
        window.school.name if window.school else "",
        f"«\u00a0{window.category}\u00a0»" if window.category else "",
    ]
    return " · ".join(part for part in parts if part) or "toutes les familles"


def _what(limit: CapacityLimit) -> str:
    if limit.kind == CapacityLimit.Kind.STAFF:
        many = "s" if limit.places > 1 else ""
        return (
            f"{limit.places}\u00a0adulte{many}, 1 pour {limit.under_six_ratio} avant 6\u00a0ans, "
            f"1 pour {limit.from_six_ratio} ensuite"
        )
    where = f", {limit.group.name}" if limit.group else ""
    return f"{limit.places}\u00a0place{'s' if limit.places > 1 else ''} par jour{where}"
