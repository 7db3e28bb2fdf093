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
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shared.templatetags import ui_states, ui_words
from shared.templatetags.ui_fields import render_field
from shared.templatetags.ui_states import LEVELS, STATES, WORDS
from shared.templatetags.ui_words import icon

__all__ = ["LEVELS", "STATES", "WORDS", "NavItem", "register"]

# One library for pages: `{% load ui %}` brings the words and the states as well.
register = template.Library()
register.tags.update(ui_words.register.tags)
register.tags.update(ui_states.register.tags)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a menu. `section` groups the office's side menu (« » for none)."""

    url: str
    label: str
    icon: str = ""
    badge: int = 0
    current: bool = False
    section: str = ""


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


@register.filter
def in_rows(form: Any) -> list[list[Any]]:
    """The bound fields of a form; those that its ``side_by_side`` names together share a row."""
    groups = {names[0]: names for names in getattr(form, "side_by_side", ())}
    followers = {name for names in groups.values() for name in names[1:]}
    return [
        [form[name] for name in groups.get(bound.name, (bound.name,))]
        for bound in form
        if bound.name not in followers
    ]


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
