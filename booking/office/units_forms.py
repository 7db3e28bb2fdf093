"""What an agent types of windows, limits, links and slots."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from booking.models import ActivityLink, BookingWindow, CapacityLimit, Service
from booking.office.calendar import DATE_ERRORS, DATES
from booking.office.service_forms import CHOOSE, NO_HOUR, REQUIRED
from booking.rules.limits import STAFF_DEFAULTS, Ratios
from family.models import School

ALL_TOGETHER = (
    "À la cantine, tous les enfants réservent à partir du même moment\u00a0: la loi ne permet "
    "pas de trier."
)
HOUR = {**REQUIRED, "invalid": NO_HOUR}
WHOLE = {**REQUIRED, "invalid": "Écrivez un nombre.", "min_value": "Écrivez un nombre positif."}


def _date(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
        **more,
    )


class WindowForm(forms.Form):
    """``cleaned_data``: what ``save_window`` wants, instants in the commune's own time."""

    side_by_side = (("opens_on", "opens_time"), ("closes_on", "closes_time"))
    period_id = forms.ChoiceField(label="Pour les dates", required=False, error_messages=CHOOSE)
    opens_on = _date("Ouvre le")
    opens_time = forms.TimeField(
        label="Ouvre à", initial="08:00", widget=forms.TimeInput(), error_messages=HOUR
    )
    closes_on = _date("Ferme le", required=False)
    closes_time = forms.TimeField(
        label="Ferme à",
        required=False,
        initial="18:00",
        widget=forms.TimeInput(),
        error_messages={"invalid": NO_HOUR},
    )
    residence = forms.ChoiceField(
        label="Pour qui", required=False, choices=BookingWindow.Residence.choices
    )
    school_id = forms.ChoiceField(label="École", required=False, error_messages=CHOOSE)
    category = forms.CharField(
        label="Catégorie de famille",
        required=False,
        max_length=40,
        help_text="Telle qu’écrite sur la fiche de la famille : « Agent communal ».",
    )

    def __init__(self, *args: Any, service: Service, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        periods = [(str(one.id), one.name) for one in service.periods.all()]
        self.fields["period_id"].choices = [("", "Toutes les dates du service"), *periods]
        schools = [(str(one.id), one.name) for one in School.objects.all()]
        self.fields["school_id"].choices = [("", "Toutes les écoles"), *schools]
        if service.kind == Service.Kind.CANTEEN:
            # Not offered, and still refused by the operation when somebody sends one (R44).
            for name in ("residence", "school_id", "category"):
                self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Two instants from four fields, ids or None."""
        cleaned = super().clean() or {}
        instants = {}
        for name in ("opens", "closes"):
            day, hour = cleaned.pop(f"{name}_on", None), cleaned.pop(f"{name}_time", None)
            at = datetime.combine(day, hour or time(0), self.zone) if day else None
            instants[f"{name}_at"] = at
        for name in ("period_id", "school_id"):
            cleaned[name] = cleaned.get(name) or None
        return cleaned | instants


def window_initial(window: BookingWindow, zone: ZoneInfo) -> dict[str, Any]:
    """A stored window as the form shows it."""
    shown: dict[str, Any] = {
        "period_id": str(window.period_id or ""),
        "residence": window.residence,
        "school_id": str(window.school_id or ""),
        "category": window.category,
    }
    for name, at in (("opens", window.opens_at), ("closes", window.closes_at)):
        local = at.astimezone(zone) if at else None
        shown |= {
            f"{name}_on": local and local.date(),
            f"{name}_time": local and local.time().replace(second=0, microsecond=0),
        }
    return shown


class LimitForm(forms.Form):
    """``cleaned_data``: what ``save_limit`` wants."""

    side_by_side = (("under_six_ratio", "from_six_ratio"), ("starts_on", "last"))
    name = forms.CharField(
        label="Nom",
        max_length=80,
        error_messages=REQUIRED,
        help_text="« Dojo », « Équipe du soir ».",
    )
    kind = forms.ChoiceField(
        label="Ce qui est limité",
        choices=CapacityLimit.Kind.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    activity_ids = forms.MultipleChoiceField(
        label="Prestations comptées",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une prestation à compter."},
        help_text="Une journée compte aussi dans le matin et dans l’après-midi.",
    )
    group = forms.ChoiceField(label="Groupe", required=False, error_messages=CHOOSE)
    places = forms.IntegerField(
        label="Nombre de places (d’adultes, pour un encadrement)",
        min_value=0,
        max_value=10_000,
        error_messages=WHOLE,
    )
    usual = forms.ChoiceField(
        label="Encadrement : taux usuels",
        required=False,
        choices=[
            ("", "Les nombres ci-dessous"),
            *(
                (name, f"{name} : 1 pour {one.under_six} et 1 pour {one.from_six}")
                for name, one in STAFF_DEFAULTS.items()
            ),
        ],
        help_text="Enfants de moins de 6 ans, puis de 6 ans et plus, par adulte.",
    )
    under_six_ratio = forms.IntegerField(
        label="Enfants de moins de 6 ans par adulte",
        min_value=1,
        max_value=100,
        initial=10,
        error_messages=WHOLE,
    )
    from_six_ratio = forms.IntegerField(
        label="Enfants de 6 ans et plus par adulte",
        min_value=1,
        max_value=100,
        initial=14,
        error_messages=WHOLE,
    )
    starts_on = _date("À partir du")
    last = _date("Jusqu’au (inclus)", required=False, help_text="Vide : sans fin.")

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(one.id): one for one in service.groups.all()}
        self.fields["activity_ids"].choices = [
            (str(one.id), one.name) for one in service.activities.all()
        ]
        self.fields["group"].choices = [
            ("", "Tous les enfants"),
            *((key, one.name) for key, one in self.groups.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Usual ratios replace those typed; the last day becomes the first one out."""
        cleaned = super().clean() or {}
        usual = STAFF_DEFAULTS.get(cleaned.pop("usual", ""))
        if isinstance(usual, Ratios) and cleaned.get("kind") == CapacityLimit.Kind.STAFF:
            cleaned["under_six_ratio"], cleaned["from_six_ratio"] = usual.under_six, usual.from_six
        cleaned["group"] = self.groups.get(cleaned.get("group", ""))
        last = cleaned.pop("last", None)
        cleaned["ends_on"] = last + timedelta(days=1) if last else None
        return cleaned


class LinkForm(forms.Form):
    """Two activities and what the first says of the second."""

    activity = forms.ChoiceField(label="Prestation", error_messages=CHOOSE)
    kind = forms.ChoiceField(
        label="Lien",
        choices=[
            (ActivityLink.Kind.IMPLIES, "comprend : les deux se réservent et s’annulent ensemble"),
            (ActivityLink.Kind.REQUIRES, "demande : ne se réserve pas sans l’autre le même jour"),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    other = forms.ChoiceField(label="Autre prestation", error_messages=CHOOSE)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.id), one.name) for one in service.activities.all()]
        self.fields["activity"].choices = self.fields["other"].choices = choices


class SlotsForm(forms.Form):
    """Hours cut into slots."""

    side_by_side = (("first", "last"),)
    first = forms.TimeField(label="De", widget=forms.TimeInput(), error_messages=HOUR)
    last = forms.TimeField(label="À", widget=forms.TimeInput(), error_messages=HOUR)
    minutes = forms.IntegerField(
        label="Durée d’un créneau (minutes)",
        min_value=5,
        max_value=600,
        initial=60,
        error_messages=WHOLE,
    )
