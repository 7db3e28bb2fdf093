"""What the bank answers late, twice, wrongly or never (F12, F13, F17–F21, F29; R16)."""

from datetime import timedelta

import pytest

from booking.models import Opening, Reservation
from booking.operations import reservations
from invoicing.gateways.protocol import State
from invoicing.models import Attempt, Invoice, Payment, PaymentAlert
from invoicing.operations import attempts, checkout, payments
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books, credits
from shared.errors import DomainError
from tests.factories import booking
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
A = AttemptState
MINUTE = timedelta(minutes=1)


def states() -> list[str]:
    return sorted(Reservation.objects.values_list("state", flat=True))


def test_amount_that_differs_by_one_cent_is_quarantined(pending, bank, now):
    """F12: no receipt, no place, a person looks."""
    bank.control(pending.idop, tamper_amount_cents=701)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)
    pending.refresh_from_db()
    assert pending.state == A.QUARANTINE
    assert not Payment.objects.exists()
    assert PaymentAlert.objects.get().kind == PaymentAlert.Kind.QUARANTINE
    assert states() == ["held", "held"]


@pytest.mark.parametrize("accept", [True, False])
def test_person_decides_a_quarantine(pending, bank, now, accept):
    """payments §1.6: PAID or REJECTED, with a reason; asked again, it is closed."""
    bank.control(pending.idop, tamper_amount_cents=701)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)

    payments.decide_quarantine(
        pending.id, accept=accept, reason="Relevé lu", by=money.AGENT, now=now + 2 * MINUTE
    )

    pending.refresh_from_db()
    assert pending.state == (A.PAID if accept else A.REJECTED)
    assert Payment.objects.count() == int(accept)
    assert PaymentAlert.objects.get().resolution == "Relevé lu"
    assert books.differences() == []
    with pytest.raises(DomainError):
        payments.decide_quarantine(
            pending.id, accept=True, reason="x", by=money.AGENT, now=now + 3 * MINUTE
        )


@pytest.mark.parametrize("lie", [{"creditor": "999999"}, {"reference": "AUTRE123"}])
def test_answer_about_another_regie_or_reference_is_quarantined(pending, now, lie):
    """F13."""
    payments.settle(pending.id, money.answer(pending, **lie), now=now)
    pending.refresh_from_db()
    assert pending.state == A.QUARANTINE
    assert not Payment.objects.exists()


def test_refused_card_then_a_new_attempt_with_a_new_reference(pending, town, bank, now):
    bank.pay(pending.idop, "refused")
    attempts.poll(pending.id, now=now + MINUTE)
    pending.refresh_from_db()
    assert pending.state == A.REFUSED

    url = attempts.request(pending.id, town.member, now=now + 2 * MINUTE)

    newest = Attempt.objects.exclude(id=pending.id).get()
    assert newest.refdet != pending.refdet
    assert url == newest.pay_url != pending.pay_url
    bank.pay(newest.idop)
    attempts.poll(newest.id, now=now + 3 * MINUTE)
    assert Payment.objects.get().attempt_id == newest.id
    assert books.differences() == []


def test_abandoned_then_paid_late_wins(pending, bank, now):
    """F21: A, then P."""
    bank.pay(pending.idop, "cancelled")
    attempts.poll(pending.id, now=now + MINUTE)
    bank.control(pending.idop, answer="paid")
    assert attempts.poll(pending.id, now=now + 5 * MINUTE) is None
    assert Payment.objects.count() == 1
    assert states() == ["confirmed", "confirmed"]


def test_unknown_at_one_minute_is_not_the_end(pending, bank, now):
    """F19: P1 at 1 min, then P."""
    payments.settle(
        pending.id,
        money.answer(pending, State.UNKNOWN, creditor="", reference="", amount_cents=None),
        now=now + MINUTE,
    )
    pending.refresh_from_db()
    assert pending.state == A.PENDING
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 2 * MINUTE)
    assert Payment.objects.count() == 1


def test_unknown_the_next_day_is_abandoned(pending, bank, now):
    """F20: an operation that was never paid is purged at night."""
    bank.control(pending.idop, forget=True)
    attempts.poll(pending.id, now=now + timedelta(days=1))
    pending.refresh_from_db()
    assert pending.state == A.ABANDONED


def test_waiting_three_hours_then_paid(pending, bank, now):
    """F18: P5 for 3 h, then P; polling comes back by itself."""
    due = attempts.poll(pending.id, now=now + MINUTE)
    assert due == now + 2 * MINUTE
    assert attempts.poll(pending.id, now=now + timedelta(hours=3)) == now + timedelta(hours=6)
    bank.pay(pending.idop)
    assert attempts.poll(pending.id, now=now + timedelta(hours=6)) is None
    assert Payment.objects.count() == 1


def test_after_twenty_minutes_a_new_attempt_starts_and_two_successes_make_a_credit(
    pending, town, bank, now
):
    """The old page is still paid later: nothing is lost, the second money is a credit."""
    attempts.request(pending.id, town.member, now=now + 21 * MINUTE)
    newest = Attempt.objects.exclude(id=pending.id).get()
    bank.pay(newest.idop)
    attempts.poll(newest.id, now=now + 22 * MINUTE)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 23 * MINUTE)

    assert Payment.objects.count() == 2
    assert Invoice.objects.count() == 1
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 700
    assert PaymentAlert.objects.get().kind == PaymentAlert.Kind.OVERPAID
    assert books.differences() == []


def test_late_success_takes_the_places_again(pending, bank, now):
    """R16."""
    bank.pay(pending.idop)
    reservations.expire_order(pending.order_uid, now=now + 30 * MINUTE)
    attempts.poll(pending.id, now=now + 31 * MINUTE)
    assert states() == ["confirmed", "confirmed"]
    assert books.differences() == []


def test_late_success_without_a_place_leaves_a_credit_and_an_alert(pending, town, bank, now):
    """F29: capacity lost while paying; what is seated is invoiced, the rest is credit."""
    bank.pay(pending.idop)
    reservations.expire_order(pending.order_uid, now=now + 30 * MINUTE)
    Opening.objects.filter(date=JANUARY[0]).update(capacity=0)

    attempts.poll(pending.id, now=now + 31 * MINUTE)

    assert states() == ["confirmed", "expired"]
    assert Invoice.objects.get().total_cents == 350
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 350
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.amount_cents) == (PaymentAlert.Kind.NO_PLACE, 350)
    assert books.differences() == []


def test_credit_is_used_first_and_covers_the_next_order(pending, town, bank, now):
    """R35: the credit of F29 pays the next *Valider* without any bank."""
    bank.pay(pending.idop)
    reservations.expire_order(pending.order_uid, now=now + 30 * MINUTE)
    Opening.objects.update(capacity=0)
    attempts.poll(pending.id, now=now + 31 * MINUTE)
    Opening.objects.update(capacity=100)

    booking.wish(town.member, town.martins.hugo, town.canteen.meal, JANUARY[0])
    done = checkout.validate(town.member, now=now + 40 * MINUTE)

    assert done.attempt_ids == ()
    assert Invoice.objects.get(id=done.invoice_ids[0]).total_cents == 350
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 350
    assert books.differences() == []


def test_part_of_the_credit_lowers_what_the_bank_is_asked(pending, town, bank, now):
    bank.pay(pending.idop)
    reservations.expire_order(pending.order_uid, now=now + 30 * MINUTE)
    Opening.objects.filter(date=JANUARY[0]).update(capacity=0)
    attempts.poll(pending.id, now=now + 31 * MINUTE)

    draft = money.ordered(
        town.member, town.martins.hugo, town.canteen, JANUARY[1:4], now=now + 32 * MINUTE
    )
    assert (draft.amount_cents, draft.credit_cents) == (700, 350)
    paying = money.requested(draft, town.member, now=now + 33 * MINUTE)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now + 34 * MINUTE)

    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 0
    assert books.differences() == []


def test_page_opened_too_late_is_refused_and_a_new_attempt_starts(pending, town, bank, now):
    """F17: the bank's page opens during 15 minutes; the family starts again after 20."""
    bank.control(pending.idop, age_s=16 * 60)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 16 * MINUTE)
    pending.refresh_from_db()
    assert pending.state == A.PENDING
    assert attempts.request(pending.id, town.member, now=now + 21 * MINUTE) != pending.pay_url
