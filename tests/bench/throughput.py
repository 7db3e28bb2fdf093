"""B: bookings a second through the whole operation, against the bare statements, eight processes.

Raw is the floor: one ordered lock, one UPDATE, one bulk INSERT, sent by psycopg in the same run.
"""

import json
import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from booking.models import Opening, Registration, Reservation, Service
from booking.operations import reservations
from booking.operations.outcomes import Wish
from shared import clock
from shared.actors import Actor
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.models import Commune
from tests.bench import data
from tests.bench.report import Report

PROCESSES = 8
SINCE = date(2027, 2, 1)
LOCK = "SELECT id FROM booking_opening WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
MOVE = "UPDATE booking_opening SET taken = taken + 1 WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Order:
    """One transaction: a child, its payer, and the openings by day."""

    child: UUID
    guardian: UUID
    activity: UUID
    days: tuple[tuple[date, UUID], ...]


def booking(report: Report) -> None:
    """5 and 20 days on spread openings, then the same 20 openings in every transaction."""
    with data.copy("b"):
        commune = Commune.objects.get(slug="jolieville")
        before = _deadlocks()
        five = _both(report, commune, "5", 5)
        twenty = _both(report, commune, "20", 20)
        report.add("B", "ratio_5", five, "x")
        report.add("B", "ratio_20", twenty, "x")
        orders = _orders(commune, 20, same=True)
        report.add("B", "same20_per_s", _rate(commune, orders, _through_operation), "/s")
        report.add("B", "deadlocks", _deadlocks() - before, "count")


def _both(report: Report, commune: Commune, name: str, days: int) -> float:
    orders = _orders(commune, days)
    ours = _rate(commune, orders, _through_operation)
    _forget(commune)
    raw = _rate(commune, orders, _raw)
    _forget(commune)
    report.add("B", f"app_{name}_per_s", ours, "/s")
    report.add("B", f"raw_{name}_per_s", raw, "/s")
    return round(ours / raw, 3)


def _orders(commune: Commune, days: int, *, same: bool = False) -> list[Order]:
    """One order a child of the elder group; the same seed makes the same orders."""
    draw = random.Random(20)
    with commune_scope(commune):
        service = Service.objects.get(kind="canteen")
        meal = service.activities.get()
        Opening.objects.filter(activity=meal).update(capacity=None)
        found = list(
            Opening.objects.filter(
                activity=meal, date__gte=SINCE, group__name="Élémentaire"
            ).values_list("date", "id")
        )
        children = Registration.objects.filter(
            service=service, group__name="Élémentaire"
        ).values_list("child_id", "child__family__guardians")
        payers = dict(children.filter(child__family__guardians__is_payer=True))
    fixed = tuple(sorted(found)[:days])
    return [
        Order(child, payer, meal.id, fixed if same else tuple(draw.sample(found, days)))
        for child, payer in sorted(payers.items())
    ]


def _rate(
    commune: Commune, orders: list[Order], work: Callable[[Commune, list[Order]], None]
) -> float:
    """Transactions a second from the first start to the last end; waiting to start is not timed."""
    data.let_go()
    context = multiprocessing.get_context("fork")
    barrier, told = context.Barrier(PROCESSES), context.Queue()
    hands = [
        context.Process(
            target=_hand, args=(commune, orders[number::PROCESSES], work, barrier, told)
        )
        for number in range(PROCESSES)
    ]
    for hand in hands:
        hand.start()
    spans = [told.get(timeout=300) for _ in hands]
    for hand in hands:
        hand.join()
    if failed := [span for span in spans if isinstance(span, str)]:
        raise RuntimeError(failed[0])
    return round(len(orders) / (max(end for _, end in spans) - min(start for start, _ in spans)), 1)


def _hand(commune, orders, work, barrier, told) -> None:
    try:
        work(commune, orders[:1])
        barrier.wait(timeout=120)
        started = time.monotonic()
        work(commune, orders[1:])
        told.put((started, time.monotonic()))
    except Exception as error:
        barrier.abort()
        told.put(f"{type(error).__name__}: {error}")


def _through_operation(commune: Commune, orders: list[Order]) -> None:
    with commune_scope(commune):
        for order in orders:
            outcome = reservations.place(
                [Wish(order.child, order.activity, day) for day, _opening in order.days],
                guardian_id=order.guardian,
                by=Actor(uid=new_id(), label="bench"),
                now=clock.now(),
            )
            if len(outcome.booked) != len(order.days):
                raise RuntimeError(f"refused: {outcome.refused[0].reason}")


def _raw(commune: Commune, orders: list[Order]) -> None:
    facts = settings.DATABASES["default"] | {"NAME": connection.settings_dict["NAME"]}
    columns = ", ".join(field.column for field in Reservation._meta.concrete_fields)
    insert = (
        f"INSERT INTO booking_reservation ({columns}) SELECT {columns} "
        "FROM json_populate_recordset(NULL::booking_reservation, %s::json)"
    )
    with psycopg.connect(
        host=facts["HOST"],
        port=facts["PORT"] or None,
        user=facts["USER"],
        password=facts["PASSWORD"],
        dbname=facts["NAME"],
        options=f"-c search_path={commune.schema_name}",
    ) as raw:
        for order in orders:
            ids = [opening for _day, opening in order.days]
            made = json.dumps([_row(order, *one) for one in order.days], default=str)
            with raw.transaction():
                raw.execute(LOCK, [ids])
                raw.execute(MOVE, [ids])
                raw.execute(insert, [made])


def _row(order: Order, day: date, opening: UUID) -> dict[str, object]:
    row = Reservation(
        child_id=order.child,
        activity_id=order.activity,
        date=day,
        opening_id=opening,
        payer_id=order.guardian,
        order_uid=new_id(),
        state="confirmed",
        price_cents=350,
        requested_at=clock.now(),
        requested_by_uid=order.guardian,
    )
    return {field.column: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _forget(commune: Commune) -> None:
    with commune_scope(commune):
        Reservation.objects.filter(date__gte=SINCE).delete()
        Opening.objects.filter(date__gte=SINCE).update(taken=0)


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
