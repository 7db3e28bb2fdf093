"""A1: the day sheet of the canteen. G: January billed."""

import time
from collections import defaultdict
from datetime import UTC, date, datetime

from django.db import connection

from booking.models import Reservation, Service
from booking.operations import attendance, days
from invoicing.models import BillingRun, Invoice, Regie
from invoicing.operations import billing_runs
from invoicing.selectors import books
from shared.actors import Actor
from shared.models import Account
from tenants.context import commune_scope
from tenants.models import Commune
from tests.bench import data
from tests.bench.report import Report
from tests.bench.site import Browser, measure, site
from tests.bench.wsgi_count import counted

FEBRUARY = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def day_sheet(report: Report) -> None:
    """A Monday of January, opened that day by an agent who points."""
    commune = Commune.objects.get(slug="jolieville")
    with commune_scope(commune):
        service = Service.objects.get(kind="canteen")
        children = Reservation.objects.filter(
            activity__service=service, date=date(2027, 1, 11), state="confirmed"
        ).count()
    path = f"/c/jolieville/gestion/pointage/{service.id}/?jour=2027-01-11"
    with site(now="2027-01-11T11:00") as url:
        browser = Browser(url)
        browser.sign_in("gaelle.kermadec")
        report.add("A1", "children", children, "count")
        report.cost("A1", measure(browser, lambda one: one.get(path)))


def billing(report: Report) -> None:
    """Draft and promote January on a copy; closing its days beforehand is not measured."""
    with data.copy("g"):
        commune = Commune.objects.get(slug="jolieville")
        gaelle = Account.objects.get(username="gaelle.kermadec")
        agent = Actor(uid=gaelle.pk, label=gaelle.full_name, is_agent=True)
        with commune_scope(commune):
            _close_january(agent)
            regie = Regie.objects.get()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (backend,) = cursor.fetchone()
            run = billing_runs.start(regie, date(2027, 1, 1), by=agent, now=FEBRUARY)
            wall, cpu, pg = time.perf_counter(), time.process_time(), data.backend_cpu(backend)
            with counted() as statements:
                billing_runs.draft(run.id, now=FEBRUARY)
                drafted = time.process_time() - cpu
                billing_runs.promote(run.id, by=agent, now=FEBRUARY)
            cpu, pg = time.process_time() - cpu, data.backend_cpu(backend) - pg
            wall = time.perf_counter() - wall
            run.refresh_from_db()
            if run.status != BillingRun.Status.PROMOTED:
                raise RuntimeError(f"{run.status} {run.errors[:3]}")
            made = Invoice.objects.filter(run=run)
            report.add("G", "invoices", made.count(), "count")
            report.add("G", "bookings", _january().count(), "count")
            report.add("G", "app_cpu", cpu * 1000, "ms")
            report.add("G", "draft_cpu", drafted * 1000, "ms")
            report.add("G", "pg_cpu", pg * 1000, "ms")
            report.add("G", "wall", wall * 1000, "ms")
            report.add("G", "queries", len(statements), "count")
            report.add("G", "differences", len(books.differences()), "count")


def _january():
    return Reservation.objects.filter(
        date__gte=date(2027, 1, 1), date__lt=date(2027, 2, 1), state="confirmed"
    )


def _close_january(agent: Actor) -> None:
    """Everybody came; every day closed by the operation."""
    marks: dict = defaultdict(list)
    for service, day, child, activity in _january().values_list(
        "activity__service_id", "date", "child_id", "activity_id"
    ):
        marks[service, day].append((child, activity, "present"))
    services = Service.objects.in_bulk()
    for (service, day), seen in sorted(marks.items(), key=lambda one: one[0][1]):
        attendance.point(service, seen, day=day, by=agent, now=FEBRUARY)
        days.close(services[service], day, by=agent, now=FEBRUARY)
