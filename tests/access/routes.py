"""Every address of both URLconfs, with the mark of its view and real ids for its arguments."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

from tenants.guards import Access
from tenants.rules.rights import Role, can
from tenants.urls import commune_url, portal_url

PUBLIC, COMMUNE = "deploy.urls_public", "deploy.urls_commune"
# Arguments that are no id of ours: something that exists or is merely well-formed.
WORDS: dict[str, Any] = {
    "rest": "inconnue/",
    "key": "abc:def",
    "uidb36": "1a",
    "token": "0" * 64,
    "code": "JOLI-ABCDEFGHIJ",
    "name": "inconnu.eml",
}
# What a view must be told besides its address, or it has nothing to show.
DAY = "2027-01-04"
ASKS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "booking_office:day_point": lambda ids: {"jour": DAY},
    "booking_office:day_close": lambda ids: {"jour": DAY},
    "booking_office:day_reopen": lambda ids: {"jour": DAY},
    "booking_office:openings_close": lambda ids: {"jour": DAY},
    "booking:toggle": lambda ids: {"cell": f"{ids['child_id']}|{ids['activity_id']}|2027-03-05"},
    "family_office:codes_printed": lambda ids: {"lot": "2027-02-01T09:00:00+00:00"},
    "family_office:codes_letters": lambda ids: {"lot": "2027-02-01T09:00:00+00:00"},
    "family_office:codes_send": lambda ids: {"envoi": "letter"},
    "family_office:code_issue": lambda ids: {"envoi": "letter"},
}
# Made for the demonstration: not there in any other mode.
ONLY_IN_DEMO = {"family_public:demo_mails", "family_public:demo_mail"}
# Remembered for a while, in the account's own part of the cache: else it leads to the cart.
FORGOTTEN = {"invoicing_public:validated"}
# Where an argument's name means another thing than elsewhere.
MEANS = {
    "booking_imports:run": {"run_id": "import_id"},
    "booking_imports:confirm": {"run_id": "import_id"},
    "booking_imports:abandon": {"run_id": "import_id"},
    "invoicing_office:draft": {"invoice_id": "draft_id"},
    "booking_office:family_find": {},
    "booking_office:waiting_promote": {"reservation_id": "waiting_id"},
}


@dataclass(frozen=True)
class Route:
    """One named address."""

    urlconf: str
    name: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def access(self) -> Access | None:
        """The mark of the view, None when it forgot it."""
        return getattr(self.view, "access", None)

    @property
    def needs(self) -> list[str]:
        """The ids of ours in the address."""
        return [self.meaning(argument) for argument in self.arguments if argument not in WORDS]

    @property
    def looks_up_a_word(self) -> bool:
        """Whether the address names something by a word, which may well lead nowhere."""
        return self.name in ONLY_IN_DEMO or any(one in WORDS for one in self.arguments)

    def meaning(self, argument: str) -> str:
        """Which id of a town the argument takes."""
        return MEANS.get(self.name, {}).get(argument, argument)

    def asks(self, ids: Mapping[str, Any]) -> dict[str, Any]:
        """Query and form of a plain visit."""
        return ASKS[self.name](ids) if self.name in ASKS else {}

    def path(self, slug: str, ids: Mapping[str, Any]) -> str:
        """The address with these ids. Raises KeyError when the world lacks one."""
        filled = [
            WORDS[argument] if argument in WORDS else ids[self.meaning(argument)]
            for argument in self.arguments
        ]
        if self.urlconf == PUBLIC:
            return portal_url(self.name, *filled)
        return commune_url(slug, self.name, *filled)

    def lets_in(self, role: str) -> bool:
        """Whether an agent of this role passes the guard."""
        access = self.access
        return access is not None and any(can([Role(role)], verb) for verb in access.verbs)


def routes(choose: Callable[[Route], bool] = lambda route: True) -> list[Route]:
    """The chosen addresses of both URLconfs."""
    found = [route for urlconf in (PUBLIC, COMMUNE) for route in _walk(urlconf)]
    return [route for route in found if choose(route)]


def _walk(urlconf: str) -> Iterator[Route]:
    def inside(entries: Any, space: str) -> Iterator[Route]:
        for entry in entries:
            if isinstance(entry, URLPattern):
                arguments = tuple(entry.pattern.regex.groupindex)
                name = f"{space}:{entry.name}" if space else str(entry.name)
                yield Route(urlconf, name, entry.callback, arguments)
            else:
                yield from inside(entry.url_patterns, entry.namespace or space)

    return inside(get_resolver(urlconf).url_patterns, "")
