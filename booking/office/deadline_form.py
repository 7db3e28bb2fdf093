"""The form of a deadline: the act, the numbers of its kind, what counts, and where it applies."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from booking.models import Activity, DeadlineRule, Period
from booking.office import deadline_fields as fields
from booking.office.deadline_fields import COUNTED, WITH_COUNTING, WITH_TIME
from booking.rules.cutoffs import first_instant
from booking.rules.deadlines import Kind, table_from_json, table_to_json
from shared.values.french_dates import WEEKDAYS
from shared.values.ranges import DateRange

ACTS: Mapping[str, str] = {"book": "Réserver", "modify": "Modifier", "cancel": "Annuler"}
KINDS: Mapping[str, str] = {
    "days_before": "Quelques jours avant : « deux jours ouvrés avant, à 10 h »",
    "previous_weekday": "Le jour de la semaine d’avant : « le jeudi précédent à midi »",
    "weekday_of_week": "Un jour d’une semaine d’avant : « le mardi, deux semaines avant »",
    "weekday_table": "Un jour limite par jour : « lundi et mardi, le vendredi d’avant »",
    "day_of_month": "Un jour du mois d’avant : « le 20 du mois précédent »",
    "hours_before": "Quelques heures avant le début : « 24 h avant »",
    "working_hours_before": "Quelques heures ouvrées avant le début : « 48 h ouvrées »",
    "period_instant": "Une date et une heure fixes : « le 14 mai à midi »",
    "clear_days": "Des jours francs avant le début d’une période",
    "always": "À tout moment, jusqu’au début du service",
    "never": "Jamais en ligne : seulement auprès de la mairie",
}
_SCOPE = {"act", "skipped", "skip_weekdays", "activity", "period"}
_OVERRIDE = ("override_first", "override_last")


class RuleForm(forms.Form):
    """Act and scope, then the numbers of ``kind``, then a temporary exception if any."""

    act = forms.ChoiceField(
        label="Pour",
        choices=list(ACTS.items()),
        help_text="Modifier : remplacer une prestation par une autre le même jour.",
        error_messages={"required": "Choisissez."},
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
        for name, field in fields.numbers(kind):
            self.fields[name] = field
        if kind in WITH_COUNTING:
            self.fields.update(fields.counting())
        self.fields["activity"] = forms.ChoiceField(
            label="Prestation",
            required=False,
            choices=[("", "Toutes"), *((str(one.id), one.name) for one in activities)],
        )
        if periods or kind is Kind.CLEAR_DAYS:
            self.fields["period"] = forms.ChoiceField(
                label="Période",
                required=kind is Kind.CLEAR_DAYS,
                choices=[("", "Toute l’année"), *((str(one.id), one.name) for one in periods)],
                error_messages={"required": "Choisissez la période."},
            )
        for name, label in zip(_OVERRIDE, ("Du", "Au (inclus)"), strict=True):
            self.fields[name] = fields.day(label, required=False)

    def kept(self) -> dict[str, Any]:
        """What was typed, to show again under another kind."""
        return {name: self[name].value() for name in self.fields}

    @property
    def is_ready(self) -> bool:
        """Whether the kind has cut-offs to show before anything is typed."""
        return self.kind not in {Kind.WEEKDAY_TABLE, Kind.PERIOD_INSTANT, Kind.CLEAR_DAYS}

    @property
    def number_fields(self) -> list[forms.BoundField]:
        """The numbers of the kind, but for a table's lines."""
        left_out = {*_SCOPE, *_OVERRIDE}
        return [
            self[name]
            for name in self.fields
            if name not in left_out and not name.startswith(("row_", "time_"))
        ]

    @property
    def table_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(day, until which day, until what hour) of a table; nothing for other kinds."""
        return [
            (name.capitalize(), self[f"row_{place}"], self[f"time_{place}"])
            for place, name in enumerate(WEEKDAYS)
            if f"row_{place}" in self.fields
        ]

    @property
    def has_counting(self) -> bool:
        """Whether some days may be left uncounted."""
        return "skipped" in self.fields

    @property
    def has_period(self) -> bool:
        """Whether the service has periods to choose from."""
        return "period" in self.fields

    @property
    def has_override(self) -> bool:
        """Whether the dates of an exception are filled, rightly or not."""
        return any(self[name].value() or self[name].errors for name in _OVERRIDE)

    def clean(self) -> dict[str, Any]:
        """Scopes as objects, the exception as a range."""
        cleaned = super().clean() or {}
        for name in ("activity", "period"):
            if name in self.fields:
                cleaned[name] = self.by_id.get(cleaned.get(name) or "")
        cleaned["override"] = None
        first, last = (cleaned.get(name) for name in _OVERRIDE)
        if first or last:
            if not (first and last):
                missing = _OVERRIDE[0] if last else _OVERRIDE[1]
                if missing not in self.errors:
                    self.add_error(missing, "Indiquez les deux dates de l’exception.")
            elif last < first:
                self.add_error("override_last", "La fin doit suivre le début.")
            else:
                cleaned["override"] = DateRange.inclusive(first, last)
        return cleaned


def columns_of(cleaned: Mapping[str, Any], kind: Kind, zone: ZoneInfo) -> dict[str, Any]:
    """The model's columns; those another kind used are emptied."""
    skipped = set(cleaned.get("skipped", ()))
    override = cleaned["override"]
    day, at = cleaned.get("instant_day"), cleaned.get("at_time")
    return {
        "days": cleaned.get("days"),
        "hours": cleaned.get("hours"),
        "at_time": None if day else at,
        "weekday": int(cleaned["weekday"]) if cleaned.get("weekday") else None,
        "weeks": cleaned.get("weeks"),
        "day_of_month": cleaned.get("day_of_month"),
        "instant": instant(day, at, zone) if day else None,
        "table": table_to_json(fields.table_of(cleaned)) if kind is Kind.WEEKDAY_TABLE else {},
        **{name: name in skipped for name, _label in COUNTED},
        "skip_weekdays": sorted(cleaned.get("skip_weekdays", ())),
        "override_from": override.start if override else None,
        "override_until": override.end if override else None,
    }


def instant(day: Any, at: time | None, zone: ZoneInfo) -> datetime:
    """A day and an hour on the commune's wall; no hour is the end of the day."""
    return first_instant(datetime.combine(day, at or time(23, 59)), zone)


def initial_of(rule: DeadlineRule, zone: ZoneInfo) -> dict[str, Any]:
    """A stored rule as the form shows it, hours in the commune's zone."""
    override = DateRange(rule.override_from, rule.override_until) if rule.override_from else None
    local = rule.instant.astimezone(zone) if rule.instant else None
    found: dict[str, Any] = {
        "act": rule.act,
        "days": rule.days,
        "hours": rule.hours,
        "weekday": rule.weekday,
        "weeks": rule.weeks,
        "day_of_month": rule.day_of_month,
        "instant_day": local.date() if local else None,
        "skipped": [name for name, _label in COUNTED if getattr(rule, name)],
        "skip_weekdays": rule.skip_weekdays,
        "activity": rule.activity_id,
        "period": rule.period_id,
        "override_first": override.start if override else None,
        "override_last": override.last if override else None,
    }
    shown = {name: value for name, value in found.items() if value is not None}
    if Kind(rule.kind) in WITH_TIME:
        # An hour left empty must stay so: it means the end of the day, not ten o'clock.
        shown["at_time"] = (local.time() if local else rule.at_time) or ""
    return shown | fields.table_initial(table_from_json(rule.table or {}))
