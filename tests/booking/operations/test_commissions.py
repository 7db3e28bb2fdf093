"""Wishes for days that a commission shares, its draw, its end: every yes and every no."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.models import (
    Commission,
    Opening,
    PriorityCriterion,
    Registration,
    Reservation,
    Service,
)
from booking.operations import commissions, requests, reservations
from booking.operations.outcomes import Wish
from booking.rules import allocation_record
from booking.selectors import requests as asked
from booking.selectors import today
from family.models import AuditEvent, Message
from invoicing.selectors import books
from shared.errors import DomainError
from tenants.models import Outbox
from tenants.operations import outbox
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]
AFTER = datetime(2026, 12, 5, 12, tzinfo=UTC)


def wished(cast, children, days, *, now, by=None):
    """A *Valider* with a wish for each child and day."""
    return reservations.place(
        [Wish(child.id, cast.canteen.meal.id, day) for child in children for day in days],
        guardian_id=cast.guardian.id,
        by=by or cast.member.actor,
        now=now,
    )


def neighbours(cast, number: int, days, *, now, **fields):
    """Other families with one child each, who wish for the same days."""
    homes = []
    for place in range(number):
        home = families.durand() if place == 0 else None
        if home is None:
            household = families.family(f"Voisin {place}")
            adult = families.guardian(household, "Parent")
            families.quotient(adult)
            home = type("Home", (), {"family": household, "guardian": adult, "children": []})()
            home.children = [families.child(household, "Enfant")]
        booking.registration(home.children[0], cast.canteen.service)
        for day in days:
            booking.reservation(
                home.children[0],
                cast.canteen.openings[day],
                home.guardian,
                state="requested",
                commission=cast.commission,
                **fields,
            )
        homes.append(home)
    return homes


def test_a_wish_holds_no_place_and_may_be_sent_for_a_full_day(shared, now):
    Opening.objects.update(capacity=0)
    outcome = wished(shared, shared.children, [MONDAY], now=now)
    rows = Reservation.objects.all()
    assert len(outcome.requested) == 2
    assert {(row.state, row.commission_id) for row in rows} == {("requested", shared.commission.id)}
    assert Opening.objects.get(date=MONDAY).taken == 0
    assert books.differences() == []


def test_a_service_whose_requests_hold_places_keeps_none_for_a_wish(shared, now):
    Service.objects.update(request_holds_place=True, booking_answer="manual")
    wished(shared, [shared.lea], [MONDAY], now=now)
    assert Opening.objects.get(date=MONDAY).taken == 0
    reservations.place(
        [Wish(shared.lea.id, shared.canteen.meal.id, MONDAY, cancel=True)],
        guardian_id=shared.guardian.id,
        by=shared.member.actor,
        now=now,
    )
    assert Opening.objects.get(date=MONDAY).taken == 0
    assert Reservation.objects.get().state == "cancelled"
    assert books.differences() == []


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 8, 31, tzinfo=UTC), "Les souhaits se déposent du"),
        (datetime(2026, 12, 5, 11, tzinfo=UTC), "Les souhaits se déposaient jusqu’au"),
    ],
)
def test_a_wish_outside_the_window_is_refused_with_the_dates(shared, at, said):
    outcome = wished(shared, [shared.lea], [MONDAY], now=at)
    assert outcome.refused[0].reason.startswith(said)
    assert not Reservation.objects.exists()


def test_an_agent_s_booking_is_a_wish_too_and_passes_before_nobody(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now, by=shared.by)
    row = Reservation.objects.get()
    assert (row.state, row.by_agent, row.commission_id) == (
        "requested",
        True,
        shared.commission.id,
    )
    outcome = wished(shared, [shared.hugo], [MONDAY], now=AFTER, by=shared.by)
    assert outcome.refused[0].code == "wishes_closed"


def test_days_that_no_open_commission_covers_are_booked_at_once(shared, now):
    Commission.objects.update(ends_on=DAYS[1])
    outcome = wished(shared, [shared.lea], DAYS[:2], now=now)
    assert (len(outcome.requested), len(outcome.booked)) == (1, 1)


def test_wishes_are_not_answered_one_by_one(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    row = Reservation.objects.get()
    assert asked.waiting() == []
    assert asked.waiting_count() == 0
    assert today.expected(MONDAY)[0].requested == 0
    for answer in (
        requests.accept([row.id], by=shared.by, now=now),
        requests.refuse([row.id], "Non", by=shared.by, now=now),
    ):
        assert answer.done == []
        assert answer.failed == [(row.id, requests.WISH)]
    row.refresh_from_db()
    assert row.state == "requested"


# --- the draw ------------------------------------------------------------------------------------


def test_places_go_by_rank_and_each_family_reads_why(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    (home,) = neighbours(shared, 1, [MONDAY], now=now)
    done = commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    rows = {row.child_id: row for row in Reservation.objects.all()}
    assert {row.state for row in rows.values()} == {"confirmed", "refused"}
    granted = next(row for row in rows.values() if row.state == "confirmed")
    refused = next(row for row in rows.values() if row.state == "refused")
    assert granted.reason == "Rang\u00a01 sur\u00a02\u00a0: place attribuée."
    assert refused.reason.endswith("la dernière place est allée au rang\u00a01.")
    assert (done.state, done.drawn_by_uid) == ("drawn", shared.by.uid)
    assert Opening.objects.get(date=MONDAY).taken == 1
    assert books.differences() == []
    assert {m.guardian_id for m in Message.objects.filter(kind="commission_drawn")} == {
        shared.guardian.id,
        home.guardian.id,
    }
    refusal = AuditEvent.objects.get(verb="commission.refused")
    assert [1, 1] in [[taken + 1, capacity] for taken, capacity in refusal.facts["places"]]


def test_points_pass_before_the_lot_and_keep_their_trace(shared, now):
    Service.objects.update(kind="leisure")
    PriorityCriterion.objects.create(service=shared.canteen.service, kind="parents_work", points=10)
    wished(shared, [shared.lea], [MONDAY], now=now)
    (home,) = neighbours(shared, 1, [MONDAY], now=now)
    home.family.parents_work = True
    home.family.save()
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    row = Reservation.objects.get(child=home.children[0])
    assert (row.state, row.score) == ("confirmed", 10)
    assert row.score_trace == [{"label": "les responsables travaillent", "points": 10}]


def test_a_canteen_ranks_by_the_lot_alone(shared, now):
    """R44: criteria left on a canteen count for nothing."""
    PriorityCriterion.objects.create(service=shared.canteen.service, kind="resident", points=10)
    wished(shared, [shared.lea], [MONDAY], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert Reservation.objects.get().score == 0


def test_who_obtained_nothing_last_time_has_the_points_of_it(shared, now):
    Service.objects.update(kind="leisure")
    PriorityCriterion.objects.create(
        service=shared.canteen.service, kind="refused_before", points=7
    )
    Opening.objects.filter(date=MONDAY).update(capacity=0)
    Commission.objects.update(ends_on=DAYS[1])
    wished(shared, [shared.lea], [MONDAY], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    shared.commission = booking.commission(shared.canteen.service, DAYS[1:], name="Suite")
    wished(shared, [shared.lea], DAYS[1:2], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert Reservation.objects.get(date=DAYS[1]).score == 7


def test_prepaid_places_are_held_to_pay_in_an_order_of_their_own(shared, now):
    Service.objects.update(billing="prepaid")
    wished(shared, [shared.lea], DAYS[:2], now=now)
    before = Reservation.objects.first().order_uid
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    rows = list(Reservation.objects.all())
    assert {row.state for row in rows} == {"held"}
    assert {row.held_until for row in rows} == {AFTER + timedelta(hours=48)}
    (order,) = {row.order_uid for row in rows}
    assert order != before
    assert Outbox.objects.get(kind="booking.hold_expiry").object_id == order
    reservations.expire_order(order, now=AFTER + timedelta(hours=48))
    assert {row.state for row in Reservation.objects.all()} == {"expired"}
    assert books.differences() == []


def test_a_hold_never_passes_the_cut_off_and_a_day_too_late_to_pay_is_refused(shared, now):
    Service.objects.update(billing="prepaid")
    wished(shared, [shared.lea], [DAYS[1], DAYS[3]], now=now)
    late = datetime(2026, 12, 14, 12, tzinfo=UTC)
    commissions.draw(shared.commission.id, by=shared.by, now=late)
    first, second = Reservation.objects.order_by("date")
    assert first.state == "refused"
    assert "La date limite pour payer" in first.reason
    assert second.state == "held"
    assert second.held_until < late + timedelta(hours=48)


def test_a_free_prepaid_place_is_confirmed_at_once(shared, now):
    Service.objects.update(billing="prepaid")
    wished(shared, [shared.lea], [MONDAY], now=now)
    Reservation.objects.update(price_cents=0)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert Reservation.objects.get().state == "confirmed"


def together(cast, cells, *, now):
    """*Valider* with the tick « tous mes enfants, ou aucun »."""
    for child, day in cells:
        booking.wish(cast.member, child, cast.canteen.meal, day, promised_at=now, created_at=now)
    return reservations.confirm(cast.member, now=now, together=True)


@pytest.mark.parametrize("waiting", ["none", "queue"])
@pytest.mark.parametrize(("places", "state"), [(1, "refused"), (2, "confirmed")])
def test_siblings_asked_together_are_all_or_none(shared, now, places, state, waiting):
    """R41, R43: whether or not the service keeps a waiting list besides."""
    Opening.objects.update(capacity=places)
    Service.objects.update(waiting=waiting)
    together(shared, [(child, MONDAY) for child in shared.children], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert {row.state for row in Reservation.objects.all()} == {state}
    assert books.differences() == []


def test_only_the_days_that_siblings_share_are_asked_together(shared, now):
    """Léa alone on Tuesday: nobody else's fate decides hers."""
    together(shared, [(shared.lea, MONDAY), (shared.hugo, MONDAY), (shared.lea, DAYS[1])], now=now)
    marks = {
        (row.child_id, row.date): row.together_uid for row in Reservation.objects.order_by("date")
    }
    assert marks[shared.lea.id, MONDAY] == marks[shared.hugo.id, MONDAY] is not None
    assert marks[shared.lea.id, DAYS[1]] is None


def test_siblings_are_each_alone_without_the_tick(shared, now):
    wished(shared, shared.children, [MONDAY], now=now)
    assert set(Reservation.objects.values_list("together_uid", flat=True)) == {None}
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert {row.state for row in Reservation.objects.all()} == {"confirmed", "refused"}


def test_a_wish_for_a_day_with_a_waiting_list_waits_for_the_draw_and_not_on_the_list(shared, now):
    """A list open before the commission: what is wished since is drawn, and moves no list."""
    Service.objects.update(waiting="queue")
    Opening.objects.filter(date=MONDAY).update(capacity=0)
    Commission.objects.update(opens_at=now + timedelta(hours=1), state="cancelled")
    wished(shared, [shared.hugo], [MONDAY], now=now)
    assert Reservation.objects.get(child=shared.hugo).state == "waitlisted"
    Commission.objects.update(opens_at=now, state="open")

    wished(shared, [shared.lea], [MONDAY], now=now)

    row = Reservation.objects.get(child=shared.lea)
    assert (row.state, row.commission_id) == ("requested", shared.commission.id)
    assert Opening.objects.get(date=MONDAY).waiting == 1
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    assert dict(Reservation.objects.values_list("child__first_name", "state")) == {
        "Hugo": "waitlisted",
        "Léa": "refused",
    }
    assert books.differences() == []


def test_what_cannot_be_granted_any_more_is_refused_with_its_own_reason(shared, now):
    wished(shared, [shared.lea], DAYS[:1], now=now)
    wished(shared, [shared.hugo], DAYS[1:2], now=now)
    Opening.objects.filter(date=DAYS[0]).update(closed_reason="travaux")
    Registration.objects.filter(child=shared.hugo).update(ends_on=DAYS[1])
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    reasons = [row.reason for row in Reservation.objects.order_by("date")]
    assert "Fermé\u00a0: travaux." in reasons[0]
    assert "n’est plus inscrit" in reasons[1]


def test_a_second_draw_gives_the_first_result_and_tells_nobody_twice(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    first = commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    again = commissions.draw(shared.commission.id, by=shared.by, now=AFTER + timedelta(hours=1))
    assert (again.drawn_at, again.record) == (AFTER, first.record)
    assert Message.objects.count() == 1
    assert Opening.objects.get(date=MONDAY).taken == 1


def test_no_draw_before_the_end_of_the_wishes(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    with pytest.raises(DomainError, match="jusqu’au"):
        commissions.draw(shared.commission.id, by=shared.by, now=now)
    assert Reservation.objects.get().state == "requested"


def test_refused_days_may_be_booked_again_after_the_draw(shared, now):
    Opening.objects.update(capacity=0)
    wished(shared, [shared.lea], [MONDAY], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    Opening.objects.update(capacity=1)
    assert wished(shared, [shared.lea], [MONDAY], now=AFTER).booked


def test_simulating_writes_nothing_and_foretells_no_rank(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    before = AuditEvent.objects.count()
    record = commissions.simulate(shared.commission, now=now)
    assert allocation_record.problems(record) == []
    assert record["seed"] != shared.commission.seed
    assert Reservation.objects.get().state == "requested"
    assert (Message.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_the_letter_says_what_was_obtained_what_was_not_and_why(shared, now):
    Service.objects.update(billing="prepaid")
    wished(shared, shared.children, [MONDAY], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    outbox.drain(AFTER)
    (letter,) = mail.outbox
    assert "Accordé\u00a0:\n- Léa, Repas" in letter.body
    assert "la dernière place est allée au rang\u00a01.\n- Hugo, Repas" in letter.body
    assert "À payer avant" in letter.body
    assert shared.commission.seed in letter.body


# --- the audit file ------------------------------------------------------------------------------


def test_the_allocation_replayed_from_its_file_is_the_same(shared, now, tmp_path):
    wished(shared, shared.children, DAYS[:3], now=now)
    neighbours(shared, 3, DAYS[:3], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    record = Commission.objects.get().record
    results = {one["wish"]: one["granted"] for one in record["results"]}
    assert results == {str(row.id): row.state == "confirmed" for row in Reservation.objects.all()}
    text = allocation_record.canonical(record)
    for word in ("Martin", "Claire", "Léa", "Hugo", "Durand"):
        assert word not in text
    file = tmp_path / "pv.json"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    call_command("replay_commission", str(file), stdout=out)
    assert "Même résultat : 3 souhaits accordés sur 15" in out.getvalue()


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]"])
def test_a_file_that_is_none_fails_with_a_sentence(text, tmp_path):
    file = tmp_path / "pv.json"
    file.write_text(text)
    with pytest.raises(CommandError):
        call_command("replay_commission", str(file))
    with pytest.raises(CommandError, match="illisible"):
        call_command("replay_commission", str(tmp_path / "absent.json"))


def test_a_forged_file_is_told(shared, now, tmp_path):
    wished(shared, [shared.lea], [MONDAY], now=now)
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    record = Commission.objects.get().record
    record["households"][0]["score"] = 99
    file = tmp_path / "pv.json"
    file.write_text(json.dumps(record))
    with pytest.raises(CommandError, match="modifié"):
        call_command("replay_commission", str(file))


# --- no trick pays, through the whole operation --------------------------------------------------


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.integers(0, 2**32),
)
def test_splitting_or_timing_wishes_changes_no_place(shared, now, order, again, seed):
    """One *Valider* with all, or several at other hours, some withdrawn and sent again."""
    cells = [(child, day) for child in shared.children for day in DAYS[:3]]

    def draw() -> set:
        commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
        return {(row.child_id, row.date) for row in Reservation.objects.filter(state="confirmed")}

    def forget() -> None:
        Reservation.objects.all().delete()
        Opening.objects.update(taken=0)
        Commission.objects.update(state="open", drawn_at=None, record=None, seed=f"{seed:064x}")

    forget()
    neighbours_of = getattr(shared, "homes", None) or neighbours(shared, 2, [], now=now)
    shared.homes = neighbours_of

    def others() -> None:
        for home in neighbours_of:
            for day in DAYS[:3]:
                booking.reservation(
                    home.children[0],
                    shared.canteen.openings[day],
                    home.guardian,
                    state="requested",
                    commission=shared.commission,
                )

    others()
    wished(shared, shared.children, DAYS[:3], now=now)
    at_once = draw()
    forget()
    for turn in range(4):
        at = now + timedelta(days=turn)
        for (child, day), when, repeat in zip(cells, order, again, strict=True):
            if when == turn:
                wished(shared, [child], [day], now=at)
                if repeat:
                    reservations.place(
                        [Wish(child.id, shared.canteen.meal.id, day, cancel=True)],
                        guardian_id=shared.guardian.id,
                        by=shared.member.actor,
                        now=at,
                    )
                    wished(shared, [child], [day], now=at)
    others()
    assert draw() == at_once


def test_two_parents_of_two_households_have_the_rank_of_the_child_s_own(shared, now):
    """Wishing from the other parent's file draws no second lot."""
    apart = families.guardian(families.family("Petit"), "Marc")
    families.quotient(apart)
    shared.lea.guardian_links.create(guardian=apart)
    wished(shared, [shared.lea], [MONDAY], now=now)
    reservations.place(
        [Wish(shared.lea.id, shared.canteen.meal.id, DAYS[1])],
        guardian_id=apart.id,
        by=shared.by,
        now=now,
    )
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    record = Commission.objects.get().record
    assert [one["id"] for one in record["households"]] == [str(shared.family.id)]
