"""What a parent types to open their file."""

from typing import Any

from django import forms

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]


class BirthDateForm(forms.Form):
    """The second fact: one child's birth date."""

    birth_date = forms.DateField(
        label="Date de naissance de l’un de vos enfants",
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": "Cette date n’existe pas : donnez le jour, le mois et l’année, par exemple "
            "14/05/2019.",
            "required": "Donnez la date de naissance de l’un de vos enfants.",
        },
    )


class CodeForm(forms.Form):
    """The code alone, for a visitor who has no account yet."""

    code = forms.CharField(
        label="Code d’adhésion",
        max_length=40,
        help_text="Il ressemble à « JOLI-7K3QF-M2XDP ». Les tirets et les majuscules ne comptent "
        "pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Saisissez le code reçu de votre mairie."},
    )


class JoinForm(CodeForm, BirthDateForm):
    """Both, for a parent who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["code", "birth_date"])
