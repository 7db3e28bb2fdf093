"""Agents answer requests and cancellations; families are told."""

from datetime import date, timedelta

import pytest

from booking.models import Opening, Reservation
from booking.operations import requests
from booking.signals import cancellation_accepted
from family.models import AuditEvent, Message
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking

MONDAY = date(2026, 12, 14)


@pytest.fixture
def asked(cast):
    """A request of Léa's for Monday."""
    return booking.reservation(
        cast.lea, cast.canteen.openings[MONDAY], cast.guardian, state="requested"
    )


@pytest.fixture
def leaving(cast):
    """A confirmed day of Léa's whose cancellation waits."""
    return booking.reservation(
        cast.lea, cast.canteen.openings[MONDAY], cast.guardian, state="cancel_requested"
    )


@pytest.fixture
def signalled():
    """What the signal upward carried."""
    seen = []

    def listen(reservations, **_):
        seen.extend((row.id, row.billed_percent) for row in reservations)

    cancellation_accepted.connect(listen)
    yield seen
    cancellation_accepted.disconnect(listen)


def taken() -> int:
    return Opening.objects.get(date=MONDAY).taken


def test_accepted_request_is_confirmed_takes_its_place_and_is_told(asked, cast, now):
    answer = requests.accept([asked.id], by=cast.by, now=now)
    asked.refresh_from_db()
    assert (answer.done, asked.state, asked.decided_by_uid) == (
        [asked.id],
        "confirmed",
        cast.by.uid,
    )
    assert taken() == 1
    assert Message.objects.get().kind == "request_accepted"
    assert AuditEvent.objects.get(verb="request.accepted").family_uid == cast.family.id


def test_accepted_prepaid_request_waits_48_hours_in_its_own_order(asked, cast, now):
    """R15: a place held and a payment due, never past the cut-off."""
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    before = asked.order_uid
    requests.accept([asked.id], by=cast.by, now=now)
    asked.refresh_from_db()
    assert (asked.state, asked.held_until) == ("held", now + timedelta(hours=48))
    assert asked.order_uid != before
    assert asked.decided_at == now
    assert Message.objects.get().kind == "place_to_pay"


def test_accepted_prepaid_request_never_waits_past_the_cutoff(asked, cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    requests.accept([asked.id], by=cast.by, now=now.replace(day=9, hour=9))
    asked.refresh_from_db()
    assert asked.held_until.isoformat() == "2026-12-10T09:00:00+00:00"


def test_prepaid_request_after_the_cutoff_cannot_be_accepted(asked, cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    answer = requests.accept([asked.id], by=cast.by, now=now.replace(day=11))
    asked.refresh_from_db()
    assert (answer.done, asked.state) == ([], "requested")
    assert taken() == 0


def test_bulk_accept_stops_at_the_last_place_the_oldest_first(asked, cast, now):
    Opening.objects.filter(date=MONDAY).update(capacity=1)
    older = booking.reservation(
        cast.hugo,
        cast.canteen.openings[MONDAY],
        cast.guardian,
        state="requested",
        requested_at=booking.BEFORE - timedelta(days=1),
    )
    answer = requests.accept([asked.id, older.id], by=cast.by, now=now)
    assert answer.done == [older.id]
    assert [key for key, _ in answer.failed] == [asked.id]
    assert taken() == 1


def test_request_treated_or_unknown_is_told_and_left(asked, cast, now):
    requests.accept([asked.id], by=cast.by, now=now)
    answer = requests.accept([asked.id, new_id()], by=cast.by, now=now)
    assert answer.done == []
    assert len(answer.failed) == 2
    assert taken() == 1


def test_request_for_a_day_closed_since_cannot_be_accepted(asked, cast, now):
    Opening.objects.update(closed_reason="Grève")
    answer = requests.accept([asked.id], by=cast.by, now=now)
    assert answer.failed == [(asked.id, "Fermé\u00a0: Grève.")]
    assert taken() == 0


def test_refused_request_says_why(asked, cast, now):
    requests.refuse([asked.id], "Plus de place ce jour-là", by=cast.by, now=now)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("refused", "Plus de place ce jour-là")
    assert Message.objects.get().facts["motive"] == "Plus de place ce jour-là"


def test_refusal_without_a_reason_is_refused(asked, cast, now):
    with pytest.raises(DomainError):
        requests.refuse([asked.id], "  ", by=cast.by, now=now)
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_refused_request_gives_back_the_place_it_held(asked, cast, now):
    cast.canteen.service.request_holds_place = True
    cast.canteen.service.save()
    Opening.objects.filter(date=MONDAY).update(taken=1)
    requests.refuse([asked.id], "Non", by=cast.by, now=now)
    assert taken() == 0


@pytest.mark.parametrize(("refund", "percent"), [("with", 0), ("without", 100)])
def test_accepted_cancellation_frees_the_place_and_signals_its_share(
    leaving, cast, now, signalled, refund, percent
):
    requests.accept_cancellation([leaving.id], refund, by=cast.by, now=now)
    leaving.refresh_from_db()
    assert (leaving.state, leaving.billed_percent) == ("cancelled", percent)
    assert signalled == [(leaving.id, percent)]
    assert taken() == 0
    assert Message.objects.get().kind == "cancellation_accepted"


def test_refused_cancellation_keeps_the_booking(leaving, cast, now, signalled):
    requests.refuse_cancellation([leaving.id], "Repas commandé", by=cast.by, now=now)
    leaving.refresh_from_db()
    assert (leaving.state, taken(), signalled) == ("confirmed", 1, [])
    assert Reservation.objects.count() == 1


def test_bulk_answer_costs_the_same_for_1_and_4(cast, now, django_assert_num_queries):
    for days in (1, 4):
        rows = [
            booking.reservation(
                cast.lea if days == 1 else cast.hugo, opening, cast.guardian, state="requested"
            )
            for opening in list(cast.canteen.openings.values())[:days]
        ]
        with django_assert_num_queries(16):
            requests.accept([row.id for row in rows], by=cast.by, now=now)
