"""What the gallery of components shows: one week of Léa and Hugo, a cart, a refused form."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

import shared
from shared.templatetags.ui import STATES, NavItem

STATIC = Path(shared.__file__).parent / "static" / "shared"
SPRITE = (STATIC / "icons.svg").read_text(encoding="utf-8")
WEEKS = (
    (1, 4, ("present", "present", "", "absent", "present")),
    (2, 11, ("present", "closed", "", "accepted", "accepted")),
    (3, 18, ("pending", "accepted", "", "cancelling", "refused")),
    (4, 25, ("in_cart", "offered", "", "waitlisted", "bookable")),
)


class GalleryForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nom du compte", help_text="Celui que vous verrez en haut.")
    mail = forms.EmailField(label="Notification e-mail")
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)
    title = forms.ChoiceField(
        label="Civilité", choices=[("mme", "Madame"), ("m", "Monsieur")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Jours",
        choices=[("1", "Lundi"), ("2", "Mardi")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    birth = forms.DateField(label="Date de naissance")
    hour = forms.TimeField(label="Heure", required=False)
    question = forms.ChoiceField(label="Question secrète", choices=[("1", "Première école")])
    paper = forms.FileField(label="Assurance scolaire", required=False)
    note = forms.CharField(label="Message", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="J’accepte les mentions légales")


def day(state: str, number: int) -> dict[str, Any]:
    """One day of the month; no state is a day without school."""
    when = date(2027, 1, number)
    if not state:
        return {"date": when, "note": "Pas d’école", "cells": []}
    label = f"Léa, repas, {number} janvier, {STATES[state][1]}"
    facts = {"state": state, "label": label, "name": "wish", "value": number, "id": f"day-{number}"}
    if number == 19:
        facts |= {"locked": True}
    if number == 29:
        facts |= {"cutoff": "jusqu’au mer. 27 à 10:00"}
    return {"date": when, "today": number == 12, "cells": [facts]}


def board_rows() -> list[dict[str, Any]]:
    """Two children over three days."""
    done = {"state": "accepted", "text": "Repas"}
    wait = {"state": "pending", "text": "Repas, en cours"}
    return [
        {"name": "Léa", "sub": "Jolieville", "cells": [{"tags": [done]}, {}, {"link": "#book"}]},
        {
            "name": "Hugo",
            "sub": "Montclair",
            "cells": [{"tags": [done, wait]}, {"tags": [done]}, {}],
        },
    ]


def basket() -> dict[str, Any]:
    """A cart of two communes."""
    lea = {"who": "Léa", "what": "6 repas", "amount": 2100, "remove_value": "1"}
    hugo = {"who": "Hugo", "what": "3 accueils du soir", "amount": 960, "remove_value": "2"}
    return {
        "count": 9,
        "pay_now": 2100,
        "later": ["+ 9,60 € sur la facture de janvier de Montclair"],
        "hold": "Places gardées 25 min à partir de « Valider ».",
        **dict.fromkeys(("url", "validate_url", "clear_url", "remove_url"), "#cart"),
        "groups": [
            {"title": "Jolieville · Restaurant scolaire", "lines": [lea]},
            {"title": "Montclair · Accueil du soir", "lines": [hugo]},
        ],
    }


def context() -> dict[str, Any]:
    """All that `components/gallery.html` and the portal's shell ask for."""
    return {
        "account_name": "Claire Martin",
        "account_items": [NavItem("#account", "Mon compte", "settings")],
        "nav_items": [
            NavItem("#home", "Accueil", "home"),
            NavItem("#book", "Réserver", "calendar", current=True),
            NavItem("#invoices", "Mes factures", "invoice", badge=2),
            NavItem("#family", "Mon foyer", "family"),
        ],
        "legal_items": [NavItem("#legal", "Mentions légales")],
        "accessibility_url": "#accessibility",
        "operator_name": "des mairies du Val",
        "cart_url": "#cart",
        "cart_count": 9,
        "today": date(2027, 1, 12),
        "trail": [NavItem("#book", "Réserver")],
        "children": [NavItem("#lea", "Léa", current=True), NavItem("#hugo", "Hugo")],
        "columns": ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"],
        "weeks": [
            {
                "label": f"Sem. {number}",
                "days": [day(state, first + place) for place, state in enumerate(states)],
            }
            for number, first, states in WEEKS
        ],
        "days": [date(2027, 1, number) for number in (13, 14, 16)],
        "rows": board_rows(),
        "views": [NavItem("#due", "À payer", badge=2, current=True), NavItem("#paid", "Payées")],
        "steps": ["Panier", "Paiement", "Confirmation"],
        "form": GalleryForm({"mail": "x"}),
        "events": [{"when": "mar. 12 janv. à 8:12", "what": "Demande reçue"}],
        "basket": basket(),
        "icons": re.findall(r'<symbol id="([\w-]+)"', SPRITE),
        "page": Paginator(range(50), 10).get_page(2),
    }
