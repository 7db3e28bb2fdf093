"""Places held while a payment is in flight, played with the real bank (R15, R16)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.models import DeadlineRule, Opening, Reservation
from family.models import Message
from invoicing.models import Attempt, Invoice, Payment, PaymentAlert
from invoicing.operations import attempts
from invoicing.selectors import books, credits
from shared.errors import DomainError
from tenants.operations import outbox
from tests.factories import invoicing as money

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states():
    return sorted(Reservation.objects.values_list("state", flat=True))


def until():
    return Reservation.objects.values_list("held_until", flat=True)[0]


def test_each_attempt_holds_the_places_25_minutes_more_but_never_past_an_hour(
    draft, town, bank, now
):
    """25 min, then attempt + 25, 60 at most; no attempt after minute 40; then the places go."""
    assert until() == now + 25 * MINUTE
    paying = money.requested(draft, town.member, now=now + 10 * MINUTE)
    assert until() == now + 35 * MINUTE
    bank.pay(paying.idop, "refused")
    attempts.poll(paying.id, now=now + 12 * MINUTE)
    attempts.request(paying.id, town.member, now=now + 34 * MINUTE)
    assert until() == now + 59 * MINUTE
    newest = Attempt.objects.order_by("-created_at")[0]
    bank.pay(newest.idop, "refused")
    attempts.poll(newest.id, now=now + 36 * MINUTE)
    with pytest.raises(DomainError) as refused:
        attempts.request(newest.id, town.member, now=now + 41 * MINUTE)
    assert refused.value.code == "hold_too_old"
    outbox.drain(now + 58 * MINUTE)
    assert states() == ["held", "held"]
    outbox.drain(now + 60 * MINUTE)
    assert states() == ["expired", "expired"]
    assert set(Opening.objects.values_list("taken", flat=True)) == {0}
    assert Message.objects.filter(kind="hold_expired").count() == 1


def test_hold_taken_before_the_cutoff_and_paid_after_it_is_valid(town, bank):
    """R15: the cut-off of Monday 4 January is Wednesday 30 December at 10:00."""
    DeadlineRule.objects.update(skip_weekends=True)
    before = datetime(2026, 12, 30, 8, 50, tzinfo=UTC)
    draft = money.ordered(
        town.member, town.martins.lea, town.canteen, list(town.canteen.openings)[:1], now=before
    )
    paying = money.requested(draft, town.member, now=before + 5 * MINUTE)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=before + 20 * MINUTE)
    assert states() == ["confirmed"]
    assert books.differences() == []


def test_two_attempts_both_succeed_after_the_places_went(pending, town, bank, now):
    """Two payments, no place: two credits and two alerts, no invoice; nothing is lost."""
    attempts.request(pending.id, town.member, now=now + 21 * MINUTE)
    newest = Attempt.objects.exclude(id=pending.id).get()
    outbox.drain(now + 47 * MINUTE)
    assert states() == ["expired", "expired"]
    Opening.objects.update(capacity=0)
    for one in (newest, pending):
        bank.pay(one.idop)
        attempts.poll(one.id, now=now + 48 * MINUTE)
    assert (Payment.objects.count(), Invoice.objects.count()) == (2, 0)
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 1400
    assert set(PaymentAlert.objects.values_list("kind", flat=True)) == {PaymentAlert.Kind.NO_PLACE}
    assert states() == ["expired", "expired"]
    assert books.differences() == []
