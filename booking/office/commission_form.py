"""The form of a commission: its days, and from when to when wishes are taken."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from booking.models import Commission
from booking.office.calendar_form import DATE_ERRORS, DATES, SpanForm
from shared.values.ranges import DateRange

HOUR_ERRORS = {
    "required": "Indiquez une heure, par exemple 8:00.",
    "invalid": "Écrivez une heure, par exemple 8:00.",
}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=DATES, widget=forms.DateInput(), error_messages=DATE_ERRORS
    )


def _hour(label: str, initial: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%Hh%M", "%H"],
        widget=forms.TimeInput(),
        initial=initial,
        error_messages=HOUR_ERRORS,
    )


class CommissionForm(SpanForm):
    """``cleaned_data``: name, span, and ``instants(zone)`` for the window of wishes."""

    side_by_side = (("first", "last"), ("open_day", "open_at"), ("close_day", "close_at"))
    field_order = ("name", "first", "last", "open_day", "open_at", "close_day", "close_at")
    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Les familles le lisent\u00a0: «\u00a0Vacances d’hiver\u00a0».",
        error_messages={"required": "Donnez un nom."},
    )
    open_day = _day("Souhaits à partir du")
    open_at = _hour("Heure de début", "08:00")
    close_day = _day("Souhaits jusqu’au")
    close_at = _hour("Heure de fin", "18:00")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].label = "Jours à partager, du"

    def instants(self, zone: ZoneInfo) -> dict[str, datetime]:
        """Both instants, on the commune's wall."""
        kept = self.cleaned_data
        return {
            f"{name}s_at": datetime.combine(kept[f"{name}_day"], kept[f"{name}_at"], zone)
            for name in ("open", "close")
        }


def initial_of(commission: Commission, zone: ZoneInfo) -> dict[str, Any]:
    """A stored commission as the form shows it."""
    opens, closes = (
        moment.astimezone(zone) for moment in (commission.opens_at, commission.closes_at)
    )
    return {
        "name": commission.name,
        "first": commission.starts_on,
        "last": DateRange(commission.starts_on, commission.ends_on).last,
        "open_day": opens.date(),
        "open_at": opens.strftime("%H:%M"),
        "close_day": closes.date(),
        "close_at": closes.strftime("%H:%M"),
    }
