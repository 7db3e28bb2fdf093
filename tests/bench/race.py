"""N: two hundred parents, twenty places, in the operation and over HTTP; locks off must fail."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial

from django.conf import settings

from booking.models import Cart, CartLine, Opening, Registration, Reservation, Service
from booking.operations import reservations
from shared import clock
from shared.models import Account
from tenants.context import commune_scope, public_scope
from tenants.models import Adhesion, Commune
from tenants.people import Member
from tests.bench import data
from tests.bench.report import Report
from tests.bench.site import Browser, site
from tests.booking.operations.races import at_once

PARENTS, PLACES = 200, 20
# A Sunday, so that nobody has booked it.
DAY = date(2027, 1, 31)
HANDS = 16
OFF = {"RIBAMBELLE_LOCKS_OFF": "1", "RIBAMBELLE_PAUSE_AFTER_CHECK": "20"}


def places(report: Report) -> None:
    """BENCH_ROUNDS rounds of each (20 in full), a busy processor beside with BENCH_HOG=1."""
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    with data.copy("n"), _hog():
        commune = Commune.objects.get(slug="jolieville")
        crowd = _crowd(commune)
        acts = [partial(reservations.confirm, one, now=clock.now()) for one in crowd]
        sold = [_sold(commune, crowd, lambda: at_once(commune, acts)) for _ in range(rounds)]
        _tell(report, "operation", sold)
        with site(workers=2) as url:
            browsers = _browsers(url, crowd)
            sold = [_sold(commune, crowd, lambda: _click(browsers)) for _ in range(rounds)]
        _tell(report, "http", sold)
        settings.TEST_LOCKS_OFF, settings.TEST_PAUSE_AFTER_CHECK_MS = True, 20
        off = _sold(commune, crowd, lambda: at_once(commune, acts))
        settings.TEST_LOCKS_OFF, settings.TEST_PAUSE_AFTER_CHECK_MS = False, 0
        report.add("N", "locks_off", off, "count")
        with site(workers=2, **OFF) as url:
            browsers = _browsers(url, crowd)
            report.add("N", "http_off", _sold(commune, crowd, lambda: _click(browsers)), "count")


def _tell(report: Report, how: str, sold: list[int]) -> None:
    report.add("N", f"{how}_runs", len(sold), "count")
    worst = max(sold, key=lambda number: abs(number - PLACES))
    report.add("N", "booked" if how == "operation" else "http_booked", worst, "count")


def _crowd(commune: Commune) -> list[Member]:
    """Two hundred parents of a child of the elder group, and the day with twenty places."""
    with public_scope():
        rows = list(Adhesion.objects.filter(commune=commune).select_related("account"))
    by_guardian = {row.guardian_uid: row.account for row in rows}
    with commune_scope(commune):
        service = Service.objects.get(kind="canteen")
        found: dict[object, tuple[Account, object]] = {}
        for row in Registration.objects.filter(
            service=service, group__name="Élémentaire"
        ).select_related("child"):
            for link in row.child.guardian_links.filter(guardian__is_payer=True):
                found.setdefault(link.guardian_id, (by_guardian[link.guardian_id], row.child_id))
            if len(found) == PARENTS:
                break
        meal = service.activities.get()
        group = service.groups.get(name="Élémentaire")
        Opening.objects.create(activity=meal, date=DAY, group=group, capacity=PLACES)
        CartLine.objects.all().delete()
        Cart.objects.all().delete()
        carts = [Cart(account_uid=one.pk, created_at=clock.now()) for one, _ in found.values()]
        Cart.objects.bulk_create(carts)
        CHILDREN.update(
            {
                cart.id: (child, meal.id)
                for cart, (_, child) in zip(carts, found.values(), strict=True)
            }
        )
    return [Member(account, commune, guardian) for guardian, (account, _) in found.items()]


CHILDREN: dict = {}


def _sold(commune: Commune, crowd: list[Member], click) -> int:
    """Everybody wishes again, everybody clicks: how many are booked in the end."""
    with commune_scope(commune):
        Reservation.objects.filter(date=DAY).delete()
        Opening.objects.filter(date=DAY).update(taken=0)
        CartLine.objects.all().delete()
        CartLine.objects.bulk_create(
            CartLine(
                cart_id=cart,
                child_id=child,
                activity_id=meal,
                date=DAY,
                wish="book",
                price_cents=490,
                promised_at=clock.now(),
                created_at=clock.now(),
            )
            for cart, (child, meal) in CHILDREN.items()
        )
    click()
    with commune_scope(commune):
        return Reservation.objects.filter(date=DAY, state="confirmed").count()


def _browsers(url: str, crowd: list[Member]) -> list[Browser]:
    made = []
    for one in crowd:
        browser = Browser(url)
        browser.sign_in(one.account.username)
        made.append(browser)
    return made


def _click(browsers: list[Browser]) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(lambda one: one.post("/c/jolieville/valider/"), browsers))


@contextmanager
def _hog() -> Iterator[None]:
    """Another program that wants the processor."""
    if not os.environ.get("BENCH_HOG"):
        yield
        return
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()
