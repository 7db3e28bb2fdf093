"""Prepaid orders paid at the real demonstration bank (F1–F7, F12, F15–F21, F29; R15, R16)."""

from datetime import timedelta

import pytest

from booking.models import Reservation
from booking.operations import reservations
from invoicing.models import Attempt, Invoice, Payment
from invoicing.operations import attempts, payment_routes, receipts
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books, credits
from shared.errors import DomainError
from tenants.models import Outbox, PaymentRoute
from tests.factories import accounts

pytestmark = pytest.mark.django_db
A = AttemptState
MINUTE = timedelta(minutes=1)


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
