"""Tags that show bookings: marks, cells, the calendar, the board and the cart."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import template

register = template.Library()

# The eight states of R12 and three of ours: icon, legend. No two share an icon.
STATES: Mapping[str, tuple[str, str]] = {
    "present": ("dot", "Enfant présent"),
    "absent": ("cross", "Enfant absent"),
    "bookable": ("ring", "Prestation réservable"),
    "closed": ("lock", "Non réservable ou non modifiable"),
    "pending": ("clock", "Demande en cours"),
    "accepted": ("check", "Demande validée"),
    "cancelling": ("back", "Demande d’annulation"),
    "refused": ("ban", "Demande refusée"),
    "in_cart": ("cart", "Dans le panier"),
    "waitlisted": ("hourglass", "Liste d’attente"),
    "offered": ("gift", "Place proposée"),
}
# The shorter word a cell shows; the legend says the whole.
WORDS: Mapping[str, str] = {
    "present": "Présent",
    "absent": "Absent",
    "bookable": "Réserver",
    "closed": "Non modifiable",
    "pending": "En cours",
    "accepted": "Validée",
    "cancelling": "Annulation demandée",
    "refused": "Refusée",
    "in_cart": "Dans le panier",
    "waitlisted": "Liste d’attente",
    "offered": "Place proposée",
}
# A message's level, or a tag that is no booking state: icon only.
LEVELS: Mapping[str, str] = {
    "info": "info",
    "success": "check",
    "warning": "alert",
    "error": "alert",
    "debug": "info",
}


@register.inclusion_tag("components/tag.html", name="tag")
def mark(state: str, text: str = "", locked: bool = False) -> dict[str, Any]:
    """A small mark: a booking state (see STATES) or a level (info, success, warning, error)."""
    icon_name = STATES[state][0] if state in STATES else LEVELS[state]
    return {"state": state, "icon_name": icon_name, "text": text or WORDS[state], "locked": locked}


@register.inclusion_tag("components/cell.html")
def cell(
    state: str,
    label: str = "",
    word: str = "",
    name: str = "",
    value: str = "",
    id: str = "",  # noqa: A002 - the HTML attribute's own name
    what: str = "",
    locked: bool = False,
    pressed: bool | None = None,
    cutoff: str = "",
    url: str = "",
) -> dict[str, Any]:
    """One prestation of one child on one day.

    With `name` and `value` it is a submit button of the form around it; with `url` a link; else,
    or when `locked`, a focusable button that does nothing but tell its `label` (full sentence).
    `what` is the prestation when a day holds several; `cutoff` is printed under the cell.
    """
    return {
        "state": state,
        "icon_name": STATES[state][0],
        "word": word or WORDS[state],
        "label": label,
        "name": name,
        "value": value,
        "id": id,
        "what": what,
        "locked": locked,
        "pressed": pressed,
        "cutoff": cutoff,
        "url": url,
        "lock_shown": locked and state != "closed",
    }


@register.inclusion_tag("components/month.html")
def month_table(caption: str, columns: Sequence[str], weeks: Iterable[Any]) -> dict[str, Any]:
    """The calendar of a service, an agenda where it is narrow.

    `columns` are the weekdays served (« Lundi »…). A week has `label` (« Sem. 2 ») and `days`, one
    for each column: `date`; `cells` (mappings of the arguments of `cell`); and, if wanted, `today`,
    `other` (a day of the next month), `note` (« Pas d’école »). A day without cells has
    no line in the agenda.
    """
    return {"caption": caption, "columns": columns, "weeks": weeks}


@register.inclusion_tag("components/cell.html")
def cell_from(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A cell whose arguments come as one mapping, as `month_table` gives them."""
    return cell(**facts)


@register.inclusion_tag("components/board.html")
def board(days: Sequence[date], rows: Iterable[Any], caption: str) -> dict[str, Any]:
    """Child × day: a row has `name`, `sub` (commune) and `cells`, one for each day.

    A cell has `tags` (mappings of state, text, locked), or `link` (a page where to book), or
    neither, which is a day without service.
    """
    lines = [
        {
            "name": row["name"],
            "sub": row.get("sub", ""),
            "cells": [
                (
                    date_shown,
                    {
                        "link": facts.get("link", ""),
                        "tags": [mark(**one) for one in facts.get("tags", ())],
                    },
                )
                for date_shown, facts in zip(days, row["cells"], strict=True)
            ],
        }
        for row in rows
    ]
    return {"days": days, "rows": lines, "caption": caption}


@register.inclusion_tag("components/cart.html", takes_context=True)
def cart(context: Any, cart: Any, whole: bool = False) -> dict[str, Any]:
    """« Mes réservations »: a sticky bar on phones, unless `whole` (the page Panier).

    `cart` has `count`; `groups`, each with `title` (commune and service) and `lines` of `who`,
    `what`, `amount` (cents or None), `note`, `refusal`, `remove_value`; `pay_now` (cents);
    `later` (sentences); `hold` (sentence); `url` (the page Panier), `validate_url`, `clear_url`,
    `remove_url`.
    """
    return {"cart": cart, "whole": whole, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/legend.html")
def legend(*states: str) -> dict[str, Any]:
    """What each colour and icon means: the states given, or all eleven."""
    shown = states or tuple(STATES)
    return {"states": [(key, *STATES[key]) for key in shown]}
