"""The days of a calendar, printed without a template: a month holds a hundred of their parts."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shared.templatetags.ui import icon

register = template.Library()
_TAP = ' name="cell" value="{}"'
_DEAD = mark_safe(' type="button" aria-disabled="true"')  # noqa: S308 - our own text
_NOTHING = mark_safe("")
_TODAY = mark_safe('<span class="sr">aujourd’hui</span>')  # noqa: S308 - our own text


class Printed(Protocol):
    """What a cell prints: see ``booking.portal.cells.Shown``."""

    key: str
    state: str
    icon: str
    word: str
    who: str
    label: str
    cutoff: str
    value: str
    is_locked: bool
    is_pressed: bool
    url: str


@register.simple_tag
def week_days(days: Iterable[Mapping[str, Any]]) -> SafeString:
    """The cells of a week's row: see ``booking.portal.calendar._day`` for what each holds."""
    return mark_safe("".join(_cell(facts) for facts in days))  # noqa: S308 - each is escaped


@register.simple_tag
def day_inside(facts: Mapping[str, Any]) -> SafeString:
    """Whose day it is, its buttons with their cut-offs, a refusal, and what to know of it."""
    note, cells = facts["day"].note, facts["cells"]
    parts = (
        [format_html('<span class="home">{}</span>', facts["custody"])] if facts["custody"] else []
    )
    parts += map(_button, cells)
    if facts["refusal"]:
        parts.append(format_html('<p class="refusal">{} {}</p>', icon("alert"), facts["refusal"]))
    if note:
        kind = "note coming" if cells else "note"
        parts.append(format_html('<p class="{}">{}</p>', kind, note))
    return mark_safe("".join(parts))  # noqa: S308 - each is escaped


def _cell(facts: Mapping[str, Any]) -> SafeString:
    day = facts["day"]
    return format_html(
        '<td role="cell"{}><time class="date" datetime="{}"><span class="weekday">{}</span>'
        '<span class="number" aria-hidden="true">{}</span>{}</time>{}'
        '<div class="day" id="{}">{}</div></td>',
        format_html(' class="{}"', facts["classes"]) if facts["classes"] else _NOTHING,
        facts["iso"],
        facts["in_week"],
        day.number,
        format_html("&nbsp;{}", facts["month"]) if facts["month"] else _NOTHING,
        _TODAY if day.is_today else _NOTHING,
        facts["key"],
        day_inside(facts),
    )


def _button(cell: Printed) -> SafeString:
    if cell.url:
        return _link(cell)
    return format_html(
        '<button class="cell s-{}" id="{}" aria-label="{}"{} aria-pressed="{}">{}<span>{}'
        '<span class="word">{}</span></span>{}</button>{}',
        cell.state,
        cell.key,
        cell.label,
        format_html(_TAP, cell.value) if cell.value else _DEAD,
        "true" if cell.is_pressed else "false",
        icon(cell.icon),
        format_html('<span class="what">{}</span>', cell.who) if cell.who else _NOTHING,
        cell.word,
        format_html('<span class="lock">{}</span>', icon("lock")) if cell.is_locked else _NOTHING,
        format_html('<p class="cutoff">{}</p>', cell.cutoff) if cell.cutoff else _NOTHING,
    )


def _link(cell: Printed) -> SafeString:
    """A cell that is answered on a page of its own."""
    return format_html(
        '<a class="cell s-{}" id="{}" aria-label="{}" href="{}">{}<span>{}'
        '<span class="word">{}</span></span></a>{}',
        cell.state,
        cell.key,
        cell.label,
        cell.url,
        icon(cell.icon),
        format_html('<span class="what">{}</span>', cell.who) if cell.who else _NOTHING,
        cell.word,
        format_html('<p class="cutoff">{}</p>', cell.cutoff) if cell.cutoff else _NOTHING,
    )
