"""The components every page is written with; a tag prints, it decides no price, date or right.

The shells (portal.html, office.html, operator.html) read these context variables; all may be
missing, and a page without `account_name` is shown signed out:

- `nav_items`, `account_items`, `legal_items`: lists of NavItem;
- `account_name`: str, who is signed in; `logout_url`, `login_url`, `signup_url`, `home_url`: str;
- `cart_url`, `cart_count`: the family's cart; `search_url`: the office's search page;
- `commune_name`: str; `theme_url`: the commune's hashed theme.css; `operator_name`: str;
- `accessibility_url`: the declaration linked from « Accessibilité : partiellement conforme ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shared.templatetags.ui_fields import render_field
from shared.values import french_dates
from shared.values.money import format_cents
from shared.values.quotient import format_quotient

register = template.Library()
DEFAULT_ZONE = ZoneInfo("Europe/Paris")

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


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a menu. `section` groups the office's side menu (« » for none)."""

    url: str
    label: str
    icon: str = ""
    badge: int = 0
    current: bool = False
    section: str = ""


# --- Words ----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One drawing of icons.svg: decorative, or named for screen readers with `label`."""
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
        "weekday": french_dates.WEEKDAYS[value.weekday()],
        "weekday_short": french_dates.WEEKDAYS_SHORT[value.weekday()],
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


# --- States ---------------------------------------------------------------------------------


@register.inclusion_tag("components/tag.html")
def tag(state: str, text: str = "", locked: bool = False) -> dict[str, Any]:
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
    `other` (a day of the next month), `note` (« Pas d’école »). A day without cells is `blank`: no agenda line.
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
            "cells": zip(days, row["cells"], strict=True),
        }
        for row in rows
    ]
    return {"days": days, "rows": lines, "caption": caption}


@register.inclusion_tag("components/cart.html", takes_context=True)
def cart(context: Any, cart: Any, whole: bool = False) -> dict[str, Any]:
    """« Mes réservations »: a sticky bar on phones, unless `whole` (the page Panier).

    `cart` has `count`; `groups`, each with `title` (commune and service) and `lines` of `who`,
    `what`, `amount` (cents or None), `note`, `refusal`, `remove_value`; `pay_now` (cents);
    `later` (sentences); `hold` (sentence); `validate_url`, `clear_url`, `remove_url`.
    """
    return {"cart": cart, "whole": whole, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/legend.html")
def legend(*states: str) -> dict[str, Any]:
    """What each colour and icon means: the states given, or all eleven."""
    shown = states or tuple(STATES)
    return {"states": [(key, *STATES[key]) for key in shown]}


# --- Structure ------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    link: str = "",
    link_text: str = "",
    id: str = "",  # noqa: A002
) -> SafeString:
    """`{% card "À payer" link=url link_text="Mes factures" %}…{% endcard %}`.

    The content is printed as it is: wrap it in `<div class="card-body">` where it needs padding.
    """
    href = format_html('<a href="{}">{}</a>', link, link_text) if link else ""
    head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, href)
    return format_html(
        '<section class="card"{}>{}{}</section>',
        format_html(' id="{}"', id) if id else "",
        head if title else "",
        content,
    )


@register.simple_block_tag
def alert(content: str, level: str = "info", title: str = "") -> SafeString:
    """`{% alert "warning" title="…" %}…{% endalert %}`; warnings and errors are announced."""
    return format_html(
        '<div class="alert s-{}" role="{}">{}<div>{}{}</div></div>',
        level,
        "alert" if level in {"warning", "error"} else "status",
        icon(LEVELS[level]),
        format_html("<strong>{}</strong> ", title) if title else "",
        content,
    )


@register.simple_block_tag
def disclosure(content: str, summary: str, keep: str = "", open: bool = False) -> SafeString:  # noqa: A002
    """`{% disclosure "Pourquoi ce prix ?" %}…{% enddisclosure %}`; `keep` remembers it is open."""
    return format_html(
        '<details class="more"{}{}><summary>{}{}</summary><div>{}</div></details>',
        format_html(' data-keep="{}"', keep) if keep else "",
        SafeString(" open") if open else "",
        summary,
        icon("chevron-down"),
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """`{% dialog "refuse" "Refuser" %}…{% enddialog %}`, opened by `data-dialog="refuse"`.

    The opener is a link to the page that does the same, so it works without JavaScript.
    """
    return format_html(
        '<dialog id="{}" aria-labelledby="{}-title"><header class="card-head">'
        '<h2 id="{}-title">{}</h2><button class="btn plain square" type="button" data-close '
        'aria-label="Fermer">{}</button></header><div class="card-body">{}</div></dialog>',
        *(id, id, id, title, icon("cross"), content),
    )


@register.inclusion_tag("components/empty.html")
def empty_state(
    title: str, text: str = "", icon_name: str = "calendar", link: str = "", link_text: str = ""
) -> dict[str, Any]:
    """What a list says when it holds nothing, and what to do next."""
    return {
        "title": title,
        "text": text,
        "icon_name": icon_name,
        "link": link,
        "link_text": link_text,
    }


@register.inclusion_tag("components/chips.html")
def chips(items: Iterable[NavItem], label: str) -> dict[str, Any]:
    """Links that switch what is shown (child, view); `label` names the group."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[NavItem], label: str) -> dict[str, Any]:
    """Pages of one thing, as links under a line."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(items: Iterable[NavItem], here: str) -> dict[str, Any]:
    """The way back up; `here` is this page."""
    return {"items": items, "here": here}


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, Any]:
    """Steps of a short way; `current` counts from 1, one more than the last when all is done."""
    return {
        "steps": [
            {"text": text, "done": place < current, "current": place == current}
            for place, text in enumerate(steps, start=1)
        ]
    }


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """What happened, newest first: mappings of when, what and, if any, detail."""
    return {"events": events}


@register.inclusion_tag("components/kpi.html")
def kpi(
    value: int | str,
    text: str,
    url: str = "",
    total: int | None = None,
    icon_name: str = "",
) -> dict[str, Any]:
    """One figure of the office, leading to its rows; with `total`, a meter of `value` in it."""
    return {"value": value, "text": text, "url": url, "total": total, "icon_name": icon_name}


@register.inclusion_tag("components/meter.html")
def meter(value: int, total: int, text: str) -> dict[str, Any]:
    """A bar of places taken; amber from nine tenths, red when full. `text` names it."""
    tone = "full" if value >= total else "hot" if value * 10 >= total * 9 else ""
    return {"value": min(value, total), "total": total, "text": text, "tone": tone}


@register.inclusion_tag("components/progress.html")
def progress(text: str, value: int | None = None, total: int = 100) -> dict[str, Any]:
    """Long work in the background; no `value` means « not yet known »."""
    return {"text": text, "value": value, "total": total}


@register.inclusion_tag("components/sort_header.html")
def sort_header(text: str, url: str, sorted: str = "", right: bool = False) -> dict[str, Any]:  # noqa: A002
    """A column that sorts: `sorted` is « ascending », « descending » or nothing."""
    return {"text": text, "url": url, "sorted": sorted, "right": right}


@register.inclusion_tag("components/pagination.html")
def pagination(page: Any, query: str = "") -> dict[str, Any]:
    """Previous and next of a Django Page; `query` is what to keep, as « q=martin& »."""
    return {"page": page, "query": query}


@register.inclusion_tag("components/contact.html")
def contact(name: str, phone: str = "", mail: str = "", hours: str = "") -> dict[str, Any]:
    """Who to call: shown beside every refusal, dead cell and invoice."""
    return {
        "name": name,
        "phone": phone,
        "dial": "".join(char for char in phone if char.isdigit() or char == "+"),
        "mail": mail,
        "hours": hours,
    }


# --- Forms ----------------------------------------------------------------------------------


@register.simple_tag
def field(bound: Any, help: str = "", label: str = "", **attrs: Any) -> SafeString:  # noqa: A002
    """Any bound field with label, help, control and error tied together; `attrs` go to the input.

    An underscore in an attribute's name is written as a hyphen: `hx_get="…"`.
    """
    return render_field(bound, help=help, label=label, attrs=attrs)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary above a refused form: focused on load, each line leads to its field."""
    refused = [bound for bound in form if bound.errors] if form.is_bound else []
    return {
        "fields": [
            (bound, bound.id_for_label or f"{bound.auto_id}_0", " ".join(bound.errors))
            for bound in refused
        ],
        "general": form.non_field_errors() if form.is_bound else [],
    }
