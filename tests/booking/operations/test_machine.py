"""Everything at once in a small town, and everything stays true (R37–R42, B2, B3).

One connection, shrunk to the shortest story by Hypothesis; then many hands, each on a connection
of its own. Without locks the same story is seen to go wrong.
"""

import random
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shared.locks import DEADLOCK_DETECTED
from tenants.context import commune_scope
from tests.booking.operations.machine import ACTS, CUTOFFS, DAYS, START, Town
from tests.booking.operations.races import at_once

HANDS, ROUND = 6, 60
SPAN = CUTOFFS[DAYS[-1]] + timedelta(hours=20) - START


# --- one connection, shrunk ----------------------------------------------------------------------


class Story(RuleBasedStateMachine):
    """The town as Hypothesis plays it; everything it wrote is rolled back at the end."""

    commune = None

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.town = Town(self.commune, step=timedelta(minutes=20))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.town.clock.now += timedelta(hours=hours)

    @rule()
    def worker_ends_its_work(self) -> None:
        self.town.settle()
        assert self.town.unquiet() == []

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert self.town.wrong() == []


def _rule(name: str):
    @rule(a=st.integers(0, 5), b=st.integers(0, 3), c=st.integers(0, 3), d=st.integers(0, 2))
    def play(self, a: int, b: int, c: int, d: int) -> None:
        self.town.act(name, (a, b, c, d))

    return play


def tell_stories(commune, *, stories: int, acts: int) -> None:
    """Each act is a rule; what goes wrong is shown by the shortest story that leads there."""
    rules = {name: _rule(name) for name in ACTS}
    run_state_machine_as_test(
        type("Machine", (Story,), {"commune": commune} | rules),
        settings=hypothesis(
            max_examples=stories,
            stateful_step_count=acts,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_b3_no_story_on_one_connection_goes_wrong(scope):
    tell_stories(scope, stories=6, acts=30)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_b3_hundred_stories_on_one_connection(scope):
    """B3, sequential part: what Hypothesis finds, it shrinks."""
    tell_stories(scope, stories=100, acts=50)


# --- several connections -------------------------------------------------------------------------


def play(commune, seed: int, acts: int, *, hands: int = HANDS) -> tuple[Town, list]:
    """Rounds of acts by many hands; after each the worker ends its work and all must be true.

    Returns the town and the first things found wrong, with any error but a clear refusal.
    """
    dice = random.Random(seed)
    with commune_scope(commune):
        town = Town(commune, step=SPAN / acts)
    names, weights = list(ACTS), list(ACTS.values())
    for done in range(0, acts, ROUND):
        chosen = dice.choices(names, weights, k=min(ROUND, acts - done))
        thrown = [tuple(dice.randrange(12) for _ in range(4)) for _ in chosen]
        errors = at_once(
            commune,
            [partial(_watched, town, *one) for one in zip(chosen, thrown, strict=True)],
            hands=hands,
        )
        with commune_scope(commune):
            wrong = [repr(error) for error in errors if error is not None] or town.wrong()
            if not wrong:
                town.settle()
                wrong = town.wrong() + town.unquiet()
        if wrong:
            return town, wrong
    return town, []


def _watched(town: Town, name: str, dice: tuple[int, ...]) -> None:
    """One act, on a connection that tells a deadlock even where a second try hid it."""

    def watch(execute, sql, params, many, context):
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") == DEADLOCK_DETECTED:
                town.deadlocks.append(f"{name}: {error}")
            raise

    with connection.execute_wrapper(watch):
        town.act(name, dice)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_b3_many_hands_leave_the_town_true(jolieville, seed, settings):
    settings.TEST_PAUSE_AFTER_CHECK_MS = 2
    town, wrong = play(jolieville, seed, 120)
    assert wrong == []
    assert town.deadlocks == []
    assert {"accept", "decline", "close", "reopen", "capacity"} & town.done.keys()


@pytest.mark.django_db(transaction=True)
def test_b2_without_locks_the_same_hands_leave_it_wrong(jolieville, settings):
    """The machine can see a lock that is missing."""
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 15
    _town, wrong = play(jolieville, 0, 300)
    assert wrong != []


@pytest.mark.proof
@pytest.mark.timeout(1200)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(100))
def test_b3_five_hundred_acts_by_many_hands(jolieville, seed):
    """B3 with its full counts."""
    town, wrong = play(jolieville, seed, 500)
    print(f"\nB3 {seed} {dict(sorted(town.done.items()))}, interblocages {len(town.deadlocks)}")
    assert wrong == []
    assert town.deadlocks == []
