"""The form of a deadline: the fields its kind needs, and no other."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from booking.models import Activity, DeadlineRule, Period
from booking.office.calendar import DATE_ERRORS, DATES
from booking.rules.deadlines import Kind, TableRow, table_from_json, table_to_json
from shared.values.french_dates import WEEKDAYS
from shared.values.ranges import DateRange

ACTS: Mapping[str, str] = {"book": "Réserver", "modify": "Modifier", "cancel": "Annuler"}
KINDS: Mapping[str, str] = {
    "days_before": "Quelques jours avant : « deux jours ouvrés avant, à 10 h »",
    "previous_weekday": "Le jour de la semaine d’avant : « le jeudi précédent à midi »",
    "weekday_of_week": "Un jour d’une semaine d’avant : « le mardi, deux semaines avant »",
    "weekday_table": "Un jour limite par jour : « lundi et mardi, le vendredi d’avant »",
    "day_of_month": "Un jour du mois d’avant : « le 20 du mois précédent »",
    "hours_before": "Quelques heures avant le début",
    "working_hours_before": "Quelques heures ouvrées avant le début : « 48 h ouvrées »",
    "period_instant": "Une date et une heure fixes",
    "clear_days": "Des jours francs avant le début d’une période",
    "always": "À tout moment, jusqu’au début du service",
    "never": "Jamais en ligne : seulement auprès de la mairie",
}
COUNTED = (
    ("skip_weekends", "les samedis et dimanches"),
    ("skip_public_holidays", "les jours fériés"),
    ("skip_holidays", "les vacances scolaires"),
    ("skip_closures", "les jours de fermeture"),
)
K = Kind
WITH_DAYS = {K.DAYS_BEFORE, K.CLEAR_DAYS}
WITH_HOURS = {K.HOURS_BEFORE, K.WORKING_HOURS_BEFORE}
WITH_WEEKDAY = {K.PREVIOUS_WEEKDAY, K.WEEKDAY_OF_WEEK}
WITH_TIME = {K.DAYS_BEFORE, K.CLEAR_DAYS, K.DAY_OF_MONTH} | WITH_WEEKDAY
WITH_COUNTING = WITH_TIME | {K.WORKING_HOURS_BEFORE, K.WEEKDAY_TABLE}
DAY_CHOICES = [(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)]
NO_HOUR = "Écrivez une heure, par exemple 10:00."
NUMBER = {"required": "Indiquez un nombre.", "invalid": "Écrivez un nombre."}


class RuleForm(forms.Form):
    """Act and scope, then the numbers of ``kind``, then a temporary exception if any."""

    act = forms.ChoiceField(
        label="Pour", choices=list(ACTS.items()), error_messages={"required": "Choisissez."}
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        activities: Iterable[Activity],
        periods: Iterable[Period],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.by_id: dict[str, Activity | Period] = {
            str(one.id): one for one in (*activities, *periods)
        }
        for name, field in self._fields_of(kind, list(activities), list(periods)):
            self.fields[name] = field

    def _fields_of(
        self, kind: Kind, activities: list[Activity], periods: list[Period]
    ) -> Iterable[tuple[str, forms.Field]]:
        yield from _numbers(kind)
        if kind in WITH_COUNTING:
            yield (
                "skipped",
                forms.MultipleChoiceField(
                    label="Ne pas compter",
                    choices=COUNTED,
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    initial=["skip_weekends", "skip_public_holidays"],
                ),
            )
        yield (
            "activity",
            forms.ChoiceField(
                label="Prestation",
                required=False,
                choices=[("", "Toutes"), *((str(one.id), one.name) for one in activities)],
            ),
        )
        if periods or kind is K.CLEAR_DAYS:
            yield (
                "period",
                forms.ChoiceField(
                    label="Période",
                    required=kind is K.CLEAR_DAYS,
                    choices=[("", "Toute l’année"), *((str(one.id), one.name) for one in periods)],
                    error_messages={"required": "Choisissez la période."},
                ),
            )
        for name, label in (
            ("override_first", "Exception : du"),
            ("override_last", "Exception : au (inclus)"),
        ):
            yield (
                name,
                forms.DateField(
                    label=label,
                    required=False,
                    input_formats=DATES,
                    widget=forms.DateInput(),
                    error_messages=DATE_ERRORS,
                    help_text="Laissez vide sauf pour changer le délai quelques jours seulement."
                    if name == "override_first"
                    else "",
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Scopes as objects, the exception as a range."""
        cleaned = super().clean() or {}
        for name in ("activity", "period"):
            if name in self.fields:
                cleaned[name] = self.by_id.get(cleaned.get(name) or "")
        first, last = cleaned.get("override_first"), cleaned.get("override_last")
        cleaned["override"] = None
        if first or last:
            if not (first and last):
                self.add_error("override_last", "Indiquez les deux dates de l’exception.")
            elif last < first:
                self.add_error("override_last", "La fin doit suivre le début.")
            else:
                cleaned["override"] = DateRange.inclusive(first, last)
        return cleaned


def _numbers(kind: Kind) -> Iterable[tuple[str, forms.Field]]:
    if kind in WITH_DAYS:
        yield "days", _number("Nombre de jours avant", 0, 200, 2, "0 : le jour même.")
    if kind in WITH_HOURS:
        yield "hours", _number("Nombre d’heures avant", 0, 2000, 48)
    if kind is K.DAY_OF_MONTH:
        yield "day_of_month", _number("Jour du mois précédent", 1, 31, 20)
    if kind is K.WEEKDAY_OF_WEEK:
        yield "weeks", _number("Combien de semaines avant", 1, 20, 1, "1 : la semaine d’avant.")
    if kind in WITH_WEEKDAY:
        yield (
            "weekday",
            forms.ChoiceField(label="Jour limite", choices=DAY_CHOICES, initial="3"),
        )
    if kind in WITH_TIME:
        yield "at_time", _time("Heure limite", time(10), "Vide : jusqu’à la fin de la journée.")
    if kind is K.PERIOD_INSTANT:
        yield (
            "instant",
            forms.DateTimeField(
                label="Date et heure limites",
                input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
                widget=forms.DateTimeInput(),
                error_messages={
                    "required": "Indiquez la date et l’heure.",
                    "invalid": "Écrivez par exemple 14/05/2027 10:00.",
                },
            ),
        )
    if kind is K.WEEKDAY_TABLE:
        for number, name in enumerate(WEEKDAYS[:6]):
            yield (
                f"row_{number}",
                forms.ChoiceField(
                    label=f"Pour un {name} : le",
                    required=False,
                    choices=[
                        ("", "Fermé, ou pas de réservation"),
                        *((f"{day}-0", f"{label} précédent") for day, label in DAY_CHOICES),
                        *(
                            (f"{day}-1", f"{label}, une semaine plus tôt")
                            for day, label in DAY_CHOICES
                        ),
                    ],
                ),
            )
            yield f"time_{number}", _time(f"Pour un {name} : heure", time(9), "")


def _number(label: str, low: int, high: int, initial: int, help_text: str = "") -> forms.Field:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        initial=initial,
        help_text=help_text,
        error_messages={
            **NUMBER,
            "min_value": f"Au moins {low}.",
            "max_value": f"Au plus {high}.",
        },
    )


def _time(label: str, initial: time, help_text: str) -> forms.Field:
    return forms.TimeField(
        label=label,
        required=False,
        initial=initial,
        widget=forms.TimeInput(),
        help_text=help_text,
        error_messages={"invalid": NO_HOUR},
    )


def columns_of(cleaned: Mapping[str, Any], kind: Kind, zone: ZoneInfo) -> dict[str, Any]:
    """The model's columns; those another kind used are emptied."""
    skipped = set(cleaned.get("skipped", ()))
    override = cleaned["override"]
    instant = cleaned.get("instant")
    return {
        "days": cleaned.get("days"),
        "hours": cleaned.get("hours"),
        "at_time": cleaned.get("at_time"),
        "weekday": int(cleaned["weekday"]) if cleaned.get("weekday") else None,
        "weeks": cleaned.get("weeks"),
        "day_of_month": cleaned.get("day_of_month"),
        "instant": instant.replace(tzinfo=zone) if instant else None,
        "table": table_to_json(_table(cleaned)) if kind is K.WEEKDAY_TABLE else {},
        **{name: name in skipped for name, _label in COUNTED},
        "override_from": override.start if override else None,
        "override_until": override.end if override else None,
    }


def initial_of(rule: DeadlineRule) -> dict[str, Any]:
    """A stored rule as the form shows it."""
    override = DateRange(rule.override_from, rule.override_until) if rule.override_from else None
    found: dict[str, Any] = {
        "act": rule.act,
        "days": rule.days,
        "hours": rule.hours,
        "at_time": rule.at_time,
        "weekday": rule.weekday,
        "weeks": rule.weeks,
        "day_of_month": rule.day_of_month,
        "instant": rule.instant,
        "skipped": [name for name, _label in COUNTED if getattr(rule, name)],
        "activity": rule.activity_id,
        "period": rule.period_id,
        "override_first": override.start if override else None,
        "override_last": override.last if override else None,
    }
    for number, row in table_from_json(rule.table or {}).items():
        found[f"row_{number}"] = f"{row.weekday}-{row.weeks}"
        found[f"time_{number}"] = row.at
    return {name: value for name, value in found.items() if value is not None}


def _table(cleaned: Mapping[str, Any]) -> dict[int, TableRow]:
    table = {}
    for number in range(6):
        if chosen := cleaned.get(f"row_{number}"):
            day, weeks = chosen.split("-")
            table[number] = TableRow(int(day), cleaned.get(f"time_{number}"), int(weeks))
    return table
