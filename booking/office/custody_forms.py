"""What an agent types of a custody calendar (R69, R70, R73)."""

from datetime import timedelta
from typing import Any

from django import forms

from booking.office.calendar_form import DATE_ERRORS, DATES, ORDER, UNKNOWN, SpanForm
from family.models import CustodyPlan, Guardian

SIDES = {"required": "Choisissez un parent."} | UNKNOWN


class _Adults(forms.Form):
    """A form whose lists name the adults tied to a child."""

    adult_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, adults: list[Guardian], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(adult.pk): adult for adult in adults}
        for name in self.adult_fields:
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            empty = "Choisir…" if field.required else "Aucun"
            field.choices = [
                ("", empty),
                *((key, adult.full_name) for key, adult in self.adults.items()),
            ]

    def adult(self, name: str) -> Guardian | None:
        """The chosen adult, None where none was."""
        return self.adults.get(self.cleaned_data.get(name) or "")


class PlanForm(_Adults):
    """A calendar: two parents, a rhythm, what becomes of holidays, who books, who pays."""

    adult_fields = ("first", "second")
    first = forms.ChoiceField(label="Premier parent", error_messages=SIDES)
    second = forms.ChoiceField(label="Second parent", required=False, error_messages=UNKNOWN)
    pattern = forms.ChoiceField(
        label="Rythme", choices=CustodyPlan.Pattern.choices, error_messages=UNKNOWN
    )
    anchor = forms.DateField(
        label="Un jour d’une semaine du premier parent",
        input_formats=DATES,
        widget=forms.DateInput(),
        help_text="N’importe quel jour de cette semaine-là\u00a0: les autres s’en déduisent.",
        error_messages=DATE_ERRORS,
    )
    holidays = forms.ChoiceField(
        label="Vacances scolaires", choices=CustodyPlan.Holidays.choices, error_messages=UNKNOWN
    )
    bookers = forms.ChoiceField(
        label="Qui réserve et annule", choices=CustodyPlan.Bookers.choices, error_messages=UNKNOWN
    )
    payers = forms.ChoiceField(
        label="Qui paie", choices=CustodyPlan.Payers.choices, error_messages=UNKNOWN
    )
    starts_on = forms.DateField(
        label="À partir du",
        input_formats=DATES,
        widget=forms.DateInput(),
        help_text="Ce qui est déjà réservé garde son payeur.",
        error_messages=DATE_ERRORS,
    )
    last_day = forms.DateField(
        label="Jusqu’au (inclus)",
        required=False,
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
    )
    is_restricted = forms.BooleanField(
        label="Une décision de justice est à respecter",
        required=False,
        help_text="Les agents seuls le voient. N’en recopiez pas le contenu.",
    )

    def clean(self) -> dict[str, Any]:
        """Fields of ``family.operations.custody.plan``."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ORDER)
        return cleaned

    def fields_of_plan(self) -> dict[str, Any]:
        """What the operation takes, from clean values."""
        cleaned = dict(self.cleaned_data)
        last = cleaned.pop("last_day")
        return cleaned | {
            "first": self.adult("first"),
            "second": self.adult("second"),
            "ends_on": last + timedelta(days=1) if last else None,
        }


class ExceptionForm(_Adults, SpanForm):
    """Days that go to one parent, whatever the rhythm says."""

    adult_fields = ("parent",)
    field_order = ("parent", "first", "last")
    parent = forms.ChoiceField(label="Ces jours-là chez", error_messages=SIDES)


class EndForm(forms.Form):
    """The last day of a calendar."""

    last = forms.DateField(
        label="Dernier jour",
        input_formats=DATES,
        widget=forms.DateInput(),
        help_text="Le lendemain, chaque responsable réserve à nouveau tous les jours.",
        error_messages=DATE_ERRORS,
    )
