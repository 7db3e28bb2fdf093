"""Agents act for a family; a parent reports an absence (R18, R26, R111)."""

from datetime import date

import pytest

from booking.models import Opening, Reservation
from booking.operations import absences, agents, days
from family.models import ChildGuardian, Message
from shared.errors import DomainError
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)


def book_for(cast, now, **more):
    return agents.book_for(
        cast.guardian.id, [(cast.lea.id, cast.canteen.meal.id, MONDAY)], by=cast.by, now=now, **more
    )


def row() -> Reservation:
    return Reservation.objects.get()


def test_agent_books_a_prepaid_day_confirmed_and_tells_both_parents(cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    apart = families.guardian(families.family("Petit"), "Marc")
    ChildGuardian.objects.create(child=cast.lea, guardian=apart)
    assert len(book_for(cast, now).booked) == 1
    assert (row().state, row().by_agent, row().out_of_time) == ("confirmed", True, False)
    assert set(Message.objects.values_list("guardian_id", "kind")) == {
        (cast.guardian.id, "booked_by_agent"),
        (apart.id, "booked_by_agent"),
    }


def test_agent_needs_a_motive_after_the_cutoff(cast, now):
    late = now.replace(day=11)
    refused = book_for(cast, late).refused
    assert [line.code for line in refused] == ["motive_wanted"]
    assert not Message.objects.exists()
    book_for(cast, late, motive="Oubli signalé au téléphone")
    assert (row().out_of_time, row().reason) == (True, "Oubli signalé au téléphone")


def test_agent_cannot_oversell(cast, now):
    Opening.objects.update(capacity=0)
    assert [line.code for line in book_for(cast, now, motive="x").refused] == ["full"]


def test_agent_naming_a_child_of_another_family_is_not_found(cast, now):
    zoe = families.durand().zoe
    with pytest.raises(DomainError) as refused:
        agents.book_for(
            cast.guardian.id, [(zoe.id, cast.canteen.meal.id, MONDAY)], by=cast.by, now=now
        )
    assert refused.value.code == "not_found"


@pytest.mark.parametrize(("refund", "percent"), [("with", 0), ("without", 100)])
def test_agent_cancels_with_a_motive_and_the_share_chosen(cast, now, refund, percent):
    made = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    agents.cancel_for([made.id], by=cast.by, now=now, motive="Départ", cause=refund)
    assert (row().state, row().billed_percent, row().reason) == ("cancelled", percent, "Départ")
    assert Opening.objects.get(date=MONDAY).taken == 0
    assert Message.objects.get().kind == "cancelled_by_agent"


def test_agent_cancelling_after_the_cutoff_marks_it(cast, now):
    made = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    agents.cancel_for([made.id], by=cast.by, now=now.replace(day=11), motive="Malade")
    assert row().out_of_time


def test_agent_cannot_cancel_without_motive_nor_twice_nor_on_a_closed_day(cast, now):
    made = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    with pytest.raises(DomainError):
        agents.cancel_for([made.id], by=cast.by, now=now, motive=" ")
    days.close(cast.canteen.service, MONDAY, by=cast.by, now=now.replace(day=14))
    assert not agents.cancel_for([made.id], by=cast.by, now=now, motive="Départ").done
    days.reopen(cast.canteen.service, MONDAY, motive="Erreur", by=cast.by, now=now)
    agents.cancel_for([made.id], by=cast.by, now=now, motive="Départ")
    assert not agents.cancel_for([made.id], by=cast.by, now=now, motive="Départ").done


def test_absence_in_time_is_automatic_and_credits_what_was_paid(cast, now):
    made = booking.reservation(
        cast.lea, cast.canteen.openings[MONDAY], cast.guardian, is_prepaid=True
    )
    told = absences.report(cast.member, made.id, now=now)
    assert (told.state, told.billed_cents, told.credit_cents) == ("cancelled", 0, 350)


def test_late_absence_is_refused_or_waits_for_an_agent(cast, now):
    """R26: what remains possible depends on the service."""
    made = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    late = now.replace(day=11)
    with pytest.raises(DomainError) as refused:
        absences.report(cast.member, made.id, now=late)
    assert refused.value.code == "deadline_passed"
    cast.canteen.service.cancel_answer = "manual"
    cast.canteen.service.save()
    assert absences.report(cast.member, made.id, now=late).state == "cancel_requested"


def test_absence_of_somebody_elses_child_is_not_found(cast, now):
    other = families.durand()
    made = booking.reservation(other.zoe, cast.canteen.openings[MONDAY], other.guardian)
    with pytest.raises(DomainError) as refused:
        absences.report(cast.member, made.id, now=now)
    assert refused.value.code == "not_found"
    assert row().state == "confirmed"
