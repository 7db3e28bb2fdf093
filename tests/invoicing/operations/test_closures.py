"""A closure and its undoing, seen by the money: owed exactly once, whatever the order (R9, R80)."""

from datetime import timedelta

import pytest

from booking.models import Opening, Reservation
from booking.operations import reservations
from booking.operations.setup import calendar
from family.models import School, Schooling
from invoicing.models import CreditNote, Invoice, InvoicedReservation, PaymentAlert
from invoicing.operations import attempts, checkout
from invoicing.selectors import books, credits
from shared.values.ranges import DateRange
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def closed(now, days=JANUARY[:1], **scope):
    span = DateRange.inclusive(days[0], days[-1])
    scope = calendar.Scope(**scope)
    return calendar.add_entry("closure", "Grève", span, by=money.AGENT, now=now, scope=scope)


def opened(entry, now):
    return calendar.remove_entry(entry, by=money.AGENT, now=now)


def credit(town, now):
    return credits.available(town.martins.guardian.id, town.regie.id, now=now)


@pytest.fixture
def paid(pending, bank, now):
    """Two prepaid days, paid and invoiced: 7,00 €."""
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)
    return Invoice.objects.get()


def test_paid_day_is_credited_then_owed_once_by_the_next_run(paid, town, now, february):
    entry = closed(now)
    assert (CreditNote.objects.get().amount_cents, credit(town, now)) == (350, 350)
    opened(entry, now + MINUTE)
    assert books.differences() == []
    assert credit(town, now) == 350
    money.close(town.canteen.service, JANUARY, now=february)
    money.run(town.regie, JANUARY[0].replace(day=1), now=february)
    again = Invoice.objects.exclude(id=paid.id).get()
    assert again.total_cents == 350
    new = Reservation.objects.get(date=JANUARY[0], state="confirmed")
    assert InvoicedReservation.objects.get(line__invoice=again).reservation_id == new.id
    assert books.differences() == []


def test_closed_again_after_the_run_gives_one_more_credit(paid, town, now, february):
    opened(closed(now), now + MINUTE)
    money.close(town.canteen.service, JANUARY, now=february)
    money.run(town.regie, JANUARY[0].replace(day=1), now=february)
    closed(february)
    # Two avoirs of 3,50 €, one spent on the second invoice if the run used it: never three.
    assert sum(CreditNote.objects.values_list("amount_cents", flat=True)) == 700
    assert books.differences() == []


def test_monthly_day_not_billed_yet_is_billed_once(monthly, february, now):
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:2])
    opened(closed(now), now + MINUTE)
    money.close(monthly.canteen.service, JANUARY, now=february)
    money.run(monthly.regie, JANUARY[0].replace(day=1), now=february)
    assert Invoice.objects.get().total_cents == 700
    assert not CreditNote.objects.exists()
    assert books.differences() == []


def test_payment_on_its_way_when_the_service_closes_is_a_credit_with_an_alert(
    pending, town, bank, now
):
    """R16: closed while held; the bank says yes later."""
    closed(now, JANUARY[:2])
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)
    assert not Invoice.objects.exists()
    assert credit(town, now) == 700
    assert PaymentAlert.objects.get().kind == PaymentAlert.Kind.NO_PLACE
    assert books.differences() == []


def test_payment_that_arrives_once_it_is_open_again_finds_its_place(pending, town, bank, now):
    """The row is the one the payment names: confirmed, invoiced, nothing left over."""
    opened(closed(now, JANUARY[:2]), now + MINUTE)
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 2 * MINUTE)
    assert set(Reservation.objects.values_list("state", flat=True)) == {"confirmed"}
    assert Invoice.objects.get().total_cents == 700
    assert (credit(town, now), PaymentAlert.objects.count()) == (0, 0)
    assert books.differences() == []


def test_payment_credited_while_closed_pays_the_place_given_back(pending, town, bank, now):
    """Unseated, then held again: the credit pays, the bank is not asked twice."""
    entry = closed(now, JANUARY[:2])
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + MINUTE)
    opened(entry, now + 2 * MINUTE)
    assert set(Reservation.objects.values_list("state", flat=True)) == {"held"}
    checkout.pay_held(town.member, pending.order_uid, now=now + 3 * MINUTE)
    assert set(Reservation.objects.values_list("state", flat=True)) == {"confirmed"}
    assert Invoice.objects.get().total_cents == 700
    assert credit(town, now) == 0
    assert books.differences() == []


def test_late_success_of_a_class_on_an_outing_takes_no_place(pending, town, bank, now):
    """R10 and R16: expired, then the class goes out, then the bank says yes."""
    school = School.objects.create(name="Jules-Ferry")
    Schooling.objects.create(
        child=town.martins.lea, school=school, school_year=2026, level="CE1", class_name="CE1 A"
    )
    reservations.expire_order(pending.order_uid, now=now + 30 * MINUTE)
    closed(now + 30 * MINUTE, JANUARY[:1], school=school, class_name="CE1 A")
    bank.pay(pending.idop)
    attempts.poll(pending.id, now=now + 31 * MINUTE)
    rows = Reservation.objects.order_by("date").values_list("state", flat=True)
    assert list(rows) == ["expired", "confirmed"]
    assert Opening.objects.get(date=JANUARY[0]).taken == 0
    assert credit(town, now) == 350
    assert books.differences() == []
