"""Every door is marked, listed, linked and explained: a new one without a rule breaks here."""

import re
from collections.abc import Iterator
from functools import reduce
from itertools import chain
from types import SimpleNamespace

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import get_commands
from django.urls import URLPattern, get_resolver
from django.utils.module_loading import autodiscover_modules, import_string

from tenants.navigation import link
from tenants.operations import outbox
from tenants.tasks import CommuneTask
from tests.source import APPS, ROOT, modules, outbox_kinds

URLCONFS = ("deploy.urls_public", "deploy.urls_commune")
# decisions.md: what may be read without logging in, and the two doors of payment and mail.
PUBLIC_VIEWS = {
    *("tenants.doors.health", "tenants.doors.closed"),
    # Signing up and proving an address; where a code is typed or a letter's QR leads.
    *("shared.accounts.views.signup", "shared.accounts.views.other_number"),
    *("shared.accounts.views.confirm_address", "family.portal.joining.page"),
    "family.portal.joining.from_letter",
    # The start page, what the law asks, the commune's colour, the demonstration's mailbox.
    *("family.portal.start.page", "family.portal.start.communes", "family.portal.legal.notice"),
    *("family.portal.legal.accessibility", "family.portal.legal.security"),
    *("family.portal.theme.stylesheet", "family.portal.demo_mails.mailbox_page"),
    "family.portal.demo_mails.one",
    # The commune's page and the bank's way back (decisions.md).
    *("booking.portal.commune.page", "invoicing.webhooks.comes_back"),
    # A signed link opens one offered place (R40).
    *("booking.portal.offers.page", "booking.portal.offers.answer"),
    "invoicing.webhooks.notification",
}
# Tasks that belong to no commune: they send to public explicitly.
PUBLIC_TASKS = {"tenants.tasks.drain_outbox"}


def patterns(urlconf: str) -> Iterator[tuple[str, URLPattern]]:
    """(route, pattern) of every page of a URLconf."""

    def walk(prefix, entries):
        for entry in entries:
            route = prefix + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield route, entry
            else:
                yield from walk(route, entry.url_patterns)

    return walk("", get_resolver(urlconf).url_patterns)


def views() -> dict[str, object]:
    """Dotted name → view, allauth's own left apart (its decorators guard them)."""
    found = {}
    for _, pattern in chain.from_iterable(patterns(urlconf) for urlconf in URLCONFS):
        view = pattern.callback
        name = f"{view.__module__}.{getattr(view, '__name__', '')}"
        if not name.startswith("allauth."):
            found[name] = view
    return found


def test_every_view_carries_its_mark():
    unmarked = [name for name, view in views().items() if not hasattr(view, "access")]
    assert unmarked == []


def test_public_views_are_a_closed_list():
    """Only what decisions.md lets anybody read."""
    opened = {
        name
        for name, view in views().items()
        if getattr(view, "access", None) and view.access.kind == "public"
    }
    assert opened == PUBLIC_VIEWS


def test_office_doors_ask_for_a_verb():
    for route, pattern in patterns("deploy.urls_commune"):
        access = getattr(pattern.callback, "access", None)
        if route.startswith("gestion/") and access:
            assert access.kind == "agent", route
            assert access.verbs, route


def test_operator_doors_are_the_operators():
    for route, pattern in patterns("deploy.urls_public"):
        access = getattr(pattern.callback, "access", None)
        if route.startswith("operateur/") and access:
            assert access.kind == "operator", route


def test_public_urlconf_has_no_commune_guard():
    for route, pattern in patterns("deploy.urls_public"):
        access = getattr(pattern.callback, "access", None)
        assert not access or access.kind not in {"member", "agent"}, route


@pytest.mark.parametrize(
    "path",
    [
        *settings.HOME_PANELS,
        *settings.OFFICE_TODAY_PANELS,
        *settings.OFFICE_FAMILY_PANELS,
        *settings.OFFICE_SEARCH_PANELS,
        *settings.NAV_BADGES.values(),
        *settings.MIDDLEWARE,
        *settings.ACCOUNT_FORMS.values(),
        settings.ACCOUNT_ADAPTER,
        settings.ACCOUNT_SIGNUP_FORM_CLASS,
        *[v["NAME"] for v in settings.AUTH_PASSWORD_VALIDATORS],
        *settings.AUTHENTICATION_BACKENDS,
        settings.CACHES["commune"]["KEY_FUNCTION"],
    ],
)
def test_dotted_path_of_the_settings_resolves(path):
    assert import_string(path)


@pytest.mark.parametrize(
    "name",
    [
        *[entry[0] for entry in settings.NAV_PORTAL],
        *[entry[0] for entry in settings.NAV_OFFICE],
        *[entry[0] for entry in settings.NAV_OPERATOR],
        *[entry[0] for entry in settings.NAV_LEGAL],
        *[entry[0] for entry in settings.NAV_ACCOUNT],
        *settings.NAV_LINKS.values(),
        settings.NAV_OFFICE_HOME,
        settings.NAV_SEARCH,
        settings.NAV_THEME,
    ],
)
def test_menu_leads_somewhere(name):
    assert link(name, SimpleNamespace(slug="jolieville"))


def test_every_outbox_kind_has_a_handler():
    """What is written down to be done is done by somebody."""
    autodiscover_modules("notifications")
    autodiscover_modules("tasks")
    kinds = reduce(lambda a, b: a | b, (outbox_kinds(m) for m in modules(*APPS)), {})
    assert {k: at for k, at in kinds.items() if k not in outbox.HANDLERS} == {}


def test_every_task_names_its_commune():
    """B15: a task takes its commune as an argument, in our base class."""
    current_app.loader.import_default_modules()
    strays = [
        name
        for name, task in current_app.tasks.items()
        if not name.startswith(("celery.", "tests."))
        and name not in PUBLIC_TASKS
        and not isinstance(task, CommuneTask)
    ]
    assert strays == []


def readmes() -> str:
    """Every README of the house."""
    tops = [ROOT / "README.md", *[ROOT / top for top in (*APPS, "deploy", "tests", "docs")]]
    files = [f for top in tops for f in ([top] if top.is_file() else sorted(top.rglob("*.md")))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_setting_is_explained():
    text = (ROOT / "deploy/settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", text)) | {"SECRET_KEY", "CODE_KEY"}
    said = readmes()
    assert sorted(name for name in names if name not in said) == []


def test_every_command_is_explained():
    said = readmes()
    commands = [name for name, app in get_commands().items() if app in APPS]
    assert [name for name in sorted(commands) if name not in said] == []
