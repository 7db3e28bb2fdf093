"""Quotients: a new one ends the former, zero is a value, overlaps are refused (R52–R54)."""

from datetime import date

import pytest

from family.models import AuditEvent, FamilyQuotient
from family.operations import quotients
from family.signals import quotient_changed
from shared.errors import DomainError
from tests.factories import families as cast
from tests.family.office.town import BY


@pytest.fixture
def claire(scope):
    """Claire Martin, 850,00 since 1 January 2026."""
    return cast.martin().guardian


def add(adult, now, value=74_250, since=date(2026, 9, 1), until=None):
    """Record one value."""
    return quotients.add(
        adult,
        value_hundredths=value,
        starts_on=since,
        ends_on=until,
        source="caf",
        by=BY,
        now=now,
    )


def spans(adult):
    """Values and dates, oldest first."""
    rows = FamilyQuotient.objects.filter(guardian=adult).order_by("starts_on")
    return [(row.value_hundredths, row.starts_on, row.ends_on) for row in rows]


def test_new_quotient_ends_the_former_and_zero_is_a_value(claire, now):
    """R52."""
    add(claire, now, value=0)

    assert spans(claire) == [
        (85_000, date(2026, 1, 1), date(2026, 9, 1)),
        (0, date(2026, 9, 1), None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        (date(2026, 1, 1), None, "commence déjà le 01/01/2026"),
        (date(2025, 6, 1), None, "déjà saisi"),
        (date(2025, 6, 1), date(2026, 2, 1), "déjà saisi"),
        (date(2026, 9, 1), date(2026, 9, 1), "après le début"),
    ],
)
def test_overlap_is_refused_and_nothing_changes(claire, now, since, until, sentence):
    with pytest.raises(DomainError, match=sentence):
        add(claire, now, since=since, until=until)

    assert spans(claire) == [(85_000, date(2026, 1, 1), None)]


def test_older_quotient_that_ends_before_is_accepted(claire, now):
    add(claire, now, since=date(2025, 1, 1), until=date(2026, 1, 1))

    assert [value for value, *_ in spans(claire)] == [74_250, 85_000]


def test_withdrawn_quotient_lets_the_former_run_again(claire, now):
    wrong = add(claire, now)

    quotients.withdraw(wrong, motive="Faute de frappe", by=BY, now=now)

    assert spans(claire) == [(85_000, date(2026, 1, 1), None)]
    event = AuditEvent.objects.get(verb="quotient.withdrawn")
    assert (event.motive, event.facts["value"]) == ("Faute de frappe", 74_250)


def test_withdrawing_asks_a_motive(claire, now):
    wrong = add(claire, now)

    with pytest.raises(DomainError, match="pourquoi"):
        quotients.withdraw(wrong, motive="", by=BY, now=now)


def test_upper_rooms_hear_since_when(claire, now):
    heard = []

    def hear(sender, guardian, since, **kwargs):
        heard.append((guardian, since))

    quotient_changed.connect(hear)
    try:
        add(claire, now)
    finally:
        quotient_changed.disconnect(hear)

    assert heard == [(claire, date(2026, 9, 1))]
