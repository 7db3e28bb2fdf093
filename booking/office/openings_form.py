"""The year's form: from, to, weekdays, and the places of each activity and group."""

from collections.abc import Iterable
from typing import Any

from django import forms

from booking.models import Activity, Group
from booking.office.calendar_form import SpanForm
from booking.operations.setup.openings import Places
from shared.values.french_dates import WEEKDAYS
from shared.values.school_calendar import DayKind

NUMBER = {
    "invalid": "Écrivez un nombre de places, ou laissez vide : sans limite.",
    "min_value": "Il faut au moins une place.",
    "max_value": "Au plus 10 000 places.",
}


class PlacesForm(forms.Form):
    """Places of a day; empty means no limit."""

    capacity = forms.IntegerField(
        label="Places", required=False, min_value=0, max_value=10_000, error_messages=NUMBER
    )


class YearForm(SpanForm):
    """``cleaned_data``: span, weekdays (0 = Monday), kinds, places."""

    weekdays = forms.MultipleChoiceField(
        label="Jours de la semaine",
        choices=[(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un jour."},
    )
    kinds = forms.MultipleChoiceField(
        label="Ouvrir pendant",
        choices=[
            (DayKind.SCHOOL.value, "Les périodes d’école"),
            (DayKind.HOLIDAY.value, "Les vacances scolaires"),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text="Les jours fériés et les fermetures sont toujours laissés de côté.",
        error_messages={"required": "Choisissez au moins une période."},
    )

    def __init__(
        self,
        *args: Any,
        activities: Iterable[Activity],
        groups: Iterable[Group],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = [(one, group) for one in activities for group in (list(groups) or [None])]
        for activity, group in self.parts:
            name = f"{activity.name}, {group.name}" if group else activity.name
            key = _key(activity, group)
            self.fields[f"open_{key}"] = forms.BooleanField(
                label=f"Ouvrir {name}", required=False, initial=True
            )
            self.fields[f"places_{key}"] = forms.IntegerField(
                label=f"Places : {name}",
                required=False,
                min_value=1,
                max_value=10_000,
                error_messages=NUMBER,
            )

    def rows(self) -> list[tuple[str, str, Any, Any]]:
        """(activity, group, box, places) of each line of the grid."""
        return [
            (
                activity.name,
                group.name if group else "",
                self[f"open_{_key(activity, group)}"],
                self[f"places_{_key(activity, group)}"],
            )
            for activity, group in self.parts
        ]

    def clean(self) -> dict[str, Any]:
        """``places`` from the ticked lines."""
        cleaned = super().clean()
        cleaned["weekdays"] = [int(number) for number in cleaned.get("weekdays", ())]
        cleaned["kinds"] = [DayKind(kind) for kind in cleaned.get("kinds", ())]
        cleaned["places"] = [
            Places(activity.id, group.id if group else None, cleaned.get(f"places_{key}"))
            for activity, group in self.parts
            if cleaned.get(f"open_{(key := _key(activity, group))}")
        ]
        if not cleaned["places"]:
            raise forms.ValidationError("Cochez au moins une prestation à ouvrir.")
        return cleaned


def _key(activity: Activity, group: Group | None) -> str:
    return f"{activity.id.hex}_{group.id.hex if group else 'tous'}"
