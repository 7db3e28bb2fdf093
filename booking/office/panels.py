"""*Aujourd'hui*: figures and lists that each room supplies, named in OFFICE_TODAY_PANELS.

A panel is ``panel(scope) -> read model or None``, called inside the commune's scope. Its read model
has ``order`` (smaller first), ``kpis`` (figures of the top row) and ``template`` (a card below,
rendered with itself as ``panel``; "" when figures say it all). Each asks its own right.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from booking.office.cancel_words import with_causes
from booking.office.request_rows import RequestRow, rows_of
from booking.selectors import commissions as drawn_days
from booking.selectors import requests as asked
from booking.selectors import today as days
from shared.values.french_dates import day_long, hour_spoken
from tenants.context import zone_of
from tenants.models import Commune
from tenants.people import Agent
from tenants.rules.rights import Verb
from tenants.urls import commune_url

MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Scope:
    """Which agent looks, in which commune, when (aware UTC), at which local day."""

    agent: Agent
    commune: Commune
    now: datetime
    day: date
    today: date

    @property
    def zone(self) -> ZoneInfo:
        """The commune's time zone."""
        return zone_of(self.commune)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure that leads to its rows; with ``total``, a meter of ``value`` in it."""

    value: int
    text: str
    url: str = ""
    total: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ServiceDay:
    """One service of the day: its activities' figures, and whether the day is closed."""

    name: str
    url: str
    is_closed: bool
    activities: tuple[tuple[str, int, int | None], ...]


@dataclass(frozen=True)
class ExpectedPanel:
    """Who is expected, activity by activity; ``menus``: (menu, where and how many, children)."""

    template: ClassVar[str] = "booking/office/panels/expected.html"
    order: ClassVar[int] = 20

    kpis: tuple[Kpi, ...]
    services: tuple[ServiceDay, ...]
    menus: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class RequestsPanel:
    """The requests that have waited longest, to answer from here."""

    template: ClassVar[str] = "booking/office/panels/requests.html"
    order: ClassVar[int] = 10

    kpis: tuple[Kpi, ...]
    rows: tuple[RequestRow, ...]
    number: int
    oldest: str
    can_answer: bool
    can_view_families: bool


@dataclass(frozen=True)
class FiguresPanel:
    """Figures of the top row, and nothing below."""

    template: ClassVar[str] = ""
    order: ClassVar[int] = 30

    kpis: tuple[Kpi, ...]


def expected(scope: Scope) -> ExpectedPanel:
    """Four queries, whatever the town's size."""
    found = days.expected(scope.day)
    day = scope.day.isoformat()
    kpis, services = [], {}
    where: dict[str, list[str]] = {}
    names = Counter(one.activity for one in found)
    for one in found:
        sheet = commune_url(scope.commune, "booking_office:day_sheet", one.service_id)
        words = _words(one, has_namesake=names[one.activity] > 1)
        kpis.append(Kpi(one.expected, words, f"{sheet}?jour={day}", one.capacity))
        known = services.setdefault(one.service_id, [one.service, sheet, one.is_closed, []])
        known[3].append((one.activity, one.expected, one.capacity))
        for label, number in one.diets:
            where.setdefault(label, []).append(f"{one.activity}\u00a0: {number}")
    menus = [(label, " · ".join(where[label]), number) for label, number in days.menus(scope.day)]
    if total := sum(number for _label, _where, number in menus):
        text = "menu particulier" if total == 1 else "menus particuliers"
        kpis.append(Kpi(total, text, "#menus", icon="fork-knife"))
    return ExpectedPanel(
        tuple(kpis),
        tuple(
            ServiceDay(name, f"{sheet}?jour={day}", closed, tuple(activities))
            for name, sheet, closed, activities in services.values()
        ),
        tuple(menus),
    )


def requests(scope: Scope) -> RequestsPanel | None:
    """Three queries, more where a cancellation waits; nothing without the right to read."""
    if not scope.agent.can(Verb.VIEW_REQUESTS):
        return None
    found = asked.waiting()
    url = commune_url(scope.commune, "booking_office:requests")
    text = "demande à traiter" if len(found) < 2 else "demandes à traiter"
    rows = rows_of(found)[:MOST_ROWS]
    can_answer = scope.agent.can(Verb.ANSWER_REQUESTS)
    return RequestsPanel(
        kpis=(Kpi(len(found), text, url, icon="clock"),) if found else (),
        rows=tuple(with_causes(rows, now=scope.now) if can_answer else rows),
        number=len(found),
        oldest=_since(found[0].requested_at, scope) if found else "",
        can_answer=can_answer,
        can_view_families=scope.agent.can(Verb.VIEW_FAMILIES),
    )


def commissions(scope: Scope) -> FiguresPanel | None:
    """Commissions whose wishes are all in: one query; nothing for who may not draw them."""
    if not scope.agent.can(Verb.EDIT_SETUP):
        return None
    ready = [one for one in drawn_days.to_come() if one.closes_at <= scope.now]
    if not ready:
        return None
    only = ("booking_office:commission", ready[0].id) if len(ready) == 1 else None
    url = commune_url(scope.commune, *(only or ("booking_office:requests",)))
    text = "commission à attribuer" if len(ready) == 1 else "commissions à attribuer"
    return FiguresPanel((Kpi(len(ready), text, url, icon="list"),))


def request_count(agent: Agent, *, now: datetime) -> int:
    """For the menu's badge: one query on a partial index."""
    return asked.waiting_count() if agent.can(Verb.VIEW_REQUESTS) else 0


def _words(one: days.Expected, *, has_namesake: bool) -> str:
    """« Repas, 720 places »; with the service's name when another one has the same activity."""
    name = f"{one.activity} ({one.service})" if has_namesake else one.activity
    return f"{name}, {one.capacity}\u00a0places" if one.capacity is not None else name


def _since(moment: datetime, scope: Scope) -> str:
    """« hier 16 h », « lundi 4 janvier »."""
    local = moment.astimezone(scope.zone)
    days_ago = (scope.today - local.date()).days
    if days_ago <= 0:
        return f"aujourd’hui {hour_spoken(local)}"
    return f"hier {hour_spoken(local)}" if days_ago == 1 else day_long(local.date(), year=False)
