"""Until when one may book, modify or cancel (R20–R26): which rule applies, and what it answers.

The instants of each kind are computed in ``cutoffs``, the sentences in ``deadline_words``.
"""

from enum import StrEnum


class Act(StrEnum):
    """What the family wants to do."""

    BOOK = "book"
    MODIFY = "modify"
    CANCEL = "cancel"


class Kind(StrEnum):
    """The ways a règlement says « until when » (R20, a to h)."""

    DAYS_BEFORE = "days_before"
    PREVIOUS_WEEKDAY = "previous_weekday"
    WEEKDAY_OF_WEEK = "weekday_of_week"
    DAY_OF_MONTH = "day_of_month"
    HOURS_BEFORE = "hours_before"
    WORKING_HOURS_BEFORE = "working_hours_before"
    PERIOD_INSTANT = "period_instant"
    CLEAR_DAYS = "clear_days"
    WEEKDAY_TABLE = "weekday_table"
    NEVER = "never"
    ALWAYS = "always"
