"""What is going on today: a paid order and its credit, requests, answers, carts."""

from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Opening, Reservation
from booking.operations import absences, carts, requests, reservations
from booking.operations.outcomes import Wish
from deploy.seeds import bank
from deploy.seeds.history import WEEKS_AHEAD
from deploy.seeds.homes import Home
from deploy.seeds.set_up import Town
from family.models import Message
from invoicing.operations import checkout
from tenants.models import Outbox

REFUSAL = "Le groupe est complet ce samedi : la séance du samedi suivant a encore des places."
OLD_MAIL = timedelta(days=1)


def fill(town: Town, homes: list[Home], *, now: datetime) -> None:
    """What each commune shows beside its history; Claire's first."""
    claire = homes[0]
    if town.plan.slug == "jolieville":
        _paid_order(town, claire, now=now)
    if town.plan.slug == "saint-aubin-sur-lys":
        _answers(town, claire, now=now)
        _asks(town, homes[1:], "canteen", "meal", now=now)
    for service in town.services:
        if town.services[service].cancel_answer == "manual":
            _cancellations(town, homes[1:], service, now=now)
    _cart(town, claire, now=now)


def forget_old_mail(schema: str, *, now: datetime) -> None:
    """Nobody wants last month's mails today: those messages are as if sent."""
    old = Message.objects.filter(created_at__lt=now - OLD_MAIL)
    Outbox.objects.filter(
        schema=schema, object_id__in=list(old.values_list("id", flat=True))
    ).delete()
    for message in old:
        message.sent_at = message.created_at
        message.read_at = message.created_at + timedelta(hours=8)
    Message.objects.bulk_update(old, ["sent_at", "read_at"], batch_size=500)


def free_days(town: Town, service: str, activity: str, number: int, *, skip: int = 0) -> list[date]:
    """The next days nobody of the demonstration has booked yet."""
    after = town.span.today + timedelta(weeks=WEEKS_AHEAD)
    found = (
        Opening.objects.filter(
            activity=town.activities[service, activity], date__gt=after, closed_reason=""
        )
        .order_by("date")
        .values_list("date", flat=True)
        .distinct()
    )
    return list(found[skip : skip + number])


def _paid_order(town: Town, claire: Home, *, now: datetime) -> None:
    """Four lunches paid online last week; one given back since, so a credit is available."""
    member = claire.member
    assert member is not None
    meal = town.activities["canteen", "meal"].id
    days = free_days(town, "canteen", "meal", 2)
    ids = [child.pk for child in claire.children[:2]]
    ordered = now - timedelta(days=6)
    carts.add_pattern(member, child_ids=ids, activity_ids=[meal], days=days, now=ordered)
    done = checkout.validate(member, now=ordered)
    bank.pay_selection(done.selection_uid, member, now=ordered + timedelta(minutes=3))
    given_back = Reservation.objects.get(
        child=claire.children[0], activity_id=meal, date=days[0], state="confirmed"
    )
    absences.report(member, given_back.id, now=now - timedelta(days=2))


def _answers(town: Town, claire: Home, *, now: datetime) -> None:
    """Three Saturdays asked: one accepted and to pay, one refused, one waiting."""
    days = free_days(town, "sport", "sport", 3)
    asked = [_ask(town, claire, "sport", "sport", [day], now - timedelta(days=1)) for day in days]
    answered = now - timedelta(hours=3)
    requests.accept(asked[0], by=town.agent, now=answered)
    requests.refuse(asked[1], REFUSAL, by=town.agent, now=answered)


def _asks(town: Town, homes: list[Home], service: str, activity: str, *, now: datetime) -> None:
    """Six families ask for two days each."""
    asking = [home for home in homes if home.services.get(service)][:6]
    for rank, home in enumerate(asking):
        days = free_days(town, service, activity, 2, skip=rank)
        _ask(town, home, service, activity, days, now - timedelta(hours=4 + 7 * rank))


def _ask(
    town: Town, home: Home, service: str, activity: str, days: list[date], at: datetime
) -> list[UUID]:
    wishes = [
        Wish(home.services[service][0].pk, town.activities[service, activity].id, day)
        for day in days
    ]
    outcome = _place(home, wishes, at)
    return [line.reservation_id for line in outcome.requested if line.reservation_id]


def _cancellations(town: Town, homes: list[Home], service: str, *, now: datetime) -> None:
    """Three families ask to give a day back, in time: an agent says with or without refund."""
    soon = town.span.today + timedelta(days=14)
    asked = 0
    for home in homes:
        if home.member is None or asked == 3:
            continue
        row = (
            Reservation.objects.filter(
                child__in=home.services.get(service, []),
                activity__service=town.services[service],
                state="confirmed",
                date__gt=soon,
            )
            .order_by("date", "id")
            .first()
        )
        if row is not None:
            wish = Wish(row.child_id, row.activity_id, row.date, cancel=True)
            _place(home, [wish], now - timedelta(hours=2 + asked))
            asked += 1


def _place(home: Home, wishes: list[Wish], at: datetime):
    assert home.member is not None
    return reservations.place(wishes, guardian_id=home.payer.pk, by=home.member.actor, now=at)


def _cart(town: Town, claire: Home, *, now: datetime) -> None:
    """Wishes not validated yet in each commune, and one booked day to give back."""
    member = claire.member
    assert member is not None
    at = now - timedelta(minutes=12)
    for key, children in claire.services.items():
        service = next(plan for plan in town.plan.services if plan.key == key)
        activity = service.activities[0].key
        carts.add_pattern(
            member,
            child_ids=[child.pk for child in children[:2]],
            activity_ids=[town.activities[key, activity].id],
            days=free_days(town, key, activity, 2, skip=4),
            now=at,
        )
    row = (
        Reservation.objects.filter(
            child__in=claire.children,
            state="confirmed",
            date__gt=town.span.today + timedelta(days=14),
        )
        .order_by("date", "id")
        .first()
    )
    if row is not None:
        carts.toggle(
            member, child_id=row.child_id, activity_id=row.activity_id, day=row.date, now=at
        )
