"""The form of *Vue période*: weekdays × dates × children × prestations."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from booking.rules.patterns import LONGEST_DAYS, WEEKS_LABELS, Weeks, expand
from booking.selectors.period_choices import PeriodChoices
from shared.values.ranges import DateRange

NOT_SERVED = "Le service n’ouvre pas ce jour de la semaine."
WEEKDAY_ERRORS = {
    "required": "Choisissez au moins un jour de la semaine.",
    "invalid_choice": NOT_SERVED,
    "invalid": NOT_SERVED,
}
DATE_ERRORS = {
    "required": "Indiquez une date.",
    "invalid": "Cette date n’existe pas. Écrivez par exemple 12/01/2027.",
}


class PeriodForm(forms.Form):
    """French names, since they are read in the address."""

    enfant = forms.MultipleChoiceField(
        label="Enfants",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un enfant."},
    )
    prestation = forms.MultipleChoiceField(
        label="Prestations",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une prestation."},
    )
    jour = forms.TypedMultipleChoiceField(
        label="Jours",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages=WEEKDAY_ERRORS,
    )
    du = forms.DateField(
        label="Du", widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )
    au = forms.DateField(
        label="Au", widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )
    semaines = forms.ChoiceField(
        label="Semaines",
        choices=[(weeks.value, label.capitalize()) for weeks, label in WEEKS_LABELS.items()],
    )

    garder = forms.BooleanField(
        label="Garder ce rythme",
        required=False,
        help_text="Les dates que le service ouvrira plus tard, jusqu’à la date de fin, seront "
        "réservées toutes seules ; vous êtes prévenu et pouvez les rendre.",
    )

    def __init__(self, choices: PeriodChoices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfant"].choices = [(str(key), name) for key, name in choices.children]
        self.fields["prestation"].choices = [(str(one.id), one.name) for one in choices.activities]
        self.fields["jour"].choices = [
            (number, name.capitalize()) for number, name in choices.weekdays
        ]

    def clean(self) -> dict[str, Any]:
        """Refuses a span the wrong way round or longer than a year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last:
            if last < first:
                self.add_error("au", "La fin précède le début.")
            elif (last - first).days >= LONGEST_DAYS:
                self.add_error("au", "Choisissez une période de moins de 400 jours.")
        return cleaned

    @property
    def child_ids(self) -> list[UUID]:
        """The children ticked."""
        return [UUID(key) for key in self.cleaned_data["enfant"]]

    @property
    def activity_ids(self) -> list[UUID]:
        """The prestations ticked."""
        return [UUID(key) for key in self.cleaned_data["prestation"]]

    @property
    def span(self) -> DateRange:
        """The dates typed, as a range."""
        return DateRange.inclusive(self.cleaned_data["du"], self.cleaned_data["au"])

    @property
    def weeks(self) -> Weeks:
        """Every week, odd ones or even ones."""
        return Weeks(self.cleaned_data["semaines"])

    @property
    def days(self) -> list[date]:
        """Every date of the pattern."""
        return expand(self.cleaned_data["jour"], self.span, weeks=self.weeks)


def usual(choices: PeriodChoices, *, child_id: str = "") -> dict[str, Any]:
    """What is ticked before anybody chooses: every child, the first prestation, school days."""
    known = [str(key) for key, _name in choices.children]
    span = choices.usual
    return {
        "enfant": [child_id] if child_id in known else known,
        "prestation": [str(one.id) for one in choices.activities[:1]],
        "jour": list(choices.usual_weekdays),
        "du": span.first.isoformat() if span else "",
        "au": span.last.isoformat() if span else "",
        "semaines": Weeks.ALL.value,
    }
