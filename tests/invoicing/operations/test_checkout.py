"""*Valider* and *Payer* by booking’s doors: régies, communes, agents (R15, R84)."""

from datetime import timedelta

import pytest

from booking.models import Reservation
from booking.operations import absences, requests
from invoicing.models import Attempt, CreditNote, Invoice, Payment
from invoicing.operations import attempts, checkout
from invoicing.selectors import books, credits, payments
from shared.errors import DomainError
from tenants.context import commune_scope, public_scope
from tenants.operations import outbox
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Reservation.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


@pytest.fixture
def evening(town):
    """Evening care, prepaid too, collected by another régie."""
    care = booking.canteen(
        town.martins.children, days=JANUARY, name="Accueil du soir", billing="prepaid", kind="care"
    )
    money.regie(care.service, code="PE")
    return care


def test_order_over_two_regies_is_paid_apart(town, evening, bank, now):
    """R84: paying one lot confirms its places only; the other one expires by itself."""
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])
    booking.wish(town.member, town.martins.lea, evening.meal, JANUARY[0])
    done = checkout.validate(town.member, now=now)
    assert (len(done.attempt_ids), done.payable_cents) == (2, 700)
    selection = payments.selection(done.selection_uid, town.member.account, now=now)
    assert [lot.regie_name for lot in selection.lots] == ["Régie CA", "Régie PE"]
    assert selection.lots[0].held_until == now + 25 * MINUTE

    paying = money.requested(
        Attempt.objects.get(id=done.attempt_ids[0]), town.member, now=now + MINUTE
    )
    bank.pay(paying.idop)
    with public_scope():
        outbox.drain(now + 2 * MINUTE)
    assert states() == {"confirmed": 1, "held": 1}

    with public_scope():
        outbox.drain(now + 65 * MINUTE)
    assert states() == {"confirmed": 1, "expired": 1}
    assert Payment.objects.get().amount_cents == 350
    assert books.differences() == []
    seen = payments.selection(done.selection_uid, town.member.account, now=now + 65 * MINUTE)
    assert [(lot.is_paid, lot.can_pay) for lot in seen.lots] == [(True, False), (False, False)]


def test_validating_again_does_nothing(town, now):
    """B5: the second *Valider* finds an empty cart."""
    money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:1], now=now)
    again = checkout.validate(town.member, now=now)
    assert again.outcome.is_nothing
    assert again.attempt_ids == ()
    assert Attempt.objects.count() == 1


def test_dearer_than_agreed_writes_nothing(town, now):
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])
    with pytest.raises(DomainError) as refused:
        checkout.validate(town.member, now=now, agreed_cents=1)
    assert refused.value.code == "total_changed"
    assert not Reservation.objects.exists()
    assert not Attempt.objects.exists()


def test_order_under_one_euro_is_confirmed_and_invoiced(town, now):
    """payments §1.6: under 1 € no bank page; the invoice is paid with another one."""
    town.canteen.meal.tariffs.get().brackets.update(price_cents=60)
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0], price_cents=60)
    done = checkout.validate(town.member, now=now)
    assert done.attempt_ids == ()
    assert Invoice.objects.get(id=done.invoice_ids[0]).total_cents == 60
    assert states() == {"confirmed": 1}
    assert books.differences() == []


def test_valider_everywhere_shares_one_selection_and_reports_each_commune(town, montclair, now):
    """F28: each commune commits alone; a refusal in one does not stop the other."""
    account = town.member.account
    with commune_scope(montclair):
        martins = families.martin()
        canteen = booking.canteen(martins.children, days=JANUARY, billing="prepaid")
        money.regie(canteen.service, code="MO")
        member = accounts.join(account, montclair, martins.guardian)
        booking.wish(member, martins.lea, canteen.meal, JANUARY[0])
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])

    done = checkout.validate_all(account, now=now, agreed={"jolieville": 1, "montclair": 350})

    assert [(one.commune.slug, bool(one.checkout)) for one in done] == [
        ("jolieville", False),
        ("montclair", True),
    ]
    assert done[0].refusal.code == "total_changed"
    again = checkout.validate_all(account, now=now)
    assert [one.commune.slug for one in again] == ["jolieville"]
    lots = payments.selection(done[1].checkout.selection_uid, account, now=now).lots
    assert [(lot.commune.slug, lot.amount_cents) for lot in lots] == [("montclair", 350)]


def test_accepted_request_is_paid_within_its_hold(town, bank, now):
    """R40: an agent accepts, the family pays later than minute 40; no other family may."""
    type(town.canteen.service).objects.update(booking_answer="manual")
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])
    done = checkout.validate(town.member, now=now)
    assert (len(done.outcome.requested), done.attempt_ids) == (1, ())
    row = Reservation.objects.get()
    agent = accounts.agent(town.commune)
    requests.accept([row.id], by=agent.actor, now=now + 10 * MINUTE)
    row.refresh_from_db()
    later = now + timedelta(hours=20)
    stranger = accounts.member(town.commune, families.durand().guardian)
    with pytest.raises(DomainError) as refused:
        checkout.pay_held(stranger, row.order_uid, now=later)
    assert refused.value.code == "not_found"

    uid = checkout.pay_held(town.member, row.order_uid, now=later)
    assert checkout.pay_held(town.member, row.order_uid, now=later) == uid
    draft = Attempt.objects.get(selection_uid=uid)
    paying = money.requested(draft, town.member, now=later)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=later + MINUTE)

    assert states() == {"confirmed": 1}
    assert Invoice.objects.get().total_cents == 350
    assert books.differences() == []


def test_absence_told_in_time_gives_the_price_back(town, bank, now):
    """A paid day cancelled by the family itself: booking's signal makes the avoir (R80)."""
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    paying = money.requested(draft, town.member, now=now)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now + MINUTE)
    day = Reservation.objects.get(date=JANUARY[0])

    absences.report(town.member, day.id, now=now + 2 * MINUTE)

    assert CreditNote.objects.get().amount_cents == 350
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 350
    assert books.differences() == []
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[2])
    done = checkout.validate(town.member, now=now + 3 * MINUTE)
    assert done.attempt_ids == ()
    assert states() == {"cancelled": 1, "confirmed": 2}
    assert books.differences() == []


def test_service_without_a_regie_refuses_before_writing(town, now):
    town.canteen.service.regie_link.delete()
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])
    with pytest.raises(DomainError) as refused:
        checkout.validate(town.member, now=now)
    assert refused.value.code == "no_regie"
    assert not Reservation.objects.exists()
