"""The components: readable in light and dark, every state with its own colour, icon and word."""

import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

import shared
from shared.templatetags import ui

STATIC = Path(shared.__file__).parent / "static" / "shared"
CSS = (STATIC / "app.css").read_text(encoding="utf-8")
SPRITE = (STATIC / "icons.svg").read_text(encoding="utf-8")
TEMPLATES = Path(shared.__file__).parent / "templates"
COMMUNE_COLOURS = ("#1d4f91", "#000000", "#b3261e", "#1a7f4b", "#6b2f8a", "#8a4b00", "#767676")
LIGHT, DARK = re.findall(r":root \{(.*?)\n *\}", CSS[: CSS.index("@layer reset {")], re.DOTALL)


def tokens(scheme: str, commune: str) -> dict[str, str]:
    """The custom properties of one scheme, the dark ones laid over the light ones."""
    found: dict[str, str] = {}
    for block in (LIGHT, DARK) if scheme == "dark" else (LIGHT,):
        found |= dict(re.findall(r"--([\w-]+): ([^;]+);", block))
    return found | {"commune": commune}


def oklab(linear: tuple[float, ...]) -> list[float]:
    red, green, blue = linear
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return [
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    ]


def from_oklab(lightness: float, a: float, b: float) -> tuple[float, ...]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return tuple(min(1.0, max(0.0, channel)) for channel in linear)


def colour(value: str, scheme: dict[str, str]) -> tuple[float, ...]:
    """A token's value as linear RGB: #hex, var(--x) or color-mix in oklab, as a browser does."""
    if value.startswith("var("):
        return colour(scheme[value[6:-1]], scheme)
    if value.startswith("color-mix"):
        first, share, second = re.fullmatch(
            r"color-mix\(in oklab, (.+) (\d+)%, (.+)\)", value
        ).groups()
        weight = int(share) / 100
        one, two = oklab(colour(first, scheme)), oklab(colour(second, scheme))
        return from_oklab(*(x * weight + y * (1 - weight) for x, y in zip(one, two, strict=True)))
    parts = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)


def contrast(front: str, back: str, scheme: dict[str, str]) -> float:
    """The contrast ratio of two token values (WCAG 2.2, 1.4.3)."""
    levels = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in (colour(front, scheme), colour(back, scheme))
    )
    return (levels[1] + 0.05) / (levels[0] + 0.05)


TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("ground", "card", "hover")),
    *((ink, ground) for ink in ("accent", "no", "wait", "ok") for ground in ("ground", "card")),
    *((ink, "accent-soft") for ink in ("accent", "ink", "ink-2", "no", "wait")),
    ("on-accent", "accent"),
    ("on-no", "no"),
    ("on-wait", "wait"),
    ("off-ink", "off-soft"),
    ("no-ink", "no-soft"),
    ("ok-ink", "ok-strong"),
]
EDGE_PAIRS = [("line-strong", "card"), ("line-strong", "ground"), ("accent-line", "card")]


def state_colours() -> dict[str, dict[str, str]]:
    """The three colours each `.s-…` class sets: background, letters, border."""
    rules = re.findall(r"\.s-(\w+) \{([^}]*)\}", CSS)
    return {name: dict(re.findall(r"--(bg|fg|bd): ([^;]+);", body)) for name, body in rules}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("commune", COMMUNE_COLOURS)
def test_contrast_of_text_is_at_least_4_5(scheme: str, commune: str) -> None:
    """WCAG 2.2 AA 1.4.3, for any accent a commune may choose."""
    values = tokens(scheme, commune)
    pairs = [(f"var(--{front})", f"var(--{back})") for front, back in TEXT_PAIRS]
    pairs += [(state["fg"], state["bg"]) for state in state_colours().values()]

    weak = {
        pair: round(contrast(*pair, values), 2) for pair in pairs if contrast(*pair, values) < 4.5
    }

    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("commune", COMMUNE_COLOURS)
def test_contrast_of_edges_is_at_least_3(scheme: str, commune: str) -> None:
    """WCAG 2.2 AA 1.4.11: what tells a field or a bookable cell from its ground."""
    values = tokens(scheme, commune)

    weak = [
        pair
        for pair in EDGE_PAIRS
        if contrast(f"var(--{pair[0]})", f"var(--{pair[1]})", values) < 3
    ]

    assert weak == []


def test_contrast_of_black_on_white_is_21() -> None:
    assert round(contrast("#000000", "#ffffff", {})) == 21


def test_states_have_each_their_own_colour_icon_and_word() -> None:
    """R12: never colour alone, and no two states alike."""
    colours = state_colours()
    looks = {tuple(sorted(colours[state].items())) for state in ui.STATES}
    icons = {icon for icon, _legend in ui.STATES.values()}

    assert len(ui.STATES) == 11
    assert len(looks) == len(icons) == len(set(ui.WORDS.values())) == 11
    assert ui.WORDS.keys() == ui.STATES.keys()


def test_icons_named_in_templates_and_tags_are_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    sources = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'\{% icon "([\w-]+)"', sources))
    named |= {icon for icon, _legend in ui.STATES.values()} | set(ui.LEVELS.values())

    assert named - drawn == set()


def test_templates_hold_no_inline_style_or_script() -> None:
    """The strict content policy would refuse them in the browser."""
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")

    found = [
        path.name
        for path in TEMPLATES.rglob("*.html")
        if forbidden.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_cents_and_days_are_written_the_french_way() -> None:
    written = render(
        "{% cents 2100 %}|{% day when %}|{% day_long when %}|{% qf 65050 %}|{% qf none %}",
        when=date(2027, 1, 4),
        none=None,
    )

    assert written == (
        '<span class="num">21,00\u00a0€</span>|lun.\u00a04\u00a0janv.|'
        "lundi 4\u00a0janvier 2027|650,50|inconnu"
    )


def test_cell_bookable_is_a_submit_button_named_in_full() -> None:
    html = render(
        '{% cell "bookable" label="Léa, repas, jeudi 14 janvier" name="wish" value="7" %}'
    )

    assert 'type="submit" name="wish" value="7"' in html
    assert 'aria-label="Léa, repas, jeudi 14 janvier"' in html
    assert "Réserver" in html
    assert "aria-disabled" not in html


def test_cell_locked_keeps_its_word_gains_a_lock_and_stays_focusable() -> None:
    """R12: a booked day past its cut-off."""
    html = render('{% cell "accepted" name="wish" value="7" locked=True %}')

    assert "Validée" in html
    assert "icons.svg#check" in html
    assert "icons.svg#lock" in html
    assert 'aria-disabled="true"' in html
    assert "<button" in html
    assert " disabled" not in html
    assert 'name="wish"' not in html


def test_cell_escapes_what_a_commune_wrote() -> None:
    html = render("{% cell 'closed' word=word %}", word="<script>alert(1)</script>")

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


class JoinForm(forms.Form):
    title = forms.ChoiceField(
        label="Civilité", choices=[("mme", "Madame"), ("m", "Monsieur")], widget=forms.RadioSelect
    )
    name = forms.CharField(label="Nom", help_text="Comme sur la carte d’identité")
    birth = forms.DateField(label="Naissance", initial=date(2018, 3, 4), required=False)
    agreed = forms.BooleanField(label="J’accepte")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_ties_label_help_and_error_to_the_input() -> None:
    form = JoinForm({"name": ""})

    html = render('{% field form.name autocomplete="family-name" %}', form=form)

    assert '<label for="id_name">Nom</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="family-name"' in html


def test_field_date_is_a_native_picker_with_an_iso_value() -> None:
    html = render("{% field form.birth %}", form=JoinForm())

    assert 'type="date"' in html
    assert 'value="2018-03-04"' in html
    assert "(facultatif)" in html


def test_field_of_choices_is_a_fieldset_with_its_legend() -> None:
    html = render("{% field form.title %}", form=JoinForm({}))

    assert re.search(r'<fieldset aria-describedby="id_title_error"[^>]*class="field"', html)
    assert "<legend>Civilité</legend>" in html
    assert '<label class="choice" for="id_title_1">' in html


def test_field_hidden_has_neither_label_nor_wrapper() -> None:
    assert render("{% field form.secret %}", form=JoinForm()).startswith("<input")


def test_form_errors_lead_to_each_field_and_say_nothing_of_a_sound_form() -> None:
    refused = render("{% form_errors form %}", form=JoinForm({}))

    assert '<a href="#id_name">Nom</a>' in refused
    assert '<a href="#id_title_0">Civilité</a>' in refused
    assert "data-focus" in refused
    assert "role" not in render("{% form_errors form %}", form=JoinForm())


def test_stepper_marks_what_is_done_and_where_one_is() -> None:
    html = render("{% stepper steps 2 %}", steps=["Panier", "Paiement", "Confirmation"])

    assert html.count("data-done") == 1
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("taken", "tone"), [(89, "meter "), (108, "meter hot"), (120, "meter full")]
)
def test_meter_warns_before_it_is_full(taken: int, tone: str) -> None:
    assert f'class="{tone}"' in render("{% meter taken 120 'Soir' %}", taken=taken)


@pytest.mark.parametrize("page", ["404.html", "403.html", "429.html", "500.html"])
def test_refusal_pages_print_with_no_context_at_all(page: str) -> None:
    """Django renders 500.html without a request: nothing there may depend on one."""
    html = render_to_string(page)

    assert '<main id="contenu"' in html
    assert html.count("<h1>") == 1
    assert 'href="#contenu"' in html


def test_portal_shows_the_menu_to_who_is_signed_in_and_the_door_to_others() -> None:
    entry = ui.NavItem("/factures/", "Mes factures", "invoice", badge=2, current=True)
    urls = {"login_url": "/connexion/", "signup_url": "/inscription/", "nav_items": [entry]}

    outside = render_to_string("portal.html", urls)
    inside = render_to_string("portal.html", {**urls, "account_name": "Claire Martin"})

    assert "Se connecter" in outside
    assert "Mes factures" not in outside
    assert "Se connecter" not in inside
    assert '<a href="/factures/" aria-current="page">' in inside
    assert '<span class="badge">2</span>' in inside


def test_office_menu_is_grouped_by_section() -> None:
    entries = [
        ui.NavItem("/a/", "Aujourd’hui", "home"),
        ui.NavItem("/t/", "Tarifs", section="Réglages"),
        ui.NavItem("/d/", "Délais", section="Réglages"),
    ]

    html = render_to_string("components/side_nav.html", {"nav_items": entries, "label": "Gestion"})

    assert html.count("<h2>Réglages</h2>") == 1
    assert html.index("Aujourd’hui") < html.index("<h2>") < html.index("Délais")


def test_month_keeps_table_roles_and_says_today() -> None:
    day = date(2027, 2, 1)
    week = {
        "label": "Sem. 5",
        "days": [
            {"date": day, "today": True, "cells": [{"state": "bookable", "name": "w", "value": 1}]}
        ],
    }

    html = render("{% month_table 'Repas' columns weeks %}", columns=["Lundi"], weeks=[week])

    assert '<table class="month" role="table">' in html
    assert html.count('role="rowheader"') == 1
    assert "aujourd’hui" in html
    assert 'datetime="2027-02-01"' in html
    assert "1er" in html


def test_cart_shows_refused_lines_with_their_reason_and_the_two_totals() -> None:
    line = {"who": "Léa", "what": "6 repas", "amount": 2100, "refusal": "Complet le 26 janvier."}
    basket = {
        "count": 1,
        "pay_now": 2100,
        "validate_url": "/valider/",
        "clear_url": "/vider/",
        "later": ["+ 9,60 € sur la facture de janvier"],
        "groups": [{"title": "Jolieville · Cantine", "lines": [line]}],
    }

    html = render("{% cart basket %}", basket=basket)

    assert "Complet le 26 janvier." in html
    assert "facture de janvier" in html
    assert html.count("21,00\u00a0€") == 2
    assert "Valider" in html


def test_cart_empty_has_nothing_to_validate() -> None:
    html = render("{% cart basket %}", basket={"count": 0, "groups": []})

    assert "Votre panier est vide" in html
    assert "Valider" not in html
