"""C1, T, C2, F1: pages a family opens. S2, S20: *Valider*."""

from datetime import date
from functools import partial

from django.db import connection
from django.db.models import F

from booking.models import Cart, CartLine, Opening, Reservation, Service
from booking.operations import carts
from family.models import Child, Family
from shared import clock
from shared.models import Account
from tenants.context import commune_scope
from tenants.models import Commune
from tenants.selectors import memberships
from tests.bench import data
from tests.bench.report import Report
from tests.bench.site import Browser, measure, site

CLAIRE = "claire.martin"
# One commune only, at any number of communes.
NEIGHBOUR = "famille00001.jolieville"


def calendar(report: Report, work: str = "C1", slug: str = "jolieville") -> None:
    """The canteen of one child in January."""
    commune = Commune.objects.get(slug=slug)
    with commune_scope(commune):
        service = Service.objects.get(kind="canteen")
        lea = Child.objects.get(first_name="Léa", family__file_number="F00000")
    path = f"/c/{slug}/reserver/{service.id}/?mois=2027-01&enfant={lea.id}"
    with site() as url:
        browser = Browser(url)
        browser.sign_in(CLAIRE)
        report.cost(work, measure(browser, lambda one: one.get(path)))
        report.add(work, "requests", browser.assets(browser.get(path)), "count")


def town(report: Report) -> None:
    """C1 as it is, then in a copy of the town with ten times the bookings: nothing may grow."""
    calendar(report, work="T1")
    with data.copy("town"):
        _ten_times(Commune.objects.get(slug="jolieville"))
        calendar(report, work="T10")
    for name in ("app_cpu", "queries"):
        report.add("T", name, report.value("T10", name) / report.value("T1", name), "x")


def _ten_times(commune: Commune) -> None:
    """Nine old bookings more for each, of the other families: they are over, and hold no place."""
    table = Reservation._meta.db_table
    kept = [field.column for field in Reservation._meta.local_fields]
    copied = ", ".join(
        {"id": "gen_random_uuid()", "state": "'cancelled'"}.get(name, f"r.{name}") for name in kept
    )
    with commune_scope(commune), connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} ({", ".join(kept)}) SELECT {copied}
              FROM {table} r JOIN {Child._meta.db_table} c ON c.id = r.child_id
              JOIN {Family._meta.db_table} f ON f.id = c.family_id
             CROSS JOIN generate_series(1, 9) WHERE f.file_number <> 'F00000'
            """
        )
        cursor.execute(f"ANALYZE {table}")


def home(report: Report) -> None:
    """The start page of a parent of three communes, two children, seven days."""
    with site(now="2027-01-11T08:00") as url:
        browser = Browser(url)
        browser.sign_in(CLAIRE)
        report.cost("C2", measure(browser, lambda one: one.get("/")))


def invoices(report: Report) -> None:
    """The list of what is due and paid, for a family of one commune."""
    with site() as url:
        browser = Browser(url)
        browser.sign_in(NEIGHBOUR)
        report.cost("F1", measure(browser, lambda one: one.get("/factures/")))


def two_days(report: Report) -> None:
    """*Valider* of two added days: the POST alone."""
    _valider(report, "S2", children=1, days=2)


def term(report: Report) -> None:
    """*Valider* of two children × 48 days."""
    _valider(report, "S20", children=2, days=48)


def _valider(report: Report, work: str, *, children: int, days: int) -> None:
    commune = Commune.objects.get(slug="jolieville")
    account = Account.objects.get(username=CLAIRE)
    member = memberships.member_of(account, commune)
    assert member is not None
    with commune_scope(commune):
        service = Service.objects.get(kind="canteen")
        meal = service.activities.get()
        chosen = list(
            Child.objects.filter(family__file_number="F00000").values_list("id", flat=True)
        )
        open_days = sorted(
            set(
                Opening.objects.filter(activity=meal, date__gte=date(2027, 2, 1)).values_list(
                    "date", flat=True
                )
            )
        )[:days]
        known = set(Reservation.objects.filter(child__in=chosen).values_list("id", flat=True))
    before = partial(_fill_cart, commune, member, meal.id, chosen[:children], open_days, known)
    with site() as url:
        browser = Browser(url)
        browser.sign_in(CLAIRE)
        act = partial(Browser.post, path="/c/jolieville/valider/")
        report.cost(work, measure(browser, act, before=before))
    _give_back(commune, chosen, known)


def _fill_cart(commune, member, meal, children, days, known) -> None:
    """The days back to free, then wished again; not measured."""
    booked = _give_back(commune, children, known)
    if booked not in (0, len(children) * len(days)):
        raise RuntimeError(f"{booked} days were booked")
    with commune_scope(commune):
        CartLine.objects.filter(
            cart__in=Cart.objects.filter(account_uid=member.account.pk)
        ).delete()
        pattern = carts.add_pattern(
            member, child_ids=children, activity_ids=[meal], days=days, now=clock.now()
        )
        if len(pattern.accepted) != len(children) * len(days):
            raise RuntimeError(f"{len(pattern.refused)} days refused")


def _give_back(commune, children, known) -> int:
    with commune_scope(commune):
        made = Reservation.objects.filter(child__in=children).exclude(id__in=known)
        rows = list(made.values_list("opening_id", flat=True))
        for opening in set(rows):
            Opening.objects.filter(id=opening).update(taken=F("taken") - rows.count(opening))
        made.delete()
    return len(rows)
