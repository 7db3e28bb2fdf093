"""Due dates in the leaflet's words."""

from datetime import date

import pytest

from invoicing.rules.due_dates import Urgency, due_on, due_text


@pytest.mark.parametrize(
    ("today", "text", "urgency", "left"),
    [
        (date(2027, 2, 14), "14 jours avant échéance", Urgency.CALM, 14),
        (date(2027, 2, 21), "7 jours avant échéance", Urgency.SOON, 7),
        (date(2027, 2, 27), "1 jour avant échéance", Urgency.SOON, 1),
        (date(2027, 2, 28), "dernier jour", Urgency.LAST_DAY, 0),
        (date(2027, 3, 1), "en retard de 1 jour", Urgency.LATE, -1),
        (date(2027, 3, 3), "en retard de 3 jours", Urgency.LATE, -3),
    ],
)
def test_due_text_says_how_near(today: date, text: str, urgency: Urgency, left: int) -> None:
    found = due_text(date(2027, 2, 28), today)

    assert (found.text, found.urgency, found.days_left) == (text, urgency, left)


def test_due_on_counts_days_from_the_issue() -> None:
    assert due_on(date(2027, 2, 1), 30) == date(2027, 3, 3)
