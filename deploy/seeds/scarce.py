"""Places that are rare: a list with its ranks, a place offered, commissions, a day not yet open."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from booking.models import Opening, Reservation
from booking.operations import agents, commissions, reservations, waiting
from booking.operations.outcomes import Wish
from booking.operations.setup import calendar, openings, windows
from booking.operations.setup import waiting as set_waiting
from deploy.seeds.days import PARIS
from deploy.seeds.homes import Home
from deploy.seeds.set_up import Town
from deploy.seeds.waiting import free_days
from family.models import Child
from shared.values.ranges import DateRange

CENTRE, DAY = "centre", "day"
# Hours to answer: an offer made at the first start is still there on the third day.
ANSWER_HOURS = 72
POINTS = {"parents_work": 10, "resident": 5, "sibling": 3}
# Days kept for the cart of ``waiting``, and for what its requests ask.
SPOKEN_OF = 6
Who = tuple[Home, Child]


def fill(town: Town, homes: list[Home], *, now: datetime) -> None:
    """Montclair shares its centre, Saint-Aubin opens its spring Saturdays to all at one hour."""
    if town.plan.slug == "montclair":
        _centre(town, homes, now=now)
    if town.plan.slug == "saint-aubin-sur-lys":
        _window(town, now=now)


def _centre(town: Town, homes: list[Home], *, now: datetime) -> None:
    others = [
        (home, child)
        for home in homes[1:]
        if home.member is not None
        for child in home.services.get(CENTRE, [])
    ]
    claire = homes[0]
    ours = [(claire, child) for child in claire.services[CENTRE]]
    if len(others) < 2:
        return
    set_waiting.save(
        town.services[CENTRE],
        mode="queue",
        offer_hours=ANSWER_HOURS,
        queue_skips=False,
        points=POINTS,
        **town.signed,
    )
    days = free_days(town, CENTRE, DAY, SPOKEN_OF)
    _list(town, others, ours[0], days[0], now=now)
    _offer(town, others, ours[-1], days[1], now=now)
    _drawn(town, [*others, *ours], days[2:4], now=now)
    _wishes(town, [*others[:4], *ours], days[-1], now=now)


def _list(town: Town, others: list[Who], ours: Who, day: date, *, now: datetime) -> None:
    """A full day: another family waits, then ours."""
    *seated, waiter = others[:4]
    _shrink(town, [day], len(seated), now=now - timedelta(days=4))
    for who in seated:
        _ask(town, who, [day], now - timedelta(days=3))
    _ask(town, waiter, [day], now - timedelta(days=2))
    _ask(town, ours, [day], now - timedelta(days=1))


def _offer(town: Town, others: list[Who], ours: Who, day: date, *, now: datetime) -> None:
    """A place given back this morning, offered to ours."""
    _shrink(town, [day], 1, now=now - timedelta(days=4))
    _ask(town, others[0], [day], now - timedelta(days=3))
    _ask(town, ours, [day], now - timedelta(days=2))
    row = Reservation.objects.get(child=others[0][1], date=day, state="confirmed")
    agents.cancel_for(
        [row.pk], by=town.agent, now=now - timedelta(hours=2), motive="Départ de la commune"
    )
    waiting.offer(row.opening_id, now=now - timedelta(hours=1))


def _drawn(town: Town, whom: list[Who], days: Sequence[date], *, now: datetime) -> None:
    """Two days shared by lot this morning: fewer places than wishes."""
    _shrink(town, days, max(1, len(whom) // 2), now=now - timedelta(days=9))
    one = commissions.save(
        town.services[CENTRE],
        name="Sorties à la ferme",
        span=DateRange.inclusive(days[0], days[-1]),
        opens_at=now - timedelta(days=8),
        closes_at=now - timedelta(hours=4),
        by=town.agent,
        now=now - timedelta(days=9),
    )
    for who in whom:
        _ask(town, who, days, now - timedelta(days=5))
    commissions.draw(one.pk, by=town.agent, now=now - timedelta(hours=3))


def _wishes(town: Town, whom: list[Who], after: date, *, now: datetime) -> None:
    """The next holidays, wished for until next week."""
    found = (
        Opening.objects.filter(activity=town.activities[CENTRE, DAY], date__gt=after)
        .exclude(date__week_day=4)
        .order_by("date")
        .values_list("date", flat=True)
    )
    first = found.first()
    if first is None:
        return
    name, until = next(
        (name, days.end)
        for kind, name, days in town.span.entries
        if kind == "holiday" and days.contains(first)
    )
    days = list(found.filter(date__lt=until).distinct()[:10])
    closes = datetime.combine((now + timedelta(days=8)).astimezone(PARIS).date(), time(18), PARIS)
    commissions.save(
        town.services[CENTRE],
        name=name,
        span=DateRange.inclusive(days[0], days[-1]),
        opens_at=now - timedelta(days=3),
        closes_at=closes,
        by=town.agent,
        now=now - timedelta(days=4),
    )
    for who in whom:
        _ask(town, who, days[:3], now - timedelta(days=1))


def _window(town: Town, *, now: datetime) -> None:
    """The Saturdays after those already asked for: booked from one hour on, the same for all."""
    later = free_days(town, "sport", "sport", 60, skip=SPOKEN_OF)
    if not later:
        return
    service = town.services["sport"]
    signed = {"by": town.agent, "now": now - timedelta(days=10)}
    period = calendar.save_period(
        service,
        "Samedis suivants",
        DateRange.inclusive(later[0], later[-1]),
        **signed,
    )
    opens = datetime.combine((now + timedelta(days=5)).astimezone(PARIS).date(), time(8), PARIS)
    windows.save_window(service, opens_at=opens, period_id=period.pk, **signed)


def _shrink(town: Town, days: Sequence[date], places: int, *, now: datetime) -> None:
    ids: list[UUID] = list(
        Opening.objects.filter(activity=town.activities[CENTRE, DAY], date__in=days).values_list(
            "id", flat=True
        )
    )
    openings.change_places(ids, capacity=places, by=town.agent, now=now)


def _ask(town: Town, who: Who, days: Sequence[date], at: datetime) -> None:
    home, child = who
    assert home.member is not None
    reservations.place(
        [Wish(child.pk, town.activities[CENTRE, DAY].id, day) for day in days],
        guardian_id=home.payer.pk,
        by=home.member.actor,
        now=at,
    )
