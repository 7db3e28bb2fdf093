"""Avoirs after an accepted cancellation (R80, R83)."""

import pytest

from booking.models import Reservation
from family.models import Message
from invoicing.models import CreditNote, LedgerEntry, Settlement
from invoicing.operations import attempts, credit_notes
from invoicing.selectors import books, credits
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


def cancel(rows, *, percent, now, by=money.AGENT):
    """What booking does in its transaction, then its signal."""
    for row in rows:
        row.state, row.billed_percent, row.reason = "cancelled", percent, "Enfant malade"
        row.save()
        row.opening.refresh_from_db()
        row.opening.taken -= 1
        row.opening.save()
    credit_notes.on_cancellation(Reservation, reservations=rows, by=by, now=now)


def test_paid_day_cancelled_with_refund_is_a_numbered_credit(town, bank, now):
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    paying = money.requested(draft, town.member, now=now)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now)
    rows = list(Reservation.objects.filter(date=JANUARY[0]))

    cancel(rows, percent=0, now=now)

    note = CreditNote.objects.get()
    assert (note.reference, note.amount_cents) == ("2026-CA-01-001", 350)
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 350
    assert LedgerEntry.objects.filter(kind="credit_note").get().amount_cents == -350
    assert Message.objects.filter(kind="credit_note").count() == 1
    assert books.differences() == []


def test_unpaid_invoice_is_lowered_first(monthly, february):
    invoice = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )
    cancel(list(Reservation.objects.filter(date__in=JANUARY[:2])), percent=50, now=february)
    assert CreditNote.objects.count() == 2
    assert sum(Settlement.objects.values_list("amount_cents", flat=True)) == 350
    assert Settlement.objects.values_list("invoice_id", flat=True).distinct().get() == invoice.id
    assert books.differences() == []


def test_not_yet_invoiced_day_needs_none(monthly, february):
    rows = money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:1])
    cancel(rows, percent=0, now=february)
    assert not CreditNote.objects.exists()


def test_full_share_gives_nothing_back_and_twice_gives_once(town, bank, now):
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:1], now=now)
    paying = money.requested(draft, town.member, now=now)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now)
    rows = list(Reservation.objects.all())
    credit_notes.issue_for(rows, by=money.AGENT, now=now)
    assert not CreditNote.objects.exists()

    rows[0].billed_percent = 0
    for _ in range(2):
        credit_notes.issue_for(rows, by=money.AGENT, now=now)
    assert CreditNote.objects.count() == 1


def test_r28_a_share_that_falls_twice_is_given_back_in_two_avoirs(monthly, february):
    invoice = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:1],
        now=february,
    )
    row = Reservation.objects.get()
    for percent in (50, 50, 0, 0):
        row.billed_percent = percent
        row.save()
        credit_notes.issue_for([row], by=money.AGENT, now=february)

    notes = CreditNote.objects.order_by("number").values_list("number", "amount_cents")
    assert list(notes) == [(1, 175), (2, 175)]
    assert sum(note.amount_cents for note in invoice.credit_notes.all()) == invoice.total_cents
    assert books.differences() == []
