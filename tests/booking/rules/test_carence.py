"""Carence, ranks of an absence, and until when a proof counts (R28, R29)."""

from datetime import date, timedelta

import pytest

from booking.rules.carence import Carence, ProofRule, accept_proof, percent, ranks, starts

MONDAY = date(2026, 12, 14)
WEEK = [MONDAY + timedelta(days=n) for n in (0, 1, 2, 3, 4)]
NEXT = MONDAY + timedelta(days=7)


def bills(rule, *, days=3, seen_on=None, without=100, proven=0):
    """The shares of the first days of an absence that began on MONDAY."""
    return [
        percent(rule, rank=n, without=without, proven=proven, seen_on=seen_on, since=MONDAY)
        for n in range(1, days + 1)
    ]


def test_the_first_day_stays_due():
    """Saint-Lager."""
    rule = ProofRule(days=1)
    assert bills(rule, seen_on=MONDAY) == [100, 0, 0]
    assert bills(rule) == [100, 100, 100]


@pytest.mark.parametrize(("after", "shares"), [(3, [0, 0, 0]), (4, [100, 100, 0])])
def test_two_waiting_days_when_the_certificate_came_after_72_hours(after, shares):
    """Saint-Exupéry."""
    rule = ProofRule(days=2, prompt_days=3, proof_days=10)
    assert bills(rule, seen_on=MONDAY + timedelta(days=after)) == shares


def test_nothing_is_accepted_after_ten_days_except_with_a_motive():
    """Saint-Exupéry; R18."""
    due = ProofRule(proof_days=10).due_on(MONDAY)
    assert due == date(2026, 12, 24)
    assert accept_proof(due, due)
    refused = accept_proof(due, due + timedelta(days=1))
    assert not refused
    assert "24\u00a0décembre 2026" in refused.reason.sentence
    assert accept_proof(due, due + timedelta(days=1), motive="Hospitalisation")


def test_the_first_two_meals_are_paid_by_the_town():
    """Saint-Jean-du-Bois."""
    rule = ProofRule(days=2, kind=Carence.OFFERED)
    assert bills(rule, days=4) == [0, 0, 100, 100]


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2028, 2, 10), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2026, 11, 30)),
    ],
)
def test_a_certificate_before_the_end_of_the_month(day, due):
    """Lutins du Vexin."""
    assert ProofRule(by_month_end=True).due_on(day) == due


def test_ranks_go_over_a_weekend_and_start_again_when_the_child_comes():
    absent = {WEEK[3], WEEK[4], NEXT, NEXT + timedelta(days=2)}
    found = ranks(
        absent, {NEXT + timedelta(days=1)}, [*WEEK, *(NEXT + timedelta(n) for n in range(5))]
    )
    assert list(found.values()) == [1, 2, 3, 1]
    assert starts(found)[NEXT] == WEEK[3]
    assert starts(found)[NEXT + timedelta(days=2)] == NEXT + timedelta(days=2)


def test_a_week_open_without_the_child_makes_another_absence_but_holidays_do_not():
    later = MONDAY + timedelta(days=14)
    opened = [MONDAY + timedelta(days=n) for n in range(21)]
    assert ranks({MONDAY, later}, set(), opened)[later] == 1
    assert ranks({MONDAY, later}, set(), [MONDAY, later])[later] == 2
