"""The rows of a day sheet, written at once: 600 of them must cost a few milliseconds (A1)."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from booking.office.sheet_rows import key_of
from booking.selectors.day_sheet import DaySheet, SheetMark
from shared.templatetags.ui import icon
from shared.values.french_dates import hour

register = template.Library()
BUTTONS = (("p", "present", "Présent"), ("a", "absent", "Absent"), ("j", "justified", "Justifié"))
WORDS = {"": "attendu", "present": "présent", "absent": "absent", "justified": "absent, justifié"}


@register.simple_tag
def sheet_rows(sheet: DaySheet, rows: tuple, can_point: bool) -> SafeString:
    """One <tr> a child; radio buttons when the agent may point, words otherwise."""
    menu_icon = icon("fork-knife")
    labels = {one.activity_id: _Label(escape(one.name)) for one in sheet.totals}
    written = []
    for row in rows:
        name = f"{escape(row.last_name)} {escape(row.first_name)}"
        about = [escape(row.group)] if row.group else []
        if row.diet_label:
            about.append(f"<b class=soon>{menu_icon} {escape(row.diet_label)}</b>")
        small = f"<small>{' · '.join(about)}</small>" if about else ""
        cells = [f"<tr><th scope=row>{name}{small}</th>"]
        for one, mark in zip(sheet.totals, row.marks, strict=True):
            cells.append(_cell(name, row.child_id, labels[one.activity_id], mark, can_point))
        written.append("".join(cells))
    return mark_safe("".join(written))  # noqa: S308 - every name above is escaped


class _Label:
    """An activity’s name, escaped, and as an attribute: two quotes a row are a kilobyte (A1)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = f"data-label={name}" if name.isalnum() else f'data-label="{name}"'


def _cell(name: str, child_id, activity: _Label, mark: SheetMark | None, can_point: bool) -> str:
    if mark is None:
        return f"<td class=off {activity.data}>–"
    extra = " <small class=soon>sans réservation</small>" if not mark.is_booked else ""
    if mark.left_at:
        extra += f" <small>parti à {hour(mark.left_at)}</small>"
    if not can_point:
        return f"<td {activity.data}>{WORDS[mark.state]}{extra}"
    key = key_of(child_id, mark.activity_id)
    buttons = "".join(
        f"<label><input type=radio name={key} value={value}"
        f"{' checked' if mark.state == state else ''}>{word}</label>"
        for value, state, word in BUTTONS
    )
    return (
        f"<td {activity.data}><span class=marks role=radiogroup "
        f'aria-label="{name}, {activity.name}">{buttons}</span>{extra}'
    )
