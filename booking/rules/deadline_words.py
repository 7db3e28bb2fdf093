"""Deadlines in French: the rule as a règlement writes it, the cut-off beside a day (R21)."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.rules.deadline_kinds import Act, DeadlineRule, Kind, TableRow
from shared.values import french_dates
from shared.values.french_dates import WEEKDAYS, enumeration
from shared.values.number_words import in_words
from shared.values.workdays import Counting

ACT_LABELS = {Act.BOOK: "réserver", Act.MODIFY: "modifier", Act.CANCEL: "annuler"}
KIND_LABELS = {
    Kind.DAYS_BEFORE: "un nombre de jours avant",
    Kind.PREVIOUS_WEEKDAY: "le jour de la semaine précédent",
    Kind.WEEKDAY_OF_WEEK: "un jour d’une semaine précédente",
    Kind.DAY_OF_MONTH: "un jour du mois précédent",
    Kind.HOURS_BEFORE: "un nombre d’heures avant le début",
    Kind.WORKING_HOURS_BEFORE: "un nombre d’heures ouvrées avant le début",
    Kind.PERIOD_INSTANT: "une date et une heure pour la période",
    Kind.CLEAR_DAYS: "des jours francs avant la période",
    Kind.WEEKDAY_TABLE: "une table par jour de la semaine",
    Kind.NEVER: "jamais en ligne",
    Kind.ALWAYS: "à tout moment",
}
_ABLE = {Act.BOOK: "Réservable", Act.MODIFY: "Modifiable", Act.CANCEL: "Annulable"}


def cutoff_text(limit: datetime, zone: ZoneInfo, *, day: date | None = None) -> str:
    """« jeu. 4 à 10:00 », with its month when it differs from the day's (or no day is given).

    An exclusive midnight is shown as people say it, « à 23:59 » the day before (R21).
    """
    local = limit.astimezone(zone)
    if local.time() == time.min:
        local -= timedelta(minutes=1)
    same_month = day is not None and (local.year, local.month) == (day.year, day.month)
    return french_dates.instant(local, zone, month=not same_month)


def until_sentence(act: Act, limit: datetime, zone: ZoneInfo, *, day: date | None = None) -> str:
    """« Modifiable jusqu’au jeu. 4 à 10:00. »"""
    return f"{_ABLE[act]} jusqu’au {cutoff_text(limit, zone, day=day)}."


def describe(rule: DeadlineRule, zone: ZoneInfo) -> str:
    """The rule as a sentence without its act: « jusqu’à 10 h, deux jours ouvrés avant »."""
    match rule.kind:
        case Kind.ALWAYS:
            return "à tout moment"
        case Kind.NEVER:
            return "jamais en ligne"
        case Kind.DAYS_BEFORE:
            return f"jusqu’à {_hour(rule.at)}, {_days_before(rule.days, rule.counting)}"
        case Kind.HOURS_BEFORE:
            return f"jusqu’à {rule.hours} heures avant le début"
        case Kind.WORKING_HOURS_BEFORE:
            return f"jusqu’à {rule.hours} heures ouvrées avant le début"
        case Kind.PERIOD_INSTANT if rule.instant is not None:
            local = rule.instant.astimezone(zone)
            day = french_dates.day_long(local.date())
            return f"jusqu’au {day} à {french_dates.hour_spoken(local)}"
        case Kind.CLEAR_DAYS:
            days = _counted(rule.days, "jour franc", "jours francs")
            return f"jusqu’à {days} avant le début de la période"
        case Kind.WEEKDAY_TABLE:
            return _table(rule)
    return _named(rule)


def _hour(at: time | None) -> str:
    return french_dates.hour_spoken(at or time(23, 59))


def _counted(number: int, one: str, many: str) -> str:
    return f"{in_words(number)} {one if number < 2 else many}"


def _days_before(days: int, counting: Counting) -> str:
    """« la veille », « deux jours ouvrés avant », « trois jours avant (hors mercredis) »."""
    working = counting.skip_weekends and counting.skip_public_holidays
    left_out = [] if working else _ordinary_exclusions(counting)
    if counting.skip_school_holidays:
        left_out.append("vacances scolaires")
    if counting.skip_closed:
        left_out.append("jours de fermeture")
    left_out += [f"{WEEKDAYS[weekday]}s" for weekday in sorted(counting.skip_weekdays)]
    suffix = f" (hors {enumeration(left_out)})" if left_out else ""
    if days == 0:
        return "le jour même"
    if working:
        return f"{_counted(days, 'jour ouvré', 'jours ouvrés')} avant{suffix}"
    if days == 1:
        return f"la veille{suffix}"
    return f"{_counted(days, 'jour', 'jours')} avant{suffix}"


def _ordinary_exclusions(counting: Counting) -> list[str]:
    out = []
    if counting.skip_weekends:
        out.append("week-ends")
    if counting.skip_public_holidays:
        out.append("jours fériés")
    return out


def _named(rule: DeadlineRule) -> str:
    hour = _hour(rule.at)
    if rule.kind is Kind.DAY_OF_MONTH:
        number = "1er" if rule.day_of_month == 1 else str(rule.day_of_month)
        return f"jusqu’au {number} du mois précédent à {hour}"
    weekday = WEEKDAYS[rule.weekday or 0]
    if rule.kind is Kind.PREVIOUS_WEEKDAY:
        return f"jusqu’au {weekday} précédent à {hour}"
    if rule.weeks == 1:
        return f"jusqu’au {weekday} de la semaine précédente à {hour}"
    return f"jusqu’au {weekday}, {in_words(rule.weeks)} semaines avant, à {hour}"


def _table(rule: DeadlineRule) -> str:
    days_of: dict[TableRow, list[str]] = defaultdict(list)
    for weekday, row in sorted(rule.table.items()):
        days_of[row].append(WEEKDAYS[weekday])
    return " ; ".join(
        f"{enumeration(days)} : jusqu’au {WEEKDAYS[row.weekday]} précédent"
        + (f" de {_counted(row.weeks, 'semaine', 'semaines')} plus tôt" if row.weeks else "")
        + f" à {_hour(row.at)}"
        for row, days in days_of.items()
    )
