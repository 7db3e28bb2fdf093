"""Forms of the régisseur's day: what is asked, in which words; operations decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from invoicing.models import Payment, Regie
from invoicing.selectors import regies as selector
from shared.values.french_dates import month_long
from shared.values.money import MoneyError, parse_euros

MONTHS_BACK = 12


class StartForm(forms.Form):
    """Which régie, which month: last month unless told otherwise."""

    regie = forms.TypedChoiceField(label="Régie")
    month = forms.TypedChoiceField(label="Mois", coerce=date.fromisoformat)

    def __init__(self, *args: Any, regies: Iterable[Regie], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regie"].choices = [(str(one.id), one.name) for one in regies]
        months = []
        year, month = today.year, today.month
        for _ in range(MONTHS_BACK + 1):
            first = date(year, month, 1)
            months.append((first.isoformat(), month_long(first)))
            year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        self.fields["month"].choices = months
        self.fields["month"].initial = months[1][0]


class EurosField(forms.CharField):
    """« 21,60 » → 2160 cents."""

    def clean(self, value: Any) -> Any:
        """Cents (int). Raises ValidationError with a French sentence."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_euros(text)
        except MoneyError as error:
            raise forms.ValidationError(str(error)) from error


class CollectForm(forms.Form):
    """Money handed over at the desk for one invoice (R88)."""

    amount = EurosField(
        label="Montant reçu (€)", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    means = forms.ChoiceField(
        label="Moyen",
        widget=forms.RadioSelect,
        choices=[
            (means.value, means.label)
            for means in (Payment.Means.CASH, Payment.Means.CHEQUE, Payment.Means.TRANSFER)
        ],
    )


class ResolutionForm(forms.Form):
    """What was done about an alert; a quarantine is decided as well."""

    decision = forms.ChoiceField(
        label="Décision",
        widget=forms.RadioSelect,
        choices=[
            ("accept", "L’argent est bien arrivé : enregistrer le paiement"),
            ("reject", "L’argent n’est pas arrivé : écarter le paiement"),
        ],
    )
    resolution = forms.CharField(
        label="Suite donnée",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple « remboursé par virement le 12 janvier ». Gardé dans l’historique.",
    )

    def __init__(self, *args: Any, is_quarantine: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_quarantine:
            del self.fields["decision"]


class RegieForm(forms.Form):
    """A régie: who it is, how it is paid, whom families call, what it collects for."""

    name = forms.CharField(label="Nom", max_length=120)
    code = forms.CharField(
        label="Code",
        max_length=4,
        validators=[RegexValidator(r"^[A-Z0-9]{2,4}$", "De 2 à 4 lettres capitales ou chiffres.")],
        help_text="Il figure dans les références : 2027-CA-00-164.",
    )
    channel = forms.ChoiceField(
        label="Circuit", choices=Regie.Channel.choices, widget=forms.RadioSelect
    )
    gateway = forms.ChoiceField(label="Paiement en ligne", choices=Regie.Gateway.choices)
    client_number = forms.CharField(
        label="Numéro de client PayFiP",
        max_length=6,
        required=False,
        validators=[RegexValidator(r"^\d{6}$", "Six chiffres.")],
    )
    due_days = forms.IntegerField(label="Jours pour payer", min_value=1, max_value=180)
    groups_invoices = forms.BooleanField(label="Plusieurs factures par paiement", required=False)
    is_open = forms.BooleanField(
        label="Régie ouverte",
        required=False,
        help_text="Fermée, elle n’accepte plus de paiement en ligne.",
    )
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    hours = forms.CharField(label="Horaires", max_length=200, required=False)
    address = forms.CharField(label="Adresse", max_length=200, required=False)
    means = forms.CharField(
        label="Moyens de paiement au guichet",
        max_length=200,
        required=False,
        help_text="Par exemple « espèces, chèque, CESU ».",
    )
    services = forms.MultipleChoiceField(
        label="Encaisse pour", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = selector.service_choices()
