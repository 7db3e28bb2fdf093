"""Tags that write one word: an icon, an amount, a day, an hour."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shared.values import french_dates
from shared.values.money import format_cents
from shared.values.quotient import format_quotient

register = template.Library()
DEFAULT_ZONE = ZoneInfo("Europe/Paris")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of icons.svg: decorative, or named for screen readers with `label`."""
    return _drawing(name, label)


@lru_cache(maxsize=512)
def _drawing(name: str, label: str) -> SafeString:
    """Remembered: a month prints fifty of them, and the sprite's address never changes."""
    href = f"{static('shared/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def asset(path: str) -> str:
    """The address of one of our static files."""
    return static(path)


@register.simple_tag
def cents(value: int) -> SafeString:
    """2100 → « 21,00 € », in figures of one width."""
    return format_html('<span class="num">{}</span>', format_cents(value))


@register.simple_tag
def qf(value: int | None) -> str:
    """65050 (hundredths) → « 650,50 »; None → « inconnu »."""
    return "inconnu" if value is None else format_quotient(value)


@register.simple_tag
def day(value: date, year: bool = False) -> str:
    """« lun. 4 janv. »."""
    return french_dates.day_short(value, year=year)


@register.simple_tag
def day_long(value: date, year: bool = True) -> str:
    """« lundi 4 janvier 2027 »."""
    return french_dates.day_long(value, year=year)


@register.simple_tag
def day_in_week(value: date) -> str:
    """« lun. 4 »: where the month is already said."""
    return french_dates.day_in_week(value)


@register.simple_tag
def day_parts(value: date) -> dict[str, str]:
    """The words of a day, for a page that lays them out itself."""
    return {
        "in_week": french_dates.day_in_week(value),
        "number": french_dates.day_number(value),
        "month_short": french_dates.MONTHS_SHORT[value.month - 1],
    }


@register.simple_tag
def month(value: date) -> str:
    """« janvier 2027 »."""
    return french_dates.month_long(value)


@register.simple_tag
def days(values: Iterable[date]) -> str:
    """« 25, 26, 28 janv., 1er, 2, 4 févr. »."""
    return french_dates.day_list(values)


@register.simple_tag
def instant(value: datetime, zone: ZoneInfo | str = DEFAULT_ZONE, month: bool = False) -> str:
    """« jeu. 4 à 10:00 », in the commune's zone; with `month`, « jeu. 4 févr. à 10:00 »."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    return french_dates.instant(value, zone, month=month)
