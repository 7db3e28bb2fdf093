"""Dates and hours as French families read them: « lun. 4 janv. », « jeudi 1er avril 2027 »."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

NBSP = "\u00a0"

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEKDAYS_SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
MONTHS_SHORT = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def day_number(day: date) -> str:
    """« 1er » for the first of a month, else « 2 » … « 31 »: only the first is ordinal."""
    return "1er" if day.day == 1 else str(day.day)


def day_in_week(day: date) -> str:
    """« lun. 4 »: for a column whose month is already said."""
    return f"{WEEKDAYS_SHORT[day.weekday()]}{NBSP}{day_number(day)}"


def day_short(day: date, *, year: bool = False) -> str:
    """« lun. 4 janv. », with the year when asked. Never breaks across two lines."""
    text = f"{day_in_week(day)}{NBSP}{MONTHS_SHORT[day.month - 1]}"
    return f"{text}{NBSP}{day.year}" if year else text


def day_long(day: date, *, year: bool = True) -> str:
    """« lundi 4 janvier 2027 »; only number and month are kept together on a line."""
    text = f"{WEEKDAYS[day.weekday()]} {day_number(day)}{NBSP}{MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def month_long(day: date) -> str:
    """« janvier 2027 »: the month that holds this day."""
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def month_with_of(day: date) -> str:
    """« de janvier », « d’avril »: the month after « facture », with its elision."""
    name = MONTHS[day.month - 1]
    return f"d’{name}" if name[0] in "ao" else f"de {name}"


def hour(moment: time | datetime) -> str:
    """« 10:00 », « 8:30 »: an hour as a screen shows it, already in local time."""
    return f"{moment.hour}:{moment.minute:02d}"


def hour_spoken(moment: time | datetime) -> str:
    """« 10 h », « 8 h 30 »: an hour as a sentence or a screen reader says it."""
    minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def instant(moment: datetime, zone: ZoneInfo, *, month: bool = False) -> str:
    """« jeu. 4 à 10:00 », or « jeu. 4 févr. à 10:00 » with its month.

    `moment` is aware (UTC or not); it is shown in `zone`, the commune's.
    Raises ValueError on a naive moment, which would show another hour than was meant.
    """
    local = _local(moment, zone)
    day = day_short(local.date()) if month else day_in_week(local.date())
    return f"{day} à{NBSP}{hour(local)}"


def instant_spoken(moment: datetime, zone: ZoneInfo) -> str:
    """« mardi 12 janvier à 10 h »: the same instant for a label read aloud or a letter."""
    local = _local(moment, zone)
    return f"{day_long(local.date(), year=False)} à {hour_spoken(local)}"


def day_relative(day: date, today: date) -> str:
    """« hier », « aujourd’hui », « demain », else « lun. 4 janv. » (year told when it differs)."""
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    return near.get((day - today).days) or day_short(day, year=day.year != today.year)


def day_list(days: Iterable[date]) -> str:
    """« 25, 26, 28 janv., 1er, 2, 4 févr. »: the month is said once, after its days."""
    parts = []
    for (_year, month), same in groupby(sorted(days), key=lambda day: (day.year, day.month)):
        numbers = [day_number(day) for day in same]
        numbers[-1] += NBSP + MONTHS_SHORT[month - 1]
        parts.extend(numbers)
    return ", ".join(parts)


def day_range(first: date, last: date) -> str:
    """« du 4 au 8 janvier 2027 », « du 21 décembre 2026 au 3 janvier 2027 », « le 4 janvier 2027 ».

    Raises ValueError when `last` is before `first`.
    """
    if last < first:
        raise ValueError(f"range ends before it starts: {first} > {last}")
    end = f"{day_number(last)}{NBSP}{MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return f"le {end}"
    start = day_number(first)
    if (first.year, first.month) != (last.year, last.month):
        start += NBSP + MONTHS[first.month - 1]
    if first.year != last.year:
        start += f" {first.year}"
    return f"du {start} au {end}"


def week(day: date) -> str:
    """« Semaine 33 »: the ISO week, as on French calendars."""
    return f"Semaine{NBSP}{day.isocalendar().week}"


def enumeration(words: Sequence[str]) -> str:
    """« Léa », « Léa et Hugo », « Léa, Hugo et Noé »: no comma before « et »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def duration(span: timedelta) -> str:
    """« 25 min », « 1 h », « 1 h 05 », « 2 jours »: rounded down to the minute, days past 48 h."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f"{minutes // 1440}{NBSP}jours"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive moment has no zone: pass an aware datetime")
    return moment.astimezone(zone)
