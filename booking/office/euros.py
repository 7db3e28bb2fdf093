"""A form field for an amount: typed in euros, kept in cents."""

from typing import Any

from django import forms

from shared.values.money import format_cents, parse_euros


class Euros(forms.CharField):
    """An amount in euros, kept in cents."""

    def clean(self, value: Any) -> int | None:
        """Cents, None when empty and not required."""
        text = super().clean(value)
        if not text:
            return None
        try:
            cents = parse_euros(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 <= cents <= 100_000:
            raise forms.ValidationError("Écrivez un montant entre 0 et 1\u00a0000\u00a0€.")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """« 2,50 » for 250."""
        return format_cents(value).removesuffix("\u00a0€") if isinstance(value, int) else value
