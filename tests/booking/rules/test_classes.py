"""Levels decide groups (R11)."""

from uuid import uuid4

from booking.rules.classes import LEVELS, Placed, moves, usual_groups

SMALL, BIG = uuid4(), uuid4()


def test_level_decides_and_a_child_without_class_stays():
    """TPS, children of 2½, is a level as another."""
    baby, pupil, unknown, there = (uuid4() for _ in range(4))
    placed = [
        Placed(baby, "TPS", None),
        Placed(pupil, "CE1", SMALL),
        Placed(unknown, "", SMALL),
        Placed(there, "CM2", BIG),
    ]
    assert moves(placed, {"TPS": SMALL, "CE1": BIG, "CM2": BIG}) == {baby: SMALL, pupil: BIG}
    assert moves(placed, {}) == {}


def test_group_of_most_children_of_a_level_is_offered_first():
    placed = [
        *(Placed(uuid4(), "CP", BIG) for _ in range(3)),
        Placed(uuid4(), "CP", SMALL),
        Placed(uuid4(), "PS", None),
    ]
    assert usual_groups(placed) == {"CP": BIG}


def test_school_goes_from_tps_to_cm2():
    assert (LEVELS[0], LEVELS[-1], len(LEVELS)) == ("TPS", "CM2", 9)
