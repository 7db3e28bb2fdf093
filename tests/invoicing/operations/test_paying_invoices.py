"""*Payer les factures sélectionnées* (F23, F25, F28; R84, R87)."""

from datetime import timedelta

import pytest

from invoicing.gateways.protocol import State
from invoicing.models import Attempt, Payment, PaymentAlert, Settlement
from invoicing.operations import alerts, attempts, checkout, payments
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books, credits
from invoicing.selectors import payments as payment_selectors
from shared.errors import DomainError
from shared.ids import new_id
from tenants.context import commune_scope
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
A = AttemptState
MINUTE = timedelta(minutes=1)


@pytest.fixture
def invoice(monthly, february):
    """January of the Martins: 6 meals, 21,00 €."""
    return money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )


@pytest.fixture
def other_invoice(monthly, invoice, february):
    """A later, smaller one of the same payer: 3,50 €."""
    money.booked(monthly.canteen, monthly.martins.hugo, monthly.martins.guardian, JANUARY[:1])
    run = money.run(monthly.regie, JANUARY[0].replace(month=2), now=february)
    return run.invoices.get()


def pay(monthly, *invoices, now):
    """The draft attempts of a selection."""
    uid = checkout.pay_invoices(
        monthly.claire.account, {monthly.commune: [one.id for one in invoices]}, now=now
    )
    return list(Attempt.objects.filter(selection_uid=uid).order_by("position"))


def test_one_lot_for_several_invoices_of_a_regie(monthly, invoice, other_invoice, bank, february):
    (draft,) = pay(monthly, invoice, other_invoice, now=february)
    assert draft.amount_cents == 2100 + 350
    paying = money.requested(draft, monthly.claire, now=february)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=february + MINUTE)

    assert Payment.objects.get().amount_cents == 2450
    assert set(Settlement.objects.values_list("invoice_id", "amount_cents")) == {
        (invoice.id, 2100),
        (other_invoice.id, 350),
    }
    assert books.differences() == []


def test_regie_that_takes_one_invoice_at_a_time_gets_one_lot_each(
    monthly, invoice, other_invoice, february
):
    type(monthly.regie).objects.update(groups_invoices=False)
    drafts = pay(monthly, invoice, other_invoice, now=february)
    assert [(draft.position, draft.amount_cents) for draft in drafts] == [(0, 2100), (1, 350)]


def test_invoice_of_another_family_is_not_found_and_nothing_is_written(monthly, invoice, february):
    with pytest.raises(DomainError) as refused:
        checkout.pay_invoices(monthly.paul.account, {monthly.commune: [invoice.id]}, now=february)
    assert refused.value.code == "not_found"
    assert not Attempt.objects.exists()


def test_selection_with_one_foreign_id_is_refused_whole(monthly, invoice, february):
    with pytest.raises(DomainError) as refused:
        pay(monthly, invoice, type(invoice)(id=new_id()), now=february)
    assert refused.value.code == "not_found"
    assert not Attempt.objects.exists()


def test_paid_invoice_is_refused_with_a_sentence(monthly, invoice, february):
    payments.receive_at_desk(invoice.id, cents=2100, means="cash", by=money.AGENT, now=february)
    with pytest.raises(DomainError) as refused:
        pay(monthly, invoice, now=february)
    assert refused.value.code == "already_paid"
    assert invoice.reference in refused.value.sentence


def test_two_clicks_find_the_same_selection(monthly, invoice, february):
    """B5."""
    (first,) = pay(monthly, invoice, now=february)
    (again,) = pay(monthly, invoice, now=february + MINUTE)
    assert first.id == again.id


def test_two_tabs_cannot_pay_the_same_invoice(monthly, invoice, other_invoice, bank, february):
    """F25: the first at the bank wins, the other waits or is told."""
    (one,) = pay(monthly, invoice, now=february)
    (two,) = pay(monthly, invoice, other_invoice, now=february)
    money.requested(one, monthly.claire, now=february)

    with pytest.raises(DomainError) as refused:
        attempts.request(two.id, monthly.claire, now=february + MINUTE)

    assert refused.value.code == "in_payment"
    two.refresh_from_db()
    assert two.state == A.DRAFT


def test_amount_changed_at_the_desk_is_told_before_the_bank(monthly, invoice, bank, february):
    """R2: amounts are frozen again under lock; the page is not believed."""
    (draft,) = pay(monthly, invoice, now=february)
    payments.receive_at_desk(invoice.id, cents=1000, means="cash", by=money.AGENT, now=february)

    with pytest.raises(DomainError) as refused:
        attempts.request(draft.id, monthly.claire, now=february)

    assert refused.value.code == "amount_changed"
    draft.refresh_from_db()
    assert (draft.state, draft.amount_cents) == (A.DRAFT, 1100)
    assert attempts.request(draft.id, monthly.claire, now=february).startswith(bank.url)


def test_invoice_paid_at_the_desk_while_pending_makes_a_credit(monthly, invoice, bank, february):
    """F23: over-payment becomes a credit and an alert, never a negative invoice."""
    (draft,) = pay(monthly, invoice, now=february)
    paying = money.requested(draft, monthly.claire, now=february)
    payments.receive_at_desk(invoice.id, cents=2100, means="cheque", by=money.AGENT, now=february)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=february + MINUTE)

    assert Payment.objects.count() == 2
    assert credits.available(monthly.martins.guardian.id, monthly.regie.id, now=february) == 2100
    alert = PaymentAlert.objects.get()
    assert (alert.kind, alert.amount_cents) == (PaymentAlert.Kind.OVERPAID, 2100)
    assert books.differences() == []

    done = alerts.resolve(alert.id, resolution="Remboursé", by=money.AGENT, now=february)
    again = alerts.resolve(alert.id, resolution="Autre", by=money.AGENT, now=february)
    assert done.resolution == again.resolution == "Remboursé"


def test_credit_covers_an_invoice_without_a_bank(monthly, invoice, other_invoice, bank, february):
    """Credits are used first; 0 € is settled at once."""
    test_invoice_paid_at_the_desk_while_pending_makes_a_credit(monthly, invoice, bank, february)
    assert pay(monthly, other_invoice, now=february) == []
    assert credits.available(monthly.martins.guardian.id, monthly.regie.id, now=february) == 1750
    assert books.differences() == []


def test_under_one_euro_is_refused_online(monthly, february):
    """payments §1.2."""
    small = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:1],
        now=february,
        price_cents=60,
    )
    with pytest.raises(DomainError) as refused:
        pay(monthly, small, now=february)
    assert refused.value.code == "too_small"


def test_titre_invoice_is_not_paid_online(monthly, invoice, february):
    """payments §1.1: two channels that never mix."""
    type(monthly.regie).objects.update(channel="titre", gateway="none")
    with pytest.raises(DomainError) as refused:
        pay(monthly, invoice, now=february)
    assert refused.value.code == "not_online"


@pytest.mark.parametrize("cents", [0, -5, 2101])
def test_desk_amount_is_checked(monthly, invoice, february, cents):
    with pytest.raises(DomainError) as refused:
        payments.receive_at_desk(
            invoice.id, cents=cents, means="cash", by=money.AGENT, now=february
        )
    assert refused.value.code == "desk_amount"
    assert not Payment.objects.exists()


def test_debit_accepted_then_rejected_never_counts_as_money(monthly, invoice, bank, february):
    """F22."""
    (draft,) = pay(monthly, invoice, now=february)
    paying = money.requested(draft, monthly.claire, now=february)
    payments.settle(paying.id, money.answer(paying, State.DEBIT_ACCEPTED), now=february)
    payments.settle(paying.id, money.answer(paying, State.REFUSED), now=february + MINUTE)
    paying.refresh_from_db()
    assert paying.state == A.DEBIT_REJECTED
    assert not Payment.objects.exists()
    assert books.differences() == []


def test_two_communes_selected_first_paid_second_abandoned(
    monthly, invoice, montclair, bank, february
):
    """F28: one payment per creditor, progress kept, each lot alone."""
    account = monthly.claire.account
    with commune_scope(montclair):
        martins = families.martin()
        canteen = booking.canteen(martins.children, days=JANUARY)
        regie = money.regie(canteen.service, code="MO")
        accounts.join(account, montclair, martins.guardian)
        far = money.billed(regie, canteen, martins.lea, martins.guardian, JANUARY[:2], now=february)
    uid = checkout.pay_invoices(
        account, {montclair: [far.id], monthly.commune: [invoice.id]}, now=february
    )
    seen = payment_selectors.selection(uid, account, now=february)
    assert [(lot.commune.slug, lot.amount_cents, lot.can_pay) for lot in seen.lots] == [
        ("jolieville", 2100, True),
        ("montclair", 700, True),
    ]
    first = money.requested(Attempt.objects.get(), monthly.claire, now=february)
    bank.pay(first.idop)
    attempts.poll(first.id, now=february + MINUTE)
    with commune_scope(montclair):
        member = type(monthly.claire)(account, montclair, martins.guardian.id)
        second = money.requested(Attempt.objects.get(), member, now=february)
        bank.pay(second.idop, "cancelled")
        attempts.poll(second.id, now=february + MINUTE)

    seen = payment_selectors.selection(uid, account, now=february + MINUTE)
    assert [lot.state for lot in seen.lots] == [A.PAID, A.CANCELLED]
    assert seen.next_lot.commune == montclair
    assert (seen.paid_count, seen.is_done) == (1, False)
    assert payment_selectors.selection(uid, monthly.paul.account, now=february).lots == []
