"""Things to book: a canteen with its deadline, tariff and openings. Call inside a scope."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from booking.models import (
    Activity,
    Bracket,
    CapacityLimit,
    Cart,
    CartLine,
    Commission,
    DeadlineRule,
    Group,
    LimitActivity,
    LimitDay,
    Opening,
    Pattern,
    Registration,
    Reservation,
    Service,
    Tariff,
)
from booking.operations import limit_days
from booking.rules.limits import Ratios, units
from family.models import Child
from shared.ids import new_id
from tenants.people import Member

BEFORE = datetime(2026, 9, 1, 8, tzinfo=UTC)
YEAR = (date(2026, 9, 1), date(2027, 9, 1))


def service(name: str = "Restaurant scolaire", **fields: Any) -> Service:
    """A monthly canteen that answers by itself."""
    fields.setdefault("kind", Service.Kind.CANTEEN)
    fields.setdefault("billing", Service.Billing.MONTHLY)
    fields.setdefault("phone", "01 23 45 67 89")
    return Service.objects.create(name=name, **fields)


def activity(of: Service, name: str = "Repas", **fields: Any) -> Activity:
    """A meal from 12:00 to 14:00."""
    fields.setdefault("short_name", name[:24])
    fields.setdefault("starts_at", time(12))
    fields.setdefault("ends_at", time(14))
    return Activity.objects.create(service=of, name=name, **fields)


def group(of: Service, name: str = "Élémentaire") -> Group:
    """Children who share places."""
    return Group.objects.create(service=of, name=name)


def deadline(of: Service, **fields: Any) -> DeadlineRule:
    """Two working days before at 10:00, for booking; the other acts follow it."""
    fields.setdefault("act", "book")
    fields.setdefault("kind", "days_before")
    if fields["kind"] == "days_before":
        fields.setdefault("days", 2)
        fields.setdefault("at_time", time(10))
    return DeadlineRule.objects.create(service=of, **fields)


def tariff(
    of: Activity,
    prices: Iterable[tuple[int, int | None, int]] = ((0, 70_000, 210), (70_000, None, 350)),
    *,
    starts_on: date = YEAR[0],
    **fields: Any,
) -> Tariff:
    """Two brackets: below 700 2,10 €, from 700 on 3,50 €; (low, high, cents) in hundredths."""
    made = Tariff.objects.create(
        activity=of, name=fields.pop("name", "Grille 2026-2027"), starts_on=starts_on, **fields
    )
    for letter, (low, high, cents) in zip("ABCDEF", prices, strict=False):
        Bracket.objects.create(
            tariff=made, name=letter, low_hundredths=low, high_hundredths=high, price_cents=cents
        )
    return made


def opening(of: Activity, day: date, capacity: int | None = 100, **fields: Any) -> Opening:
    """A day that can be booked."""
    return Opening.objects.create(activity=of, date=day, capacity=capacity, **fields)


def limit(of: Service, activities: Iterable[Activity], places: int, **fields: Any) -> CapacityLimit:
    """A limit over activities and a day for each opening, counted from what is booked."""
    fields.setdefault("kind", "service")
    fields.setdefault("name", "Total")
    made = CapacityLimit.objects.create(service=of, places=places, starts_on=YEAR[0], **fields)
    counted = list(activities)
    for one in counted:
        LimitActivity.objects.create(limit=made, activity=one)
    ratios = Ratios(made.under_six_ratio, made.from_six_ratio)
    booked = limit_days.taken(made, [one.id for one in counted], since=YEAR[0])
    for day in set(Opening.objects.filter(activity__in=counted).values_list("date", flat=True)):
        LimitDay.objects.create(
            limit=made,
            date=day,
            capacity=units(made.kind, places, ratios),
            taken=booked.get(day, 0),
        )
    return made


def registration(child: Child, to: Service, **fields: Any) -> Registration:
    """The child may book this school year."""
    fields.setdefault("starts_on", YEAR[0])
    fields.setdefault("ends_on", YEAR[1])
    return Registration.objects.create(child=child, service=to, created_at=BEFORE, **fields)


def canteen(
    children: Iterable[Child] = (),
    *,
    days: Iterable[date] = (),
    capacity: int | None = 100,
    name: str = "Restaurant scolaire",
    **fields: Any,
) -> SimpleNamespace:
    """A whole canteen: ``.service``, ``.meal``, ``.openings`` (by day), children registered."""
    made = service(name, **fields)
    meal = activity(made)
    deadline(made)
    tariff(meal)
    for child in children:
        registration(child, made)
    return SimpleNamespace(
        service=made, meal=meal, openings={day: opening(meal, day, capacity) for day in days}
    )


def commission(of: Service, days: Iterable[date], **fields: Any) -> Commission:
    """Wishes since 1 September until 5 December at noon, for the days from first to last."""
    days = sorted(days)
    fields.setdefault("name", "Vacances d’hiver")
    fields.setdefault("opens_at", BEFORE)
    fields.setdefault("closes_at", datetime(2026, 12, 5, 11, tzinfo=UTC))
    fields.setdefault("seed", "5e" * 32)
    return Commission.objects.create(
        service=of, starts_on=days[0], ends_on=days[-1] + timedelta(days=1), **fields
    )


def wish(member: Member, child: Child, of: Activity, day: date, **fields: Any) -> CartLine:
    """A line in the member's cart, promised at 3,50 € long ago unless told otherwise."""
    cart, _ = Cart.objects.get_or_create(
        account_uid=member.account.pk, defaults={"created_at": BEFORE}
    )
    fields.setdefault("wish", CartLine.Wish.BOOK)
    fields.setdefault("price_cents", 350)
    fields.setdefault("promised_at", datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    fields.setdefault("created_at", datetime(2026, 12, 1, 8, 30, tzinfo=UTC))
    return CartLine.objects.create(cart=cart, child=child, activity=of, date=day, **fields)


def pattern(child: Child, of: Activity, guardian: Any, **fields: Any) -> Pattern:
    """Mondays and Thursdays until July."""
    fields.setdefault("weekdays", [0, 3])
    fields.setdefault("weeks", "all")
    fields.setdefault("starts_on", date(2026, 12, 1))
    fields.setdefault("ends_on", date(2027, 7, 3))
    fields.setdefault("created_at", BEFORE)
    fields.setdefault("created_by_uid", guardian.account_uid or new_id())
    return Pattern.objects.create(child=child, activity=of, guardian=guardian, **fields)


def reservation(child: Child, at: Opening, payer: Any, **fields: Any) -> Reservation:
    """A confirmed booking that holds its place (``taken`` is moved with it)."""
    fields.setdefault("state", "confirmed")
    fields.setdefault("price_cents", 350)
    fields.setdefault("order_uid", new_id())
    fields.setdefault("requested_at", BEFORE)
    fields.setdefault("requested_by_uid", payer.account_uid or new_id())
    made = Reservation.objects.create(
        child=child, activity=at.activity, date=at.date, opening=at, payer=payer, **fields
    )
    if made.state in {"held", "confirmed", "cancel_requested"}:
        at.taken += 1
        at.save(update_fields=["taken"])
    return made
