"""The grid of a tariff, typed in euros and quotients as the deliberation prints it."""

from typing import Any

from django import forms

from booking.models import Tariff
from booking.office.calendar_form import DATE_ERRORS, DATES
from booking.rules.pricing import Bracket, grid_errors
from shared.values.money import MoneyError, parse_euros
from shared.values.quotient import QuotientError, format_quotient, parse_quotient

MOST_CENTS = 100_000


class EurosField(forms.CharField):
    """« 4,15 » as cents."""

    def clean(self, value: Any) -> Any:
        """Integer cents, or None when empty and optional."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_euros(text)
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= cents <= MOST_CENTS:
            raise forms.ValidationError("Un prix va de 0 à 1 000 €.")
        return cents


class QuotientField(forms.CharField):
    """« 650,50 » as hundredths."""

    def clean(self, value: Any) -> Any:
        """Integer hundredths, or None when empty and optional."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_quotient(text)
        except QuotientError as error:
            raise forms.ValidationError(str(error)) from error


class VersionForm(forms.Form):
    """The version: its name, from when, voted when."""

    name = forms.CharField(
        label="Nom de la grille",
        max_length=120,
        help_text="« Tarifs 2027 ».",
        error_messages={"required": "À remplir."},
    )
    starts_on = forms.DateField(
        label="À partir du",
        input_formats=DATES,
        widget=forms.DateInput(),
        help_text="Le prix d’un jour est celui de la grille en vigueur ce jour-là. "
        "La grille précédente s’arrête la veille.",
        error_messages=DATE_ERRORS,
    )
    unknown_quotient = forms.ChoiceField(
        label="Si le quotient familial n’est pas connu",
        choices=Tariff.UnknownQuotient.choices,
        initial=Tariff.UnknownQuotient.TOP,
    )
    deliberation = forms.CharField(
        label="Délibération",
        max_length=80,
        required=False,
        help_text="Sa référence : « DEL-2026-042 ». Elle est montrée dans « Pourquoi ce prix ? ».",
    )
    deliberated_on = forms.DateField(
        label="Votée le",
        required=False,
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
    )


class BracketForm(forms.Form):
    """One line of the grid; an empty line is left out."""

    name = forms.CharField(label="Tranche", max_length=30, required=False)
    low = QuotientField(label="Quotient à partir de", max_length=12, required=False)
    high = QuotientField(label="Quotient inférieur à", max_length=12, required=False)
    price = EurosField(label="Prix (€)", max_length=12, required=False)
    outside = EurosField(label="Prix hors commune (€)", max_length=12, required=False)

    def clean(self) -> dict[str, Any]:
        """A line with a price needs its lower bound; 0 is written 0."""
        cleaned = super().clean() or {}
        cleaned["is_empty"] = not any(
            str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields
        )
        if not cleaned["is_empty"] and not self.errors:
            if cleaned.get("low") is None:
                self.add_error("low", "Indiquez le quotient de départ : 0 pour la première.")
            if cleaned.get("price") is None:
                self.add_error("price", "Indiquez un prix, par exemple 3,50.")
        return cleaned


class BaseGrid(forms.BaseFormSet):
    """The whole grid: no gap, no overlap, from 0 to no limit (R52)."""

    def clean(self) -> None:
        """Each fault of the grid as a sentence."""
        if not any(self.errors) and (found := grid_errors(self.brackets())):
            raise forms.ValidationError(found)

    def brackets(self) -> list[Bracket]:
        """The lines as the rules read them, unnamed ones called A, B, C."""
        filled = (form.cleaned_data for form in self.forms)
        lines = [line for line in filled if not line.get("is_empty", True)]
        return [
            Bracket(
                line["name"] or chr(ord("A") + number),
                line["low"],
                line["high"],
                line["price"],
                line["outside"],
            )
            for number, line in enumerate(sorted(lines, key=lambda line: line["low"]))
        ]


def grid(data: Any = None, *, initial: list[Bracket] = (), lines: int = 0) -> Any:  # type: ignore[assignment]
    """A grid to show or read; ``lines`` at least, two more than what is there."""
    extra = max(lines - len(initial), 2)
    made = forms.formset_factory(BracketForm, formset=BaseGrid, extra=extra, max_num=40)
    return made(
        data,
        prefix="t",
        initial=[
            {
                "name": one.name,
                "low": format_quotient(one.low),
                "high": "" if one.high is None else format_quotient(one.high),
                "price": _euros(one.cents),
                "outside": "" if one.non_resident_cents is None else _euros(one.non_resident_cents),
            }
            for one in initial
        ],
    )


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
