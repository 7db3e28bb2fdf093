"""Plain-text words for mails: `{% load letters %}` in a .txt template."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template

from shared.values import french_dates
from shared.values.money import format_cents

register = template.Library()


@register.filter
def euros(cents: int) -> str:
    """2100 → « 21,00 € »."""
    return format_cents(cents)


@register.filter
def day_words(day: date | str) -> str:
    """« lundi 4 janvier 2027 », from a date or its ISO text."""
    return french_dates.day_long(_day(day))


@register.filter
def day_words_list(days: Iterable[date | str]) -> str:
    """« 25, 26, 28 janv., 1er févr. », from dates or their ISO texts."""
    return french_dates.day_list(sorted(_day(day) for day in days))


@register.filter
def instant_words(instant: datetime | str, zone: ZoneInfo) -> str:
    """« mardi 12 janvier à 10 h » in the commune's zone, from an aware instant or its ISO text."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return french_dates.instant_spoken(moment, zone)


@register.filter
def names(words: Iterable[str]) -> str:
    """« Léa, Hugo et Noé »."""
    return french_dates.enumeration(list(words))


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
