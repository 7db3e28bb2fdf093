"""*Accueil*: one page for every child in every commune, composed of each room's panel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache

from family.portal import messages
from family.portal.forms import BirthDateForm, JoinForm
from family.portal.links import commune_home, office_home
from family.portal.panels import ASIDE, LEAD, MAIN, PanelMaker, Scope
from family.selectors import pending_joins
from shared import clock
from shared.models import Account
from shared.values import french_dates
from tenants import guards
from tenants.context import commune_scope, verify_identity, zone_of
from tenants.selectors.memberships import Membership, roles_of

log = structlog.get_logger(__name__)
DEFAULT_ZONE = ZoneInfo("Europe/Paris")


@dataclass(slots=True)
class Composed:
    """The merged panels of each place, and the communes that did not answer."""

    lead: list[Any] = field(default_factory=list)
    aside: list[Any] = field(default_factory=list)
    main: list[Any] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    # Badges of the menu that a panel has counted: they are not counted twice.
    badges: dict[str, int] = field(default_factory=dict)


@guards.signed_in
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Never empty: an account without a commune finds the field for its code."""
    now = clock.now()
    account = request.user
    assert isinstance(account, Account)
    memberships = guards.joined(request)
    zone = zone_of(memberships[0].commune) if memberships else DEFAULT_ZONE
    today = clock.today(zone, at=now)
    pending = list(pending_joins.for_account(account, now=now))
    offices = list(roles_of(account))
    panels = compose(account, memberships, makers(), now=now)
    request.badge_counts = panels.badges  # type: ignore[attr-defined]
    return render(
        request,
        "family/portal/home.html",
        {
            "account": account,
            "today_words": _capital(french_dates.day_long(today, year=False)),
            "week": french_dates.week(today).lower(),
            "panels": panels,
            "communes": [
                (membership.commune.name, commune_home(membership.commune))
                for membership in memberships
            ],
            "pending": [(one, BirthDateForm(prefix=str(one.pk))) for one in pending],
            "join_form": JoinForm() if not memberships and not pending and not offices else None,
            "offices": [(office.name, office_home(office)) for office in offices],
        },
    )


def compose(
    account: Account,
    memberships: Iterable[Membership],
    panel_makers: Sequence[PanelMaker],
    *,
    now: datetime,
) -> Composed:
    """Ask each panel in each commune, in slug order, then merge per panel.

    A panel or a commune that fails is logged and named; the others are shown (§3.8, n° 8).
    """
    parts: list[list[Any]] = [[] for _ in panel_makers]
    composed = Composed()
    for membership in memberships:
        commune = membership.commune
        scope = Scope(account, commune, membership.guardian_uid, now)
        if not _ask(scope, panel_makers, parts):
            composed.silent.append(commune.name)
    merged = [type(found[0]).merged(found) for found in parts if found]
    for panel in sorted(merged, key=lambda panel: int(panel.order)):
        places = {LEAD: composed.lead, ASIDE: composed.aside, MAIN: composed.main}
        places[panel.side].append(panel)
        if badge := getattr(panel, "badge", ""):
            composed.badges[badge] = panel.count
    return composed


def _ask(scope: Scope, panel_makers: Sequence[PanelMaker], parts: list[list[Any]]) -> bool:
    """Fill ``parts`` with what each panel says of one commune; False when one failed."""
    all_well = True
    try:
        with commune_scope(scope.commune):
            verify_identity(scope.commune)
            for maker, found in zip(panel_makers, parts, strict=True):
                try:
                    panel = maker(scope)
                except Exception:
                    log.exception("panel_failed", commune=scope.commune.slug, panel=str(maker))
                    all_well = False
                else:
                    found.extend([panel] if panel is not None else [])
    except Exception:
        log.exception("commune_failed", commune=scope.commune.slug)
        return False
    return all_well


def makers() -> tuple[PanelMaker, ...]:
    """Ours, then those of the upper rooms, named in the settings. Raises ImportError."""
    return (messages.unread, *_imported(tuple(settings.HOME_PANELS)))


@lru_cache(maxsize=4)
def _imported(paths: tuple[str, ...]) -> tuple[PanelMaker, ...]:
    return tuple(maker for maker in map(_imported_one, paths) if maker is not None)


def _imported_one(path: str) -> PanelMaker | None:
    """A room that is not there yet is an error in production only; a test reads the list."""
    try:
        maker: PanelMaker = import_string(path)
    except ImportError:
        if settings.IS_PRODUCTION:
            raise
        log.warning("panel_missing", panel=path)
        return None
    return maker


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
