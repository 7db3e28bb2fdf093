"""A rhythm in words."""

from datetime import date

import pytest

from booking.rules.patterns import Weeks, describe


@pytest.mark.parametrize(
    ("weekdays", "weeks", "words"),
    [
        ([0], Weeks.ALL, "lundi, jusqu’au vendredi 2\u00a0juillet 2027"),
        ([3, 0, 1], Weeks.ALL, "lundi, mardi et jeudi, jusqu’au vendredi 2\u00a0juillet 2027"),
        (
            [0, 4],
            Weeks.EVEN,
            "lundi et vendredi, semaines paires, jusqu’au vendredi 2\u00a0juillet 2027",
        ),
    ],
)
def test_rhythm_is_said_in_french(weekdays, weeks, words):
    assert describe(weekdays, weeks, date(2027, 7, 2)) == words
