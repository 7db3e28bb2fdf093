"""The day of a calendar, printed without a template: a month holds a hundred of its parts."""

from collections.abc import Iterable
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from shared.templatetags.ui import icon

register = template.Library()
_TAP = ' name="cell" value="{}"'
_DEAD = mark_safe(' type="button" aria-disabled="true"')  # noqa: S308 - our own text
_NOTHING = mark_safe("")


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
def day_cells(cells: Iterable[Printed]) -> SafeString:
    """The buttons of a day, each with its cut-off; a dead one stays focusable (R21)."""
    return mark_safe("".join(_button(cell) for cell in cells))  # noqa: S308 - each is escaped


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
