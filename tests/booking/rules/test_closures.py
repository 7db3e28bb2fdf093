"""Which child a closure keeps away (R8, R10)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from booking.rules.closures import Closure, Pupil, concerns, decide_closures
from shared.values.ranges import DateRange

DAY = date(2027, 1, 12)
CANTEEN, CARE, GROUP, SCHOOL = uuid4(), uuid4(), uuid4(), uuid4()
SPAN = DateRange.inclusive(DAY, DAY)
CLASS = Closure(SPAN, "Sortie au musée", school=SCHOOL, class_name="CE1 A")
LEA = Pupil(GROUP, SCHOOL, "ce1 a ")


@pytest.mark.parametrize(
    ("changes", "pupil", "day", "expected"),
    [
        ({}, LEA, DAY, True),
        ({}, LEA, date(2027, 1, 13), False),
        ({}, replace(LEA, class_name="CE1 B"), DAY, False),
        ({}, replace(LEA, school=uuid4()), DAY, False),
        ({}, Pupil(), DAY, False),
        ({"class_name": ""}, replace(LEA, class_name="CM2"), DAY, True),
        ({"service": CARE}, LEA, DAY, False),
        ({"service": CANTEEN}, LEA, DAY, True),
        ({"group": GROUP}, LEA, DAY, True),
        ({"group": uuid4()}, LEA, DAY, False),
    ],
)
def test_closure_concerns_the_children_it_names(changes, pupil, day, expected):
    closure = replace(CLASS, **changes)
    assert concerns(closure, day=day, service=CANTEEN, pupil=pupil) is expected
    decision = decide_closures([closure], day=day, service=CANTEEN, pupil=pupil)
    assert bool(decision) is not expected
    if expected:
        assert decision.reason.sentence == "Fermé pour votre enfant\u00a0: Sortie au musée."


def test_whole_closure_is_the_openings_business():
    """Its openings are shut: this rule refuses nobody twice."""
    whole = Closure(SPAN, "Grève")
    assert concerns(whole, day=DAY, service=CANTEEN, pupil=LEA)
    assert decide_closures([whole], day=DAY, service=CANTEEN, pupil=LEA)
