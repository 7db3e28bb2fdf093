"""The fields of a deadline, kind by kind: the numbers it needs, and no other."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from django import forms

from booking.office.calendar import DATE_ERRORS, DATES
from booking.rules.deadline_kinds import MAX_DAYS, MAX_HOURS, MAX_WEEKS, TableRow
from booking.rules.deadlines import Kind
from shared.values.french_dates import WEEKDAYS

K = Kind
WITH_DAYS = {K.DAYS_BEFORE, K.CLEAR_DAYS}
WITH_HOURS = {K.HOURS_BEFORE, K.WORKING_HOURS_BEFORE}
WITH_WEEKDAY = {K.PREVIOUS_WEEKDAY, K.WEEKDAY_OF_WEEK}
WITH_TIME = {K.DAYS_BEFORE, K.CLEAR_DAYS, K.DAY_OF_MONTH, K.PERIOD_INSTANT} | WITH_WEEKDAY
WITH_COUNTING = (WITH_TIME - {K.PERIOD_INSTANT}) | {K.WORKING_HOURS_BEFORE, K.WEEKDAY_TABLE}
COUNTED = (
    ("skip_weekends", "les samedis et dimanches"),
    ("skip_public_holidays", "les jours fériés"),
    ("skip_holidays", "les vacances scolaires"),
    ("skip_closures", "les jours de fermeture"),
)
DAY_CHOICES = [(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)]
SAME_DAY = "same"
TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%Hh", "%H h %M", "%H h"]
ROW_CHOICES = [
    ("", "Pas de réservation en ligne"),
    (SAME_DAY, "Le jour même"),
    *((f"{day}-0", f"Le {name} d’avant") for day, name in enumerate(WEEKDAYS)),
    *((f"{day}-1", f"Le {name}, une semaine plus tôt") for day, name in enumerate(WEEKDAYS)),
    *((f"{day}-2", f"Le {name}, deux semaines plus tôt") for day, name in enumerate(WEEKDAYS)),
]


def numbers(kind: Kind) -> Iterable[tuple[str, forms.Field]]:
    """What the kind asks, in the order of its sentence."""
    if kind in WITH_DAYS:
        zero = "0\u00a0: le jour même." if kind is K.DAYS_BEFORE else "0\u00a0: jusqu’à la veille."
        yield "days", number("Nombre de jours avant", 0, MAX_DAYS, 2, zero)
    if kind in WITH_HOURS:
        yield "hours", number("Nombre d’heures avant", 0, MAX_HOURS, 48)
    if kind is K.DAY_OF_MONTH:
        yield (
            "day_of_month",
            number(
                "Jour du mois précédent",
                *(1, 31, 20),
                "31\u00a0: le dernier jour du mois, quel que soit le mois.",
            ),
        )
    if kind is K.WEEKDAY_OF_WEEK:
        yield (
            "weeks",
            number(
                "Combien de semaines avant", 1, MAX_WEEKS, 1, "1\u00a0: la semaine d’avant (S−1)."
            ),
        )
    if kind in WITH_WEEKDAY:
        yield "weekday", forms.ChoiceField(label="Jour limite", choices=DAY_CHOICES, initial="3")
    if kind is K.PERIOD_INSTANT:
        yield "instant_day", day("Date limite")
    if kind in WITH_TIME:
        yield "at_time", hour("Heure limite", time(10), "Vide\u00a0: jusqu’à la fin de la journée.")
    if kind is K.WEEKDAY_TABLE:
        for place, name in enumerate(WEEKDAYS):
            yield (
                f"row_{place}",
                forms.ChoiceField(
                    label=f"Pour un {name}, jusqu’à quel jour", required=False, choices=ROW_CHOICES
                ),
            )
            yield f"time_{place}", hour(f"Pour un {name}, jusqu’à quelle heure", time(9))


def counting() -> Iterable[tuple[str, forms.Field]]:
    """Which days do not count (R20)."""
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
        "skip_weekdays",
        forms.TypedMultipleChoiceField(
            label="Ni ces jours de la semaine",
            choices=DAY_CHOICES,
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
    )


def number(label: str, low: int, high: int, initial: int, help_text: str = "") -> forms.Field:
    """A whole number between two bounds, refused in French."""
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        initial=initial,
        help_text=help_text,
        error_messages={
            "required": "Indiquez un nombre.",
            "invalid": "Écrivez un nombre entier.",
            "min_value": f"Au moins {low}.",
            "max_value": f"Au plus {high}.",
        },
    )


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.Field:
    """A day, as a native picker or « 14/05/2027 » gives it."""
    return forms.DateField(
        label=label,
        required=required,
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
        help_text=help_text,
    )


def hour(label: str, initial: time, help_text: str = "") -> forms.Field:
    """An hour, « 10:00 » or « 10h »; empty is the end of the day."""
    return forms.TimeField(
        label=label,
        required=False,
        initial=initial,
        input_formats=TIMES,
        widget=forms.TimeInput(),
        help_text=help_text,
        error_messages={"invalid": "Écrivez une heure, par exemple 10:00."},
    )


def table_of(cleaned: Mapping[str, Any]) -> dict[int, TableRow]:
    """The table as typed; an empty line is a day nobody may book online."""
    table = {}
    for place in range(7):
        chosen, at = cleaned.get(f"row_{place}"), cleaned.get(f"time_{place}")
        if chosen == SAME_DAY:
            table[place] = TableRow(None, at)
        elif chosen:
            weekday, weeks = chosen.split("-")
            table[place] = TableRow(int(weekday), at, int(weeks))
    return table


def table_initial(table: Mapping[int, TableRow]) -> dict[str, Any]:
    """A stored table as the form shows it; an hour left empty stays empty."""
    found: dict[str, Any] = {}
    for place, row in table.items():
        found[f"row_{place}"] = SAME_DAY if row.weekday is None else f"{row.weekday}-{row.weeks}"
        found[f"time_{place}"] = row.at or ""
    return found
