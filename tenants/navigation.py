"""The menus, written in the settings as URL names and dotted paths (architecture §3)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.module_loading import import_string

from shared import clock
from shared.models import Account
from shared.templatetags.ui import NavItem
from tenants.context import commune_scope
from tenants.directory import offices_key
from tenants.guards import joined
from tenants.models import Commune
from tenants.people import Agent, Member
from tenants.rules.rights import Verb
from tenants.selectors.memberships import roles_of
from tenants.urls import commune_url, portal_url

OFFICES_SECONDS = 60
log = structlog.get_logger(__name__)


def link(name: str, commune: Commune | str | None = None) -> str:
    """The path of a name of either URLconf, "" for no name or for no commune in hand.

    Raises NoReverseMatch for a name that does not exist.
    """
    if not name:
        return ""
    room = name.partition(":")[0]
    if room.endswith("_public") or room == "operator" or ":" not in name:
        return portal_url(name)
    return commune_url(commune, name) if commune is not None else ""


def links() -> dict[str, str]:
    """The single links of the shells."""
    return {key: link(name) for key, name in settings.NAV_LINKS.items()}


def legal_items() -> list[NavItem]:
    """The foot of every page."""
    items = [NavItem(url=link(name), label=label) for name, label in settings.NAV_LEGAL]
    return [item for item in items if item.url]


def theme_url(commune: Commune | None) -> str:
    """The commune's theme.css, its address changing with its colour."""
    url = link(settings.NAV_THEME, commune)
    if not url or commune is None:
        return ""
    return f"{url}?v={hashlib.sha256(commune.accent.encode()).hexdigest()[:8]}"


def offices_of(account: Account) -> list[tuple[str, str]]:
    """(slug, name) of the communes an account works for; remembered, since guards ask again."""
    key = offices_key(account.pk)
    found: list[tuple[str, str]] | None = cache.get(key)
    if found is None:
        found = [(commune.slug, commune.name) for commune in roles_of(account)]
        cache.set(key, found, OFFICES_SECONDS)
    return found


class Menu:
    """The menus of one signed-in request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request: Any = request
        self.account: Account = self.request.user
        self.agent: Agent | None = getattr(request, "agent", None)
        self.member: Member | None = getattr(request, "member", None)
        # What the page has counted already, for its own content.
        self._counts: dict[str, int] = dict(getattr(request, "badge_counts", {}))

    @property
    def is_office(self) -> bool:
        """Whether the page belongs to a commune's office."""
        return self.agent is not None

    @cached_property
    def members(self) -> list[Member]:
        """The commune in hand once the guard has let the parent in, else every commune joined."""
        if self.member is not None:
            return [self.member]
        if getattr(self.request, "commune", None) is not None:
            return []
        return [Member(self.account, one.commune, one.guardian_uid) for one in joined(self.request)]

    def nav_items(self) -> list[NavItem]:
        """The main menu of the portal, of the office or of the operator."""
        if self.agent is not None:
            agent = self.agent
            items = [
                self._item(name, label, icon, self._badge(badge, [agent]), agent.commune, section)
                for name, label, icon, badge, section, verb in settings.NAV_OFFICE
                if agent.can(Verb(verb)) and link(name, agent.commune)
            ]
            return self._lit(items)
        if self._is_operator_page():
            return self._lit(
                [self._item(name, label, icon) for name, label, icon in settings.NAV_OPERATOR]
            )
        commune = getattr(self.request, "commune", None) or (
            self.members[0].commune if self.members else None
        )
        self._count([badge for _name, _label, _icon, badge in settings.NAV_PORTAL], self.members)
        items = [
            self._item(name, label, icon, self._badge(badge, self.members), commune)
            for name, label, icon, badge in settings.NAV_PORTAL
            if link(name, commune)
        ]
        return self._lit(items)

    def account_items(self) -> list[NavItem]:
        """The account's own menu: its pages, then the offices and the console it may enter."""
        items = [self._item(name, label, icon) for name, label, icon in settings.NAV_ACCOUNT]
        for slug, name in offices_of(self.account):
            url = link(settings.NAV_OFFICE_HOME, slug)
            items.append(NavItem(url=url, label=f"Gestion de {name}", icon="settings"))
        if self.account.is_operator:
            items.append(self._item(settings.NAV_OPERATOR[0][0], "Exploitation", "shield"))
        return [item for item in items if item.url]

    def cart_count(self) -> int:
        """Lines in the carts in view."""
        return self._badge("cart", self.members)

    def office_home(self) -> str:
        """Where the brand leads in the office."""
        return link(settings.NAV_OFFICE_HOME, self.agent.commune) if self.agent else ""

    def search_url(self) -> str:
        """The office's search page, for those who may see families."""
        if self.agent is None or not self.agent.can(Verb.VIEW_FAMILIES):
            return ""
        return link(settings.NAV_SEARCH, self.agent.commune)

    def _is_operator_page(self) -> bool:
        match = self.request.resolver_match
        return bool(match and match.namespace == "operator")

    def _item(
        self,
        name: str,
        label: str,
        icon: str,
        badge: int = 0,
        commune: Commune | None = None,
        section: str = "",
    ) -> NavItem:
        match = self.request.resolver_match
        return NavItem(
            url=link(name, commune),
            label=label,
            icon=icon,
            badge=badge,
            current=bool(match and _page_of(match.view_name) == _page_of(name)),
            section=section,
        )

    def _lit(self, items: list[NavItem]) -> list[NavItem]:
        """Light one entry: the page itself, else the entry whose address the page is under."""
        if any(item.current for item in items) or not items:
            return items
        here = self.request.path_info
        homes = {items[0].url, "/"}
        above = [
            item
            for item in items
            if item.url not in homes and here.startswith(_inside_commune(item.url))
        ]
        nearest = max(above, key=lambda item: len(item.url), default=None)
        return [replace(item, current=item is nearest) for item in items]

    def _badge(self, key: str, people: list[Any]) -> int:
        """Sum of a count over communes; one that fails shows nothing and is logged."""
        if key and key not in self._counts:
            self._count([key], people)
        return self._counts.get(key, 0)

    def _count(self, keys: Iterable[str], people: list[Any]) -> None:
        """Count several badges, entering each commune once."""
        functions = {
            key: count
            for key in keys
            if key not in self._counts and (count := _badge_function(key))
        }
        self._counts |= dict.fromkeys(functions, 0)
        for person in people if functions else []:
            with self._forgiving(person, ",".join(functions)), commune_scope(person.commune):
                for key, count in functions.items():
                    with self._forgiving(person, key):
                        self._counts[key] += count(person, now=clock.now())

    @contextmanager
    def _forgiving(self, person: Any, key: str) -> Iterator[None]:
        """A menu is shown whatever its badges do."""
        try:
            yield
        except Exception:
            log.exception("badge.failed", badge=key, commune=person.commune.slug)


def _inside_commune(url: str) -> str:
    """« /c/jolieville/gestion/familles/ » as the commune's URLconf sees it."""
    parts = url.split("/", 3)
    return f"/{parts[3]}" if parts[1] == "c" and len(parts) == 4 else url


def _page_of(name: str) -> str:
    """A page of one commune and its twin over all of them light the same entry."""
    return name.replace("_public:", ":")


def _badge_function(key: str) -> Callable[..., int] | None:
    """The function of a badge; None for a key the settings do not name."""
    path = settings.NAV_BADGES.get(key)
    return import_string(path) if path is not None else None
