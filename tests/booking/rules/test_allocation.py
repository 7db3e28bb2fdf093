"""Scarce places shared among wishes: ranks, reasons, siblings, and nothing to gain by tricks."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.allocation import (
    NO_PLACE_AT_ALL,
    Asked,
    Household,
    Inputs,
    Room,
    allocate,
    commitment,
    lot,
    ranked,
)

SEED = "00" * 32


def asked(key: str, home: str, child: str = "a", opening: str = "mon", **fields) -> Asked:
    """A wish for Monday by a household's only child, unless told otherwise."""
    fields.setdefault("order", 0)
    fields.setdefault("day", opening)
    return Asked(key, home, f"{home}-{child}", opening=opening, **fields)


def inputs(wishes, *, places=1, scores=None, seed=SEED, limits=()) -> Inputs:
    """Openings ``mon`` and ``tue`` with so many places each."""
    scores = scores or {}
    return Inputs(
        seed=seed,
        rooms=(Room("mon", places), Room("tue", places)),
        households=tuple(
            Household(home, scores.get(home, 0)) for home in sorted({w.household for w in wishes})
        ),
        asked=tuple(wishes),
        limits=limits,
    )


def by_wish(given_inputs: Inputs):
    return {one.wish: one for one in allocate(given_inputs)}


def test_points_come_before_the_lot_and_the_lot_settles_the_rest() -> None:
    homes = [Household("x", 0), Household("y", 5), Household("z", 0)]
    last = sorted(["x", "z"], key=lambda key: lot(SEED, key))
    assert [home.id for home in ranked(SEED, homes)] == ["y", *last]


def test_another_seed_gives_another_order() -> None:
    homes = [Household(str(number)) for number in range(20)]
    assert ranked(SEED, homes) != ranked("11" * 32, homes)


def test_the_commitment_is_the_hash_of_the_seed() -> None:
    assert commitment(SEED) == ("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925")


def test_a_granted_wish_and_a_refused_one_say_their_rank() -> None:
    found = by_wish(inputs([asked("1", "x"), asked("2", "y")], scores={"y": 1}))
    assert (found["2"].granted, found["2"].reason) == (
        True,
        "Rang\u00a01 sur\u00a02\u00a0: place attribuée.",
    )
    assert (found["1"].granted, found["1"].reason) == (
        False,
        "Rang\u00a02 sur\u00a02. Complet\u00a0: la dernière place est allée au rang\u00a01.",
    )


def test_without_any_place_nobody_is_named() -> None:
    found = by_wish(inputs([asked("1", "x")], places=0))
    assert found["1"].reason.endswith(NO_PLACE_AT_ALL)


def test_without_limit_everybody_is_served() -> None:
    wishes = [asked(str(number), f"h{number}") for number in range(30)]
    assert all(one.granted for one in allocate(inputs(wishes, places=None)))


def test_the_eldest_is_first_when_siblings_may_be_apart() -> None:
    found = by_wish(inputs([asked("1", "x", "young", order=1), asked("2", "x", "old", order=0)]))
    assert (found["1"].granted, found["2"].granted) == (False, True)


@pytest.mark.parametrize(("places", "granted"), [(1, False), (2, True)])
def test_siblings_together_are_all_or_none(places: int, granted: bool) -> None:
    wishes = [
        asked("1", "x", "a", together=True),
        asked("2", "x", "b", order=1, together=True),
    ]
    found = allocate(inputs(wishes, places=places))
    assert [one.granted for one in found] == [granted, granted]
    if not granted:
        assert "il ne restait pas assez de places pour tous" in found[0].reason


def test_a_place_that_siblings_could_not_share_goes_to_the_next_rank() -> None:
    wishes = [
        asked("1", "x", "a", together=True),
        asked("2", "x", "b", order=1, together=True),
        asked("3", "y"),
    ]
    found = by_wish(inputs(wishes, places=1, scores={"x": 9}))
    assert [found[key].granted for key in "123"] == [False, False, True]


def test_a_barred_wish_takes_nothing_and_bars_those_asked_with_it() -> None:
    shut = "Fermé\u00a0: grève."
    wishes = [
        asked("1", "x", "a", together=True, barred=shut),
        asked("2", "x", "b", order=1, together=True),
        asked("3", "y"),
    ]
    found = by_wish(inputs(wishes, places=1, scores={"x": 9}))
    assert found["1"].reason.endswith(shut)
    assert "un des souhaits de ce jour est impossible" in found["2"].reason
    assert found["3"].granted


def test_a_limit_above_several_openings_counts_weights() -> None:
    small, big = {"staff": 7}, {"staff": 5}
    wishes = [
        asked("1", "x", weights=small),
        asked("2", "y", opening="tue", weights=big),
        asked("3", "z", opening="tue", weights=big),
    ]
    found = by_wish(
        inputs(wishes, places=9, scores={"x": 3, "y": 2, "z": 1}, limits=(Room("staff", 12),))
    )
    assert [found[key].granted for key in "123"] == [True, True, False]
    assert "rang\u00a02" in found["3"].reason


def test_a_limit_that_is_too_small_for_one_more_says_who_took_the_last() -> None:
    wishes = [asked("1", "x", weights={"s": 7}), asked("2", "y", weights={"s": 7})]
    found = by_wish(inputs(wishes, places=9, scores={"x": 1}, limits=(Room("s", 12),)))
    assert found["2"].reason.endswith("la dernière place est allée au rang\u00a01.")


def test_a_wish_of_an_unknown_household_is_an_error() -> None:
    known = inputs([asked("1", "x")])
    with pytest.raises(KeyError):
        allocate(replace(known, households=()))


# --- no trick pays -------------------------------------------------------------------------------

HOMES = ["h0", "h1", "h2", "h3"]


@st.composite
def towns(draw) -> Inputs:
    """Up to four households of three children over two days, few places, one limit."""
    cells = draw(
        st.sets(
            st.tuples(st.sampled_from(HOMES), st.integers(0, 2), st.sampled_from(["mon", "tue"])),
            min_size=1,
        )
    )
    wishes = [
        asked(
            f"{number:03d}",
            home,
            str(order),
            opening,
            order=order,
            together=draw(st.booleans()),
            barred=draw(st.sampled_from(["", "", "", "Fermé."])),
            weights={"staff": draw(st.sampled_from([5, 7]))},
        )
        for number, (home, order, opening) in enumerate(sorted(cells))
    ]
    return Inputs(
        seed=draw(st.binary(min_size=32, max_size=32)).hex(),
        rooms=tuple(
            Room(day, draw(st.one_of(st.none(), st.integers(0, 5)))) for day in ("mon", "tue")
        ),
        limits=(Room("staff", draw(st.one_of(st.none(), st.integers(0, 40)))),),
        households=tuple(Household(home, draw(st.integers(0, 2))) for home in HOMES),
        asked=tuple(wishes),
    )


def days_got(town: Inputs, home: str) -> set[tuple[str, str]]:
    """(child, opening) that a household obtains."""
    keys = {one.id: one.key for one in town.asked}
    return {keys[one.wish] for one in allocate(town) if one.household == home and one.granted}


@given(towns())
def test_never_more_than_the_places(town: Inputs) -> None:
    known = {one.id: one for one in town.asked}
    done = [known[one.wish] for one in allocate(town) if one.granted]
    taken = Counter(one.opening for one in done)
    for room in town.rooms:
        assert room.places is None or taken[room.id] <= room.places
    units = sum(one.weights["staff"] for one in done)
    assert town.limits[0].places is None or units <= town.limits[0].places
    assert not any(one.barred for one in done)


@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_changes_nothing(town: Inputs, chance) -> None:
    mixed = {
        name: tuple(chance.sample(found, len(found)))
        for name in ("rooms", "households", "asked")
        if (found := list(getattr(town, name)))
    }
    assert allocate(replace(town, **mixed)) == allocate(town)


@given(towns(), st.sampled_from(HOMES), st.randoms(use_true_random=False))
def test_no_household_gains_by_splitting_repeating_or_timing_its_wishes(
    town: Inputs, home: str, chance
) -> None:
    """Ids follow the time of sending: new ids are other *Valider*s, in another order."""
    mine = [one for one in town.asked if one.household == home]
    others = [one for one in town.asked if one.household != home]
    numbers = chance.sample(range(1000), 2 * len(mine))
    again = [
        replace(one, id=f"{number:03d}-again")
        for one, number in zip(chance.sample(mine, len(mine)) + mine, numbers, strict=True)
    ]
    kept = again[: len(mine) + chance.randint(0, len(mine))]
    assert days_got(replace(town, asked=(*kept, *others)), home) == days_got(town, home)


@given(towns(), st.sampled_from(HOMES))
def test_the_rank_owes_nothing_to_how_many_wishes_there_are(town: Inputs, home: str) -> None:
    mine = [one for one in town.asked if one.household == home]
    ranks = {one.household: one.rank for one in allocate(town)}
    if mine:
        fewer = [one for one in town.asked if one.household != home or one is mine[0]]
        assert {
            one.household: one.rank for one in allocate(replace(town, asked=tuple(fewer)))
        } == ranks


@given(towns())
def test_siblings_asked_together_share_one_fate(town: Inputs) -> None:
    granted = {one.wish: one.granted for one in allocate(town)}
    joined = {(one.household, one.day) for one in town.asked if one.together}
    fates: dict = {}
    for one in town.asked:
        if (one.household, one.day) in joined:
            fates.setdefault((one.household, one.day), set()).add(granted[one.id])
    assert all(len(fate) == 1 for fate in fates.values())


@given(towns())
def test_a_better_rank_never_envies_a_worse_one(town: Inputs) -> None:
    """Who was refused for want of places was served before whoever took the same opening later."""
    known = {one.id: one for one in town.asked}
    joined = {(one.household, one.day) for one in town.asked if one.together}
    results = allocate(town)
    for refused in results:
        one = known[refused.wish]
        alone = (one.household, one.day) not in joined and not one.barred
        if refused.granted or not alone:
            continue
        assert not any(
            other.granted
            and other.rank > refused.rank
            and known[other.wish].opening == one.opening
            and known[other.wish].weights["staff"] >= one.weights["staff"]
            for other in results
        )
