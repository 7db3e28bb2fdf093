"""What decides for many families at once, against them and against itself: draws and closures.

Each is seen to go wrong without locks, or needs none to be right (a unique row says so).
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from booking.models import CalendarEntry, CartLine, Commission, Group, Opening, Reservation
from booking.operations import closures as closing
from booking.operations import commissions, reservations
from booking.operations.outcomes import Outcome
from booking.operations.setup import calendar
from booking.operations.setup.calendar import Scope
from family.models import AuditEvent, Message
from invoicing.selectors import books
from shared.actors import SYSTEM
from shared.errors import Busy, DomainError
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tests.booking.operations.races import at_once
from tests.booking.operations.test_races import MONDAY, crowd
from tests.factories import booking

pytestmark = pytest.mark.django_db(transaction=True)
DAY = DateRange.inclusive(MONDAY, MONDAY)
IN_TIME = datetime(2026, 12, 5, 10, 59, tzinfo=UTC)
AFTER = datetime(2026, 12, 5, 12, tzinfo=UTC)


def wishing(commune, parents: int, *, sent: int = 0):
    """So many families with a wish in their cart; the first ``sent`` have validated it."""
    with commune_scope(commune):
        members = crowd(commune, parents, 2)
        service = Opening.objects.get().activity.service
        commission = booking.commission(service, [MONDAY])
        for one in members[:sent]:
            reservations.confirm(one, now=IN_TIME)
    return commission, members


def drawing(commission):
    return partial(commissions.draw, commission.id, by=SYSTEM, now=AFTER)


def insisted(act):
    """As somebody who is told « réessayez » by a busy machine, and does."""

    def run():
        for _ in range(20):
            with suppress(Busy):
                return act()
        raise AssertionError("busy for ever")

    return run


def test_two_draws_at_once_are_one(jolieville, settings):
    """R43: the second finds it drawn; nobody is told twice, no place is taken twice."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 40
    commission, _members = wishing(jolieville, 5, sent=5)
    first, *others = at_once(jolieville, [insisted(drawing(commission))] * 3, hands=3)
    assert {one.record["sha256"] for one in others} == {first.record["sha256"]}
    with commune_scope(jolieville):
        assert sorted(Reservation.objects.values_list("state", flat=True)) == (
            ["confirmed"] * 2 + ["refused"] * 3
        )
        assert Opening.objects.get().taken == 2
        assert AuditEvent.objects.filter(verb="commission.drawn").count() == 1
        assert Message.objects.filter(kind="commission_drawn").count() == 5
        assert books.differences() == []


def test_without_locks_two_draws_at_once_are_two(jolieville, settings):
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 60
    commission, _members = wishing(jolieville, 5, sent=5)
    at_once(jolieville, [drawing(commission)] * 3, hands=3)
    with commune_scope(jolieville):
        assert AuditEvent.objects.filter(verb="commission.drawn").count() > 1


@pytest.mark.parametrize("round_", range(3))
def test_a_draw_and_its_cancelling_at_once_are_one_of_them(jolieville, settings, round_):
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    commission, _members = wishing(jolieville, 4, sent=4)
    give_up = partial(commissions.cancel, commission.id, "Reporté", by=SYSTEM, now=AFTER)
    acts = [drawing(commission), give_up]
    acts = [insisted(act) for act in acts]
    answers = at_once(jolieville, acts[::-1] if round_ else acts)
    with commune_scope(jolieville):
        state = Commission.objects.get().state
        said = [one.code for one in answers if isinstance(one, DomainError)]
        assert said == ["commission_over"]
        live = Reservation.objects.exclude(state="cancelled").count()
        assert live == (4 if state == "drawn" else 0)
        assert books.differences() == []


def left_behind(commune, settings) -> tuple[int, list]:
    """Ten families press *Valider* while the places are drawn: wishes nobody will answer."""
    commission, members = wishing(commune, 16, sent=4)
    acts = [partial(reservations.confirm, one, now=IN_TIME) for one in members[4:]]
    acts.insert(2, drawing(commission))
    answers = at_once(commune, [insisted(act) for act in acts])
    with commune_scope(commune):
        return Reservation.objects.filter(state="requested").count(), answers


def test_no_wish_is_left_behind_by_the_draw(jolieville, settings):
    """A wish is in the draw, or refused and still in the cart."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 5
    behind, answers = left_behind(jolieville, settings)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert behind == 0
    outcomes = [one for one in answers if isinstance(one, Outcome)]
    late = [line.code for one in outcomes for line in one.refused]
    # « full »: read after the draw, the day is booked as any other, where a place remains.
    assert set(late) <= {"wishes_closed", "full"}
    with commune_scope(jolieville):
        assert CartLine.objects.count() == len(late)
        assert Reservation.objects.count() == 16 - len(late)
        assert Opening.objects.get().taken == 2
        assert books.differences() == []


def test_without_locks_the_draw_leaves_wishes_behind(jolieville, settings):
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 60
    behind, _answers = left_behind(jolieville, settings)
    assert behind > 0


# --- closures ------------------------------------------------------------------------------------


def closed_while_booked(commune, now, *, group: bool = False) -> tuple[list, int]:
    """Twelve families press *Valider* while the day is closed: answers, live rows left."""
    with commune_scope(commune):
        members = crowd(commune, 12, 50)
        service = Opening.objects.get().activity.service
        scope = Scope(service)
        if group:
            children = Group.objects.create(service=service, name="Élémentaire")
            service.registrations.update(group=children)
            scope = Scope(service, children)
    acts = [partial(reservations.confirm, one, now=now) for one in members]
    close = partial(calendar.add_entry, "closure", "Grève", DAY, by=SYSTEM, now=now, scope=scope)
    acts.insert(4, close)
    answers = at_once(commune, [insisted(act) for act in acts])
    with commune_scope(commune):
        return answers, Reservation.objects.exclude(state="cancelled").count()


@pytest.mark.parametrize("group", [False, True])
def test_nobody_stays_booked_on_a_day_closed_meanwhile(jolieville, now, settings, group):
    """R9: booked before, a child is cancelled at no cost and told; after, refused with why."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 5
    answers, live = closed_while_booked(jolieville, now, group=group)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert live == 0
    outcomes = [one for one in answers if isinstance(one, Outcome)]
    assert {line.code for one in outcomes for line in one.refused} <= {
        "closed",
        "closed_for_child",
    }
    with commune_scope(jolieville):
        booked = sum(len(one.booked) for one in outcomes)
        assert Reservation.objects.filter(motive="closure", billed_percent=0).count() == booked
        assert CartLine.objects.count() == 12 - booked
        assert Opening.objects.get().taken == 0
        assert books.differences() == []


def test_the_last_try_closes_the_day_whoever_books(jolieville, now, settings, monkeypatch):
    """Every child is locked then: no booking slips in, nobody is told to try again."""
    monkeypatch.setattr(closing, "_TRIES", 1)
    settings.TEST_PAUSE_AFTER_CHECK_MS = 5
    answers, live = closed_while_booked(jolieville, now)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert live == 0
    with commune_scope(jolieville):
        assert Opening.objects.get().taken == 0
        assert books.differences() == []


def test_without_locks_children_stay_booked_on_a_closed_day(jolieville, now, settings):
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 60
    _answers, live = closed_while_booked(jolieville, now)
    assert live > 0


def undone_twice(commune, now, billing: str = "monthly") -> list:
    with commune_scope(commune):
        members = crowd(commune, 4, 4)
        type(Opening.objects.get().activity.service).objects.update(billing=billing)
        for one in members:
            reservations.confirm(one, now=now)
        entry = calendar.add_entry("closure", "Grève", DAY, by=SYSTEM, now=now)
    later = now + timedelta(hours=1)

    def undo():
        return calendar.remove_entry(CalendarEntry.objects.get(id=entry.id), by=SYSTEM, now=later)

    return at_once(commune, [insisted(undo)] * 3, hands=3)


@pytest.mark.parametrize(("billing", "state"), [("monthly", "confirmed"), ("prepaid", "held")])
def test_a_closure_undone_twice_at_once_gives_each_day_back_once(
    jolieville, now, settings, billing, state
):
    settings.TEST_PAUSE_AFTER_CHECK_MS = 40
    answers = undone_twice(jolieville, now, billing)
    assert sum(len(getattr(one, "restored", ())) for one in answers) == 4
    assert all(
        isinstance(one, DomainError | CalendarEntry.DoesNotExist)
        for one in answers
        if isinstance(one, Exception)
    )
    with commune_scope(jolieville):
        assert Reservation.objects.filter(state=state).count() == 4
        assert Opening.objects.get().taken == 4
        told = Message.objects.filter(kind__in=["service_reopened", "reopened_to_pay"])
        assert told.count() == 4
        assert AuditEvent.objects.filter(verb="calendar.removed").count() == 1
        assert books.differences() == []


def test_without_locks_a_closure_undone_twice_goes_wrong(jolieville, now, settings):
    """The unique row of a child refuses the second, as an error and not as an answer."""
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 60
    answers = undone_twice(jolieville, now)
    with commune_scope(jolieville):
        wrong = [
            one
            for one in answers
            if isinstance(one, Exception)
            and not isinstance(one, DomainError | CalendarEntry.DoesNotExist)
        ]
        assert wrong or AuditEvent.objects.filter(verb="calendar.removed").count() > 1


def test_a_day_closed_twice_at_once_is_closed_once(jolieville, now, settings):
    """B5: the same form sent twice at the same instant."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    with commune_scope(jolieville):
        members = crowd(jolieville, 3, 4)
        for one in members:
            reservations.confirm(one, now=now)
    close = partial(calendar.add_entry, "closure", "Grève", DAY, by=SYSTEM, now=now)
    answers = at_once(jolieville, [insisted(close)] * 3, hands=3)
    assert [one for one in answers if isinstance(one, Exception)] == []
    with commune_scope(jolieville):
        assert CalendarEntry.objects.count() == 1
        assert Message.objects.filter(kind="service_closed").count() == 3
        assert Opening.objects.get().taken == 0
        assert books.differences() == []
