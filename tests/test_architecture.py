"""The house's rules (architecture §2, §3) that import-linter does not hold.

Each check is also shown a planted fault, so that it is known to be able to fail.
"""

import statistics

import pytest

from tests import source
from tests.source import APPS, DOORS, Module, modules

BANNED_NAMES = {"utils", "helpers", "common", "misc", "services", "managers"}
MEDIAN, LONGEST = 80, 500
# shared stands below tenants and its pages live on the public URLconf only.
MAY_REVERSE = ("tenants/urls.py", "shared/accounts/")
MAY_READ_CLOCK = ("shared/clock.py",)
MAY_SWITCH = ("tenants/context.py",)
MONEY_ROOMS = ("rules", "models", "selectors", "operations", "exports")


def check(rule, found):
    assert found == [], f"{rule}:\n" + "\n".join(found)


def outside(allowed, finder):
    return [line for m in modules() if not m.path.startswith(allowed) for line in finder(m)]


def test_rules_and_values_are_pure():
    banned = ("django", "celery", "redis", "psycopg", "requests", "shared.clock")
    found = [
        f"{m.path} imports {name}"
        for m in modules(*APPS)
        if m.room == "rules" or m.path.startswith("shared/values/")
        for name in source.imports(m)
        if name.startswith(banned)
    ]
    check("rules are pure", found)


def test_models_do_not_orchestrate():
    found = [
        f"{m.path} imports {name}"
        for m in modules(*APPS)
        if m.room == "models"
        for name in source.imports(m)
        if {"selectors", "operations", *DOORS} & set(name.split("."))
    ]
    check("models import neither selectors nor operations", found)


def test_doors_and_selectors_do_not_write():
    rooms = {*DOORS, "selectors", "tasks", "webhooks", "webhooks_urls", "notifications"}
    found = [line for m in modules(*APPS) if m.room in rooms for line in source.writes(m)]
    check("only operations write", found)


def test_operations_do_not_see_a_request():
    banned = ("django.http", "django.shortcuts", "django.contrib.messages")
    found = [
        f"{m.path} imports {name}"
        for m in modules(*APPS)
        if m.room in {"operations", "selectors"}
        for name in source.imports(m)
        if name.startswith(banned) and not name.startswith("django.http.Http404")
    ]
    check("operations and selectors know no request", found)


def test_clock_has_one_reader():
    check("shared.clock reads the clock", outside(MAY_READ_CLOCK, source.clock_readings))
    check("no auto_now", [m.path for m in modules() if "auto_now" in m.text])


def test_links_go_through_one_module():
    check("tenants.urls reverses", outside(MAY_REVERSE, source.bare_reverses))


def test_schema_is_switched_in_one_module():
    check("tenants.context switches schemas", outside(MAY_SWITCH, source.switches))


def test_money_knows_no_float():
    found = [
        line
        for m in modules("booking", "invoicing", "shared/values")
        if m.room in MONEY_ROOMS or m.path == "shared/values/money.py"
        for line in source.floats(m)
    ]
    check("money is integer cents", found)


def test_module_names_say_what_is_inside():
    found = [
        m.path
        for m in modules()
        if BANNED_NAMES & {part.removesuffix(".py") for part in m.path.split("/")}
    ]
    check("no banned module name", found)


def test_files_stay_short():
    lengths = {m.path: m.lines for m in modules() if m.text.strip()}
    check("no long file", [path for path, lines in lengths.items() if lines > LONGEST])
    assert statistics.median(lengths.values()) <= MEDIAN


def test_shared_folders_are_known():
    """A room is created with its first line, and has a name of architecture §3."""
    known = {
        *DOORS,
        *("rules", "models", "selectors", "operations", "management", "migrations"),
        *("templates", "static", "templatetags", "locale", "gateways", "exports", "backend"),
        *("values", "accounts", "documents", "fonts", "__pycache__"),
    }
    found = [
        str(path.relative_to(source.ROOT))
        for app in APPS
        for path in (source.ROOT / app).iterdir()
        if path.is_dir() and path.name not in known
    ]
    check("only known rooms", found)


PLANTED = {
    source.writes: "def view(r):\n    Family.objects.filter(pk=1).update(name='x')\n",
    source.clock_readings: "from django.utils import timezone\nx = timezone.now()\n",
    source.bare_reverses: "def view(r):\n    return redirect('booking:cart')\n",
    source.switches: "def job(tenant):\n    with tenant:\n        pass\n",
    source.floats: "price = float(cents) / 100\n",
}


@pytest.mark.parametrize("finder", PLANTED, ids=lambda finder: finder.__name__)
def test_planted_fault_is_seen(finder):
    assert len(finder(Module("booking/portal/planted.py", PLANTED[finder]))) == 1


@pytest.mark.parametrize(
    "innocent",
    ["facts.update(a=1)", "cache.delete('k')", "gateway.create(order)", "carts.remove(line)"],
)
def test_innocent_call_is_no_write(innocent):
    assert source.writes(Module("booking/portal/planted.py", innocent + "\n")) == []
