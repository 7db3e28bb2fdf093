"""Room, registration, exclusive activities and age, each with its reason (R11, R37, R42)."""

from datetime import date

import pytest

from booking.rules import slots
from booking.rules.slots import Places, Taken
from shared.values.decisions import Decision, no, yes
from shared.values.ranges import DateRange

DAY = date(2027, 1, 13)


@pytest.mark.parametrize(
    ("places", "wanted", "queue", "code"),
    [
        (Places(None, 500), 1, False, "ok"),
        (Places(20, 19), 1, False, "ok"),
        (Places(20, 19), 2, False, "full"),
        (Places(20, 20), 1, False, "full"),
        (Places(20, 20, margin=2), 2, False, "ok"),
        (Places(20, 22, margin=2), 1, False, "full"),
        (Places(0), 1, False, "full"),
        (Places(20, 25), 1, False, "full"),
        (Places(20, 3), 1, True, "queue_open"),
    ],
)
def test_a_place_is_taken_while_there_is_room(
    places: Places, wanted: int, queue: bool, code: str
) -> None:
    assert slots.decide_place(places, wanted=wanted, queue_open=queue).reason.code == code


def test_places_left_are_never_negative() -> None:
    assert (Places(20, 25).left, Places(20, 5, 1).left, Places(None).left) == (0, 16, None)


@pytest.mark.parametrize(
    ("exists", "reason", "code"),
    [(True, "", "ok"), (False, "", "not_open"), (True, "grève", "closed")],
)
def test_a_day_is_open_or_says_why_not(exists: bool, reason: str, code: str) -> None:
    decision = slots.decide_opening(exists=exists, closed_reason=reason)

    assert decision.reason.code == code
    assert reason in decision.reason.sentence


def test_a_registration_must_cover_the_day() -> None:
    year = DateRange(date(2026, 9, 1), date(2027, 1, 13))

    assert slots.decide_registration([year], date(2027, 1, 12))
    assert slots.decide_registration([year], DAY).reason.code == "not_registered"
    assert not slots.decide_registration([], DAY)


DAY_OUT = Taken("day", "Journée", "mercredi")


@pytest.mark.parametrize(
    ("activity", "exclusive_set", "taken", "allowed"),
    [
        ("morning", "mercredi", [DAY_OUT], False),
        ("day", "mercredi", [DAY_OUT], True),
        ("morning", "", [Taken("day", "Journée", "")], True),
        ("morning", "autre", [DAY_OUT], True),
        ("morning", "mercredi", [], True),
    ],
)
def test_journee_excludes_matin(
    activity: str, exclusive_set: str, taken: list[Taken], allowed: bool
) -> None:
    decision = slots.decide_exclusive(
        activity=activity, exclusive_set=exclusive_set, same_day=taken
    )

    assert bool(decision) is allowed


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2021, 1, 13), DAY, 6),
        (date(2021, 1, 14), DAY, 5),
        (date(2024, 7, 1), DAY, 2),
        (date(2020, 2, 29), date(2027, 2, 28), 6),
        (date(2020, 2, 29), date(2027, 3, 1), 7),
    ],
)
def test_the_age_is_that_of_the_day_attended(born: date, day: date, age: int) -> None:
    """R11."""
    assert slots.age_on(born, day) == age


@pytest.mark.parametrize(
    ("youngest", "oldest", "code"),
    [
        (72, 143, "ok"),
        (73, 143, "too_young"),
        (30, 71, "too_old"),
        (30, 72, "ok"),
        (None, None, "ok"),
    ],
)
def test_an_activity_may_ask_an_age(youngest: int | None, oldest: int | None, code: str) -> None:
    decision = slots.decide_age(date(2021, 1, 13), DAY, youngest=youngest, oldest=oldest)

    assert decision.reason.code == code


@pytest.mark.parametrize(
    ("born", "day", "months"),
    [
        (date(2024, 6, 30), date(2026, 12, 29), 29),
        (date(2024, 6, 30), date(2026, 12, 30), 30),
        (date(2024, 2, 29), date(2026, 2, 28), 23),
        (date(2024, 2, 29), date(2026, 3, 1), 24),
        (date(2024, 8, 31), date(2027, 3, 1), 30),
    ],
)
def test_children_of_two_and_a_half_are_counted_in_months(
    born: date, day: date, months: int
) -> None:
    assert slots.months_on(born, day) == months
    assert bool(slots.decide_age(born, day, youngest=30)) is (months >= 30)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (12, "1\u00a0an"),
        (18, "18\u00a0mois"),
        (30, "2\u00a0ans et demi"),
        (36, "3\u00a0ans"),
        (143, "11\u00a0ans et 11\u00a0mois"),
    ],
)
def test_age_is_said_as_people_say_it(months: int, words: str) -> None:
    assert slots.age_in_words(months) == words


@pytest.mark.parametrize(
    ("decisions", "code"),
    [((), "ok"), ((yes(), yes()), "ok"), ((yes(), no("a", "A."), no("b", "B.")), "a")],
)
def test_the_first_refusal_is_the_one_told(decisions: tuple[Decision, ...], code: str) -> None:
    assert slots.first_refusal(*decisions).reason.code == code
