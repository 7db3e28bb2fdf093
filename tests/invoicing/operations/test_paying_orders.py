"""Prepaid orders paid at the real demonstration bank (F1–F7, F12, F15–F21, F29; R15, R16)."""

from datetime import timedelta

import pytest

from booking.models import Opening, Reservation
from booking.operations import reservations
from invoicing.gateways.protocol import State
from invoicing.models import Attempt, Invoice, Payment, PaymentAlert
from invoicing.operations import attempts, checkout, payment_routes, payments, receipts
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books, credits
from shared.errors import DomainError
from tenants.models import Outbox, PaymentRoute
from tests.factories import accounts, booking
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
A = AttemptState
MINUTE = timedelta(minutes=1)


@pytest.fixture
def draft(town, now) -> Attempt:
    """Two days of Léa in the canteen, held and to pay: 7,00 €."""
    return money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)


@pytest.fixture
def pending(draft, town, bank, now) -> Attempt:
    """The same, its page open at the bank."""
    return money.requested(draft, town.member, now=now)


def states() -> list[str]:
    return sorted(Reservation.objects.values_list("state", flat=True))


def test_valider_holds_places_and_drafts_one_attempt(draft, town):
    """R15: nothing is numbered nor asked of the bank yet."""
    assert (draft.state, draft.amount_cents, draft.credit_cents) == (A.DRAFT, 700, 0)
    assert states() == ["held", "held"]
    assert not Invoice.objects.exists()
    assert draft.lines.count() == 2


def test_request_commits_then_opens_the_page(pending, bank):
    assert pending.state == A.PENDING
    assert pending.pay_url.startswith(bank.url)
    assert pending.live_until == pending.requested_at + 20 * MINUTE
    assert PaymentRoute.objects.get().attempt_uid == pending.id
    assert Outbox.objects.filter(kind=attempts.POLL, object_id=pending.id).count() == 1


def test_paid_order_is_confirmed_invoiced_and_settled_at_once(pending, town, bank, now):
    """F5, F6: nobody told us; polling finds it."""
    bank.pay(pending.idop)

    again = attempts.poll(pending.id, now=now + MINUTE)

    assert again is None
    assert states() == ["confirmed", "confirmed"]
    invoice = Invoice.objects.get()
    assert (invoice.reference, invoice.total_cents) == ("2026-CA-00-001", 700)
    payment = Payment.objects.get()
    assert (payment.reference, payment.amount_cents) == ("2026-CA-02-001", 700)
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 0
    assert books.differences() == []


def test_notification_twice_makes_one_receipt(pending, bank, now):
    """F1, F16."""
    bank.pay(pending.idop)
    token = payment_routes.token(pending.id)
    for minutes in (1, 2, 90):
        assert attempts.notified(token, now=now + minutes * MINUTE)
    assert Payment.objects.count() == 1
    assert Invoice.objects.count() == 1


@pytest.mark.parametrize("first", ["returned", "notified"])
def test_return_and_notification_in_any_order_make_one_receipt(pending, bank, now, first):
    """F3, F4."""
    bank.pay(pending.idop)
    token = payment_routes.token(pending.id)
    doors = [attempts.returned, attempts.notified]
    for door in doors if first == "returned" else reversed(doors):
        assert door(token, now=now + MINUTE)
    assert Payment.objects.count() == 1


def test_return_without_payment_proves_nothing(pending, now):
    """R85: the browser may come back whenever it likes."""
    found = attempts.returned(payment_routes.token(pending.id), now=now + MINUTE)
    assert found.selection_uid == pending.selection_uid
    pending.refresh_from_db()
    assert pending.state == A.PENDING
    assert not Payment.objects.exists()


def test_forged_token_is_unknown(pending, now):
    """F15."""
    assert attempts.returned("0" * 64, now=now) is None
    assert attempts.notified("0" * 64, now=now) is False
    assert attempts.notified(pending.idop, now=now) is False


def test_token_is_not_stored(pending):
    token = payment_routes.token(pending.id)
    assert token not in str(list(PaymentRoute.objects.values()))


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


def test_silent_bank_on_read_changes_nothing(pending, bank, now):
    """F10."""
    bank.fault("read", "502")
    assert attempts.poll(pending.id, now=now + MINUTE) == now + 31 * MINUTE
    pending.refresh_from_db()
    assert pending.state == A.PENDING


def test_silent_bank_on_create_lets_the_family_try_again(draft, town, bank, now):
    """F9, F10: no page was opened, so no money can move; a new reference is used."""
    bank.fault("create", "malformed")
    with pytest.raises(DomainError) as silent:
        attempts.request(draft.id, town.member, now=now)
    assert silent.value.code == "bank_silent"
    draft.refresh_from_db()
    assert draft.state == A.CREATE_UNKNOWN

    attempts.request(draft.id, town.member, now=now + MINUTE)

    newest = Attempt.objects.exclude(id=draft.id).get()
    assert (newest.state, newest.amount_cents) == (A.PENDING, 700)
    assert newest.refdet != draft.refdet


def test_killed_between_idop_and_commit_ends_as_lost(draft, town, bank, now, monkeypatch):
    """F8: the worker finds the attempt REQUESTING a minute later; nobody has its page."""
    monkeypatch.setattr(attempts, "_opened", _killed)
    with pytest.raises(KeyboardInterrupt):
        attempts.request(draft.id, town.member, now=now)
    monkeypatch.undo()
    draft.refresh_from_db()
    assert draft.state == A.REQUESTING
    assert attempts.poll(draft.id, now=now + MINUTE) is None
    draft.refresh_from_db()
    assert draft.state == A.CREATE_UNKNOWN
    assert attempts.request(draft.id, town.member, now=now + 2 * MINUTE)


def _killed(*args, **kwargs):
    raise KeyboardInterrupt


def test_double_click_gives_the_same_page(pending, town, now):
    """F26."""
    assert attempts.request(pending.id, town.member, now=now + MINUTE) == pending.pay_url
    assert Attempt.objects.count() == 1


def test_paid_attempt_cannot_be_paid_again(pending, town, bank, now):
    """F16."""
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)
    with pytest.raises(DomainError) as refused:
        attempts.request(pending.id, town.member, now=now + 30 * MINUTE)
    assert refused.value.code == "payment_closed"


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


def test_request_moves_the_hold_to_cover_the_attempt(draft, town, bank, now):
    """A new attempt moves the hold to attempt + 25, never past *Valider* + 60."""
    attempts.request(draft.id, town.member, now=now + 20 * MINUTE)
    assert set(Reservation.objects.values_list("held_until", flat=True)) == {now + 45 * MINUTE}


def test_no_new_attempt_after_minute_forty(draft, town, bank, now):
    reservations.extend_hold(draft.order_uid, until=now + 60 * MINUTE)
    with pytest.raises(DomainError) as refused:
        attempts.request(draft.id, town.member, now=now + 41 * MINUTE)
    assert refused.value.code == "hold_too_old"


def test_expired_hold_cannot_be_paid(draft, town, bank, now):
    reservations.expire_order(draft.order_uid, now=now + 26 * MINUTE)
    with pytest.raises(DomainError) as refused:
        attempts.request(draft.id, town.member, now=now + 27 * MINUTE)
    assert refused.value.code == "holds_over"


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


def test_tampered_attempt_id_of_another_account_is_not_found(pending, town, scope, now):
    stranger = type(town.member)(
        account=accounts.account("paul.durand"),
        commune=scope,
        guardian_uid=town.member.guardian_uid,
    )
    with pytest.raises(DomainError) as refused:
        attempts.request(pending.id, stranger, now=now)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("step", ["write", "tell"])
def test_killed_between_reading_and_commit_is_found_again(pending, bank, now, monkeypatch, step):
    """F7: nothing half written; the next reading records the money once."""
    bank.pay(pending.idop)
    monkeypatch.setattr(receipts, step, _killed)
    with pytest.raises(KeyboardInterrupt):
        attempts.poll(pending.id, now=now + MINUTE)
    monkeypatch.undo()
    assert states() == ["held", "held"]
    assert not Payment.objects.exists()
    assert not Invoice.objects.exists()

    attempts.poll(pending.id, now=now + 2 * MINUTE)

    assert Payment.objects.get().number == 1
    assert Invoice.objects.get().number == 1
    assert books.differences() == []


def test_page_opened_too_late_is_refused_and_a_new_attempt_starts(pending, town, bank, now):
    """F17: the bank's page opens during 15 minutes; the family starts again after 20."""
    bank.control(pending.idop, age_s=16 * 60)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 16 * MINUTE)
    pending.refresh_from_db()
    assert pending.state == A.PENDING
    assert attempts.request(pending.id, town.member, now=now + 21 * MINUTE) != pending.pay_url
