"""What an agent types of a service's absences: the numbers, and the grid of billed shares."""

from typing import Any

from django import forms

from booking.models import AbsencePolicy
from booking.office.euros import Euros
from booking.rules.cancellations import MOTIVE_LABELS, Notice
from booking.rules.outcomes import DEFAULTS, GRID_MOTIVES, Key

NUMBER = {"required": "Écrivez un nombre.", "invalid": "Écrivez un nombre entier."}
COLUMNS = [(notice, proof) for notice in Notice for proof in (False, True)]
HEADS = (
    "À temps",
    "À temps, avec justificatif",
    "Hors délai",
    "Hors délai, avec justificatif",
)


def _number(label: str, *, least: int = 0, most: int = 365, **more: Any) -> forms.IntegerField:
    more.setdefault("initial", 0)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        error_messages=NUMBER
        | {
            "min_value": f"Écrivez un nombre d’au moins {least}.",
            "max_value": f"Écrivez un nombre d’au plus {most}.",
        },
        **more,
    )


def _euros(label: str, **more: Any) -> Euros:
    more.setdefault("initial", 0)
    return Euros(
        label=label, error_messages={"required": "Écrivez un montant, ou 0."}, max_length=12, **more
    )


class PolicyForm(forms.Form):
    """Late absences, carence, proof, unbooked presence, late pick-up."""

    late_absence = forms.BooleanField(
        label="La famille peut signaler une absence après le délai",
        required=False,
        help_text="La date est annulée et facturée selon la grille, jusqu’au début de l’accueil.",
    )
    proof_days = _number(
        "Jours pour montrer un justificatif", initial=3, help_text="Comptés depuis le jour manqué."
    )
    proof_by_month_end = forms.BooleanField(
        label="Plutôt jusqu’à la fin du mois du jour manqué", required=False
    )
    carence_days = _number("Jours de carence", most=30)
    carence_kind = forms.ChoiceField(
        label="Ces premiers jours",
        choices=AbsencePolicy.CarenceKind.choices,
        widget=forms.RadioSelect,
        initial=AbsencePolicy.CarenceKind.BILLED,
        error_messages={"required": "Choisissez une réponse."},
    )
    prompt_days = _number(
        "Sans carence si le justificatif est vu sous (jours)",
        required=False,
        initial=None,
        help_text="Vide : la carence s’applique toujours.",
    )
    unbooked = forms.ChoiceField(
        label="Un enfant venu sans réservation paie",
        choices=AbsencePolicy.Unbooked.choices,
        widget=forms.RadioSelect,
        initial=AbsencePolicy.Unbooked.NORMAL,
        help_text="L’enfant est toujours accueilli. Le supplément est une ligne à part.",
        error_messages={"required": "Choisissez une réponse."},
    )
    unbooked_percent = _number("Majoration (%)", most=500)
    unbooked_cents = _euros("Supplément (€)")
    pickup_tolerance = _number("Retard toléré le soir (minutes)", most=240)
    pickup_step = _number(
        "Pas du retard (minutes)",
        least=1,
        most=1440,
        initial=15,
        help_text="1440 pour un montant fixe par retard.",
    )
    pickup_cents = _euros("Montant par pas commencé (€)")
    pickup_from = _number("À partir du retard n° (dans l’année scolaire)", least=1, initial=1)
    pickup_then_cents = _euros("Montant suivant (€)", required=False, initial=None)
    pickup_then_after = _number(
        "… au-delà de (minutes de retard)", required=False, initial=None, most=1440
    )
    pickup_then_from = _number("… ou à partir du retard n°", required=False, initial=None, least=1)


def name_of(key: Key) -> str:
    """The name of a cell in the form."""
    motive, notice, proof = key
    return f"{motive}-{notice}-{'p' if proof else 's'}"


class TableForm(forms.Form):
    """One field a cell of the grid."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for motive in GRID_MOTIVES:
            for (notice, proof), head in zip(COLUMNS, HEADS, strict=True):
                self.fields[name_of((motive, notice, proof))] = _number(
                    f"{MOTIVE_LABELS[motive].capitalize()}, {head[0].lower()}{head[1:]} (%)",
                    most=100,
                    initial=DEFAULTS[motive, notice, proof],
                )

    def lines(self) -> list[dict[str, Any]]:
        """The grid: a motive, its four cells."""
        return [
            {
                "label": MOTIVE_LABELS[motive].capitalize(),
                "cells": [self[name_of((motive, notice, proof))] for notice, proof in COLUMNS],
            }
            for motive in GRID_MOTIVES
        ]

    def shares(self) -> dict[Key, int]:
        """The clean table."""
        return {key: self.cleaned_data[name_of(key)] for key in DEFAULTS}
