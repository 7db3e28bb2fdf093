"""A town where places are rare: each case a family meets, with names as long as real ones.

Everything is made by the operations, on Tuesday 1 December 2026 at 10:00. Call inside a scope.
"""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from booking.models import BookingWindow, Period, PriorityCriterion, Reservation
from booking.operations import agents, commissions, offer_links, requests, reservations
from booking.operations.outcomes import Outcome, Wish
from booking.operations.setup import calendar
from family.models import Child, School, Schooling
from shared.actors import Actor
from shared.ids import new_id
from shared.values.ranges import DateRange
from tenants.models import Commune
from tenants.operations import outbox
from tests.factories import accounts, booking, families

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
OPENS = datetime(2026, 12, 7, 7, tzinfo=UTC)
PAST_DEADLINE, WAITED, OFFERED, TOGETHER = (date(2026, 12, day) for day in (2, 9, 16, 23))
CLOSED, FULL = date(2026, 12, 21), date(2026, 12, 22)
FREE = [date(2026, 12, day) for day in (24, 28, 29, 30)]
SATURDAYS = [date(2026, 12, day) for day in (5, 12, 19)]
WINTER = [date(2027, 2, 22) + timedelta(days=number) for number in range(5)]
CHRISTMAS = [date(2026, 12, 28) + timedelta(days=number) for number in range(3)]
REFUSAL = (
    "Le groupe des 6-8 ans est complet ce samedi : la séance du 19 décembre a encore des places."
)
NEIGHBOURS = (
    ("Lefèvre-Dubois de La Rochefoucauld", "Maximilien-Alexandre", 2018),
    ("Benali", "Yanis", 2019),
    ("Nguyen", "Éloïse", 2017),
    ("O’Connor", "Liam", 2020),
    ("Traoré-Rousseau", "Aïssatou", 2018),
)


def build(commune: Commune) -> SimpleNamespace:
    """``.martin``, ``.member`` (Claire), ``.agent``, one service a case, ``.offer`` (a path)."""
    town = SimpleNamespace(commune=commune, martin=families.martin())
    town.member = accounts.member(commune, town.martin.guardian, username="claire.martin")
    town.agent = accounts.agent(commune, username="nadia.lebrun")
    school = School.objects.create(name="École élémentaire Jacqueline-Auriol")
    for child in town.martin.children:
        Schooling.objects.create(
            child=child, school=school, school_year=2026, level="CE1", class_name="Mme Roux"
        )
    town.homes = [_home(*facts) for facts in NEIGHBOURS]
    town.children = [*town.martin.children, *(home.child for home in town.homes)]
    town.centre = _centre(town)
    town.sport = _sport(town)
    town.study = _study(town)
    town.sailing = _sailing(town)
    town.camp, town.drawn, town.commission = _camps(town)
    calendar.add_entry(
        "closure",
        "Travaux de toiture",
        DateRange(CLOSED, FULL),
        by=town.agent.actor,
        now=NOW - timedelta(hours=1),
    )
    return town


def wishes(town: SimpleNamespace, home: Any, of: Any, days: list[date], **more: Any) -> Outcome:
    """A *Valider* of one family for one activity and these days."""
    children: list[Child] = more.pop("children", None) or [home.child]
    more.setdefault("now", NOW)
    return reservations.place(
        [Wish(child.pk, of.pk, day) for child in children for day in days],
        guardian_id=home.guardian.pk,
        by=Actor(uid=new_id(), label=str(home.guardian)),
        **more,
    )


def _home(name: str, first_name: str, year: int) -> SimpleNamespace:
    household = families.family(name)
    adult = families.guardian(household, "Samira", email=f"{new_id()}@exemple.fr")
    families.quotient(adult)
    child = families.child(household, first_name, born=date(year, 3, 4))
    return SimpleNamespace(family=household, guardian=adult, child=child)


def _service(town: SimpleNamespace, name: str, days: list[date], capacity: int, **fields: Any):
    """A leisure service for everybody, its day, and a place count."""
    fields.setdefault("kind", "leisure")
    made = booking.service(name, hours="du lundi au vendredi, 8 h 30 – 12 h", **fields)
    day = booking.activity(
        made, "Journée avec repas", short_name="Journée", starts_at=time(8), ends_at=time(18)
    )
    booking.deadline(made)
    booking.tariff(day, ((0, 70_000, 900), (70_000, None, 1450)))
    for child in town.children:
        booking.registration(child, made)
    openings = {one: booking.opening(day, one, capacity) for one in days}
    return SimpleNamespace(service=made, day=day, openings=openings)


def _centre(town: SimpleNamespace) -> SimpleNamespace:
    """A waiting list: Léa is second on a Wednesday, offered the next one, with Hugo on the 23rd."""
    days = [PAST_DEADLINE, WAITED, OFFERED, TOGETHER, CLOSED, FULL, *FREE]
    made = _service(
        town, "Accueil de loisirs La Cabane aux Hirondelles", days, 1, waiting="queue", position=1
    )
    for kind, points in (("parents_work", 10), ("resident", 5), ("sibling", 3)):
        PriorityCriterion.objects.create(service=made.service, kind=kind, points=points)
    one, second, third, *_ = town.homes
    for home, days, hours in (
        (one, [WAITED, OFFERED, TOGETHER, FULL], 30),
        (second, [WAITED, TOGETHER], 20),
        (
            SimpleNamespace(guardian=town.martin.guardian, child=town.martin.lea),
            [WAITED, OFFERED],
            6,
        ),
        (third, [WAITED, OFFERED], 4),
    ):
        wishes(town, home, made.day, days, now=NOW - timedelta(hours=hours))
    at = NOW - timedelta(hours=5)
    for child in town.martin.children:
        booking.wish(town.member, child, made.day, TOGETHER, promised_at=at, created_at=at)
    reservations.confirm(town.member, now=at, together=True)
    row = Reservation.objects.get(child=one.child, date=OFFERED)
    agents.cancel_for(
        [row.pk], by=town.agent.actor, now=NOW - timedelta(hours=3), motive="Départ de la famille"
    )
    outbox.drain(NOW - timedelta(hours=2))
    offered = Reservation.objects.get(child=town.martin.lea, date=OFFERED)
    made.offer = offer_links.path(offered.order_uid)
    return made


def _sport(town: SimpleNamespace) -> SimpleNamespace:
    """An agent answers: one Saturday refused with its reason, one asked."""
    made = _service(
        town, "École multisport du samedi", SATURDAYS, 1, booking_answer="manual", position=2
    )
    asked = wishes(
        town,
        town.martin,
        made.day,
        SATURDAYS[1:],
        children=[town.martin.lea],
        now=NOW - timedelta(days=1),
    )
    ids = [line.reservation_id for line in asked.requested]
    requests.refuse(ids[:1], REFUSAL, by=town.agent.actor, now=NOW - timedelta(hours=4))
    return made


def _study(town: SimpleNamespace) -> SimpleNamespace:
    """No waiting list: a full day is full."""
    made = _service(town, "Étude surveillée", [FULL], 1, kind="care", position=5)
    wishes(town, town.homes[0], made.day, [FULL], now=NOW - timedelta(days=2))
    return made


def _sailing(town: SimpleNamespace) -> SimpleNamespace:
    """A spring course that opens next Monday for those who live here, a week later for all."""
    days = [date(2027, 4, 12) + timedelta(days=number) for number in range(5)]
    made = _service(town, "Stage de voile de printemps", days, 12, position=3)
    made.period = Period.objects.create(
        service=made.service,
        name="Vacances de printemps 2027",
        starts_on=days[0],
        ends_on=days[-1] + timedelta(days=1),
    )
    made.windows = [
        BookingWindow.objects.create(
            service=made.service, period=made.period, residence=who, opens_at=at
        )
        for who, at in (("resident", OPENS), ("", OPENS + timedelta(days=7)))
    ]
    return made


def _camps(town: SimpleNamespace) -> tuple[SimpleNamespace, Any, Any]:
    """Two commissions: Christmas, drawn this morning; February, whose wishes are open."""
    made = _service(
        town,
        "Séjours et ateliers des vacances",
        [*CHRISTMAS, *WINTER],
        2,
        waiting="commission",
        position=4,
    )
    PriorityCriterion.objects.create(service=made.service, kind="parents_work", points=10)
    # Two families pass before, whatever the draw says of the others: the Martins get nothing.
    for home in town.homes[:2]:
        home.family.parents_work = True
        home.family.save()
    drawn = booking.commission(
        made.service, CHRISTMAS, name="Vacances de Noël", closes_at=NOW - timedelta(hours=14)
    )
    for home in town.homes:
        wishes(town, home, made.day, CHRISTMAS, now=NOW - timedelta(days=4))
    wishes(
        town,
        town.martin,
        made.day,
        CHRISTMAS,
        now=NOW - timedelta(days=3),
        children=town.martin.children,
    )
    commissions.draw(drawn.pk, by=town.agent.actor, now=NOW - timedelta(hours=1))
    drawn.refresh_from_db()
    going_on = booking.commission(
        made.service,
        WINTER,
        name="Vacances d’hiver 2027 : neige, poney et théâtre",
        closes_at=datetime(2026, 12, 18, 17, tzinfo=UTC),
    )
    for home in town.homes:
        wishes(town, home, made.day, WINTER, now=NOW - timedelta(days=2))
    wishes(
        town,
        town.martin,
        made.day,
        WINTER[:3],
        now=NOW - timedelta(days=1),
        children=[town.martin.lea],
    )
    return made, drawn, going_on
