"""A commission before its draw and its end: made, changed, cancelled (R43)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from booking.models import Commission, Reservation
from booking.operations import commissions
from family.models import AuditEvent
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.operations import outbox
from tests.booking.operations.test_commissions import AFTER, DAYS, MONDAY, wished


def save(cast, now, commission=None, **changes):
    """A good commission, but for what is changed."""
    fields = {
        "name": "Hiver",
        "span": DateRange.inclusive(DAYS[0], DAYS[-1]),
        "opens_at": now,
        "closes_at": now + timedelta(days=3),
    } | changes
    return commissions.save(cast.canteen.service, commission, by=cast.by, now=now, **fields)


def test_a_commission_draws_a_secret_seed_and_publishes_its_hash(cast, now):
    made = save(cast, now)
    assert len(bytes.fromhex(made.seed)) == 32
    event = AuditEvent.objects.get(verb="commission.saved")
    assert made.seed not in json.dumps(event.facts)
    assert len(event.facts["commitment"]) == 64
    changed = save(cast, now, made, name="Noël")
    assert (changed.id, changed.seed, changed.name) == (made.id, made.seed, "Noël")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "incomplete"),
        ({"span": DateRange(MONDAY)}, "incomplete"),
        ({"closes_at": datetime(2026, 11, 1, tzinfo=UTC)}, "window_reversed"),
        (
            {
                "opens_at": datetime(2026, 10, 1, tzinfo=UTC),
                "closes_at": datetime(2026, 11, 1, tzinfo=UTC),
            },
            "window_past",
        ),
        ({"closes_at": datetime(2026, 12, 14, 6, tzinfo=UTC)}, "window_late"),
        # Monday's cut-off is Saturday at 10:00.
        ({"closes_at": datetime(2026, 12, 12, 9, tzinfo=UTC)}, "window_late"),
    ],
)
def test_dates_that_make_no_sense_are_refused_with_a_sentence(cast, now, changes, code):
    with pytest.raises(DomainError) as refusal:
        save(cast, now, **changes)
    assert refusal.value.code == code
    assert not Commission.objects.exists()


def test_two_commissions_of_one_service_share_no_day(cast, now):
    made = save(cast, now, span=DateRange(DAYS[0], DAYS[2]))
    save(cast, now, span=DateRange(DAYS[2], DAYS[4]))
    with pytest.raises(DomainError) as refusal:
        save(cast, now, span=DateRange(DAYS[1], DAYS[3]))
    assert refusal.value.code == "overlap"
    commissions.cancel(made.id, "Erreur", by=cast.by, now=now)
    save(cast, now, span=DateRange(DAYS[0], DAYS[2]))


def test_days_already_wished_for_are_not_taken_out(cast, now):
    made = save(cast, now)
    wished(cast, [cast.lea], [DAYS[4]], now=now)
    with pytest.raises(DomainError) as refusal:
        save(cast, now, made, span=DateRange(DAYS[0], DAYS[2]))
    assert refusal.value.code == "wishes_outside"


def test_a_cancelled_commission_takes_its_wishes_back_and_tells_why(shared, now):
    wished(shared, [shared.lea], [MONDAY], now=now)
    for _twice in range(2):
        commissions.cancel(shared.commission.id, "Sortie annulée", by=shared.by, now=now)
    assert Reservation.objects.get().state == "cancelled"
    outbox.drain(now)
    (letter,) = mail.outbox
    assert "Motif\u00a0: Sortie annulée" in letter.body
    assert wished(shared, [shared.lea], [MONDAY], now=now).booked


def test_what_is_over_does_not_change(shared, now):
    commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
    with pytest.raises(DomainError, match="terminée"):
        save(shared, now, shared.commission)
    with pytest.raises(DomainError, match="terminée"):
        commissions.cancel(shared.commission.id, "Trop tard", by=shared.by, now=AFTER)
    with pytest.raises(DomainError, match="motif"):
        commissions.cancel(shared.commission.id, " ", by=shared.by, now=AFTER)


def test_a_cancelled_commission_is_not_drawn(shared, now):
    commissions.cancel(shared.commission.id, "Erreur", by=shared.by, now=now)
    with pytest.raises(DomainError, match="terminée"):
        commissions.draw(shared.commission.id, by=shared.by, now=AFTER)
