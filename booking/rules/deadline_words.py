"""Deadlines in French: the rule as a règlement writes it, the cut-off beside a day (R21)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.rules.deadline_kinds import Act, DeadlineRule, Kind, TableRow
from booking.rules.deadline_notes import Code, Note
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


def until_sentence(
    act: Act,
    limit: datetime,
    zone: ZoneInfo,
    *,
    day: date | None = None,
    rule: DeadlineRule | None = None,
) -> str:
    """« Modifiable jusqu’au jeu. 4 à 10:00. », with the motive of an exception."""
    return f"{_ABLE[act]} jusqu’au {cutoff_text(limit, zone, day=day)}{why(rule)}."


def why(rule: DeadlineRule | None) -> str:
    """« (traiteur fermé) »: why some days have another cut-off, where an agent said it (R25)."""
    motive = rule.motive.strip(" .") if rule and rule.override else ""
    return f" ({motive})" if motive else ""


def describe(rule: DeadlineRule, zone: ZoneInfo) -> str:
    """The rule as a sentence without its act: « jusqu’à 10 h, deux jours ouvrés avant »."""
    match rule.kind:
        case Kind.ALWAYS:
            return "à tout moment"
        case Kind.NEVER:
            return "jamais en ligne"
        case Kind.DAYS_BEFORE:
            return f"jusqu’à {_hour(rule.at)}, {_days_before(rule.days, rule.counting)}"
        case Kind.HOURS_BEFORE | Kind.WORKING_HOURS_BEFORE:
            return _hours_before(rule)
        case Kind.PERIOD_INSTANT if rule.instant is not None:
            local = rule.instant.astimezone(zone)
            day = french_dates.day_long(local.date())
            return f"jusqu’au {day} à {french_dates.hour_spoken(local)}"
        case Kind.CLEAR_DAYS:
            return _clear_days(rule)
        case Kind.WEEKDAY_TABLE:
            return _table(rule)
    return _named(rule)


def _hour(at: time | None) -> str:
    return french_dates.hour_spoken(at or time(23, 59))


def _counted(number: int, one: str, many: str) -> str:
    return f"{in_words(number)} {one if number < 2 else many}"


def _days_before(days: int, counting: Counting) -> str:
    """« la veille », « deux jours ouvrés avant », « trois jours avant (hors mercredis) »."""
    if days == 0:
        return "le jour même"
    word, left_out = _counted_days(counting)
    suffix = f" (hors {enumeration(left_out)})" if left_out else ""
    if word:
        return f"{_counted(days, f'jour {word}', f'jours {word}s')} avant{suffix}"
    if days == 1:
        return f"la veille{suffix}"
    return f"{_counted(days, 'jour', 'jours')} avant{suffix}"


def _counted_days(counting: Counting) -> tuple[str, list[str]]:
    """« ouvré » or « ouvrable » when the usual days are left out, then what else is."""
    weekdays = set(counting.skip_weekdays)
    word = ""
    left_out = []
    if counting.skip_public_holidays and counting.skip_weekends:
        word = "ouvré"
        weekdays -= {5, 6}
    elif counting.skip_public_holidays and 6 in weekdays:
        word = "ouvrable"
        weekdays -= {6}
    else:
        if counting.skip_weekends:
            left_out.append("week-ends")
            weekdays -= {5, 6}
        if counting.skip_public_holidays:
            left_out.append("jours fériés")
    if counting.skip_school_holidays:
        left_out.append("vacances scolaires")
    if counting.skip_closed:
        left_out.append("jours de fermeture")
    left_out += [f"{WEEKDAYS[weekday]}s" for weekday in sorted(weekdays)]
    return word, left_out


def _hours_before(rule: DeadlineRule) -> str:
    """« jusqu’à 48 heures ouvrées avant le début »."""
    if rule.hours == 0:
        return "jusqu’au début"
    hours = f"{rule.hours} heure{'s' if rule.hours > 1 else ''}"
    if rule.kind is Kind.HOURS_BEFORE:
        return f"jusqu’à {hours} avant le début"
    word, left_out = _counted_days(rule.counting)
    suffix = f" (hors {enumeration(left_out)})" if left_out else ""
    worked = ("ouvrable" if word == "ouvrable" else "ouvrée") + ("s" if rule.hours > 1 else "")
    return f"jusqu’à {hours} {worked} avant le début{suffix}"


def _clear_days(rule: DeadlineRule) -> str:
    """« jusqu’à 23 h 59, cinq jours francs avant la période du 15 au 27 février 2027 »."""
    period = rule.period
    if period is None:
        start = "le début de la période"
    elif period.last is None:
        start = f"le {french_dates.day_long(period.start)}"
    else:
        start = f"la période {french_dates.day_range(period.start, period.last)}"
    if rule.days == 0:
        return f"jusqu’à {_hour(rule.at)}, la veille de {start}".replace("de le ", "du ")
    word, left_out = _counted_days(rule.counting)
    clear = f" franc et {word}" if word else " franc"
    clears = f" francs et {word}s" if word else " francs"
    suffix = f" (hors {enumeration(left_out)})" if left_out else ""
    days = _counted(rule.days, f"jour{clear}", f"jours{clears}")
    return f"jusqu’à {_hour(rule.at)}, {days} avant {start}{suffix}"


def _named(rule: DeadlineRule) -> str:
    hour = _hour(rule.at)
    if rule.kind is Kind.DAY_OF_MONTH:
        number = "1er" if rule.day_of_month == 1 else str(rule.day_of_month)
        return f"jusqu’au {number} du mois précédent à {hour}{_moved(rule, set(range(7)))}"
    weekday = WEEKDAYS[rule.weekday or 0]
    moved = _moved(rule, {rule.weekday or 0})
    if rule.kind is Kind.PREVIOUS_WEEKDAY:
        return f"jusqu’au {weekday} précédent à {hour}{moved}"
    if rule.weeks == 1:
        return f"jusqu’au {weekday} de la semaine précédente à {hour}{moved}"
    return f"jusqu’au {weekday}, {in_words(rule.weeks)} semaines avant, à {hour}{moved}"


def _moved(rule: DeadlineRule, weekdays: set[int]) -> str:
    """« (plus tôt si c’est un jour férié) »: what pushes a named day earlier (R23)."""
    counting = rule.counting
    why = []
    if counting.skip_weekends and weekdays & {5, 6}:
        why.append("un week-end")
    if counting.skip_public_holidays:
        why.append("un jour férié")
    if counting.skip_school_holidays:
        why.append("en vacances scolaires")
    if counting.skip_closed:
        why.append("un jour de fermeture")
    why += [f"un {WEEKDAYS[one]}" for one in sorted(counting.skip_weekdays & weekdays)]
    return f" (plus tôt si c’est {alternative(why)})" if why else ""


def alternative(words: Sequence[str]) -> str:
    """« un samedi », « un samedi ou un jour férié »."""
    return " ou ".join(enumeration(words).rsplit(" et ", 1))


def _table(rule: DeadlineRule) -> str:
    days_of: dict[TableRow, list[str]] = defaultdict(list)
    limits = set()
    for weekday, row in sorted(rule.table.items()):
        days_of[row].append(WEEKDAYS[weekday])
        limits |= set() if row.weekday is None else {row.weekday}
    lines = [
        f"{enumeration(days)} : jusqu’{_limit(row)} à {_hour(row.at)}"
        for row, days in days_of.items()
    ]
    return " ; ".join(lines) + (_moved(rule, limits) if limits else "")


def _limit(row: TableRow) -> str:
    if row.weekday is None:
        return "au jour même"
    if not row.weeks:
        return f"au {WEEKDAYS[row.weekday]} précédent"
    weeks = "une semaine" if row.weeks == 1 else f"{in_words(row.weeks)} semaines"
    return f"au {WEEKDAYS[row.weekday]}, {weeks} plus tôt,"


def warning(
    note: Note,
    names: Sequence[str],
    limit: datetime,
    zone: ZoneInfo,
    *,
    day: date,
    is_bridge: bool,
) -> str:
    """What a family reads beside a day whose cut-off a long weekend moves or hides (R23).

    « Attention, pont de l’Ascension : limite mercredi 5 à 10 h. »
    """
    # « Ascension » is said by « Pont de l’Ascension ».
    alone = [
        one
        for one in names
        if not any(one != other and one.casefold() in other.casefold() for other in names)
    ]
    named = enumeration(alone)
    if is_bridge and "pont" not in named.casefold():
        named = f"pont ({named})"
    local = limit.astimezone(zone)
    if local.time() == time.min:
        local -= timedelta(minutes=1)
    when = french_dates.day_long(local.date(), year=False)
    if local.month == day.month:
        when = f"{WEEKDAYS[local.weekday()]} {french_dates.day_number(local.date())}"
    there = "ce jour-là, " if note.code is Code.ON_CLOSED_DAY else ""
    hour = french_dates.hour_spoken(local)
    return f"Attention, {named}\u00a0: limite {there}{when} à\u00a0{hour}."


def note_sentence(note: Note, names: Sequence[str], zone: ZoneInfo, *, day: date) -> str:
    """The warning of a day of service; ``names`` are those of the note's days (R23)."""
    named = enumeration(names)
    match note.code:
        case Code.EARLIER:
            verb = "compte" if len(names) < 2 else "comptent"
            usual = (
                f" (d’ordinaire : {cutoff_text(note.usual, zone, day=day)})" if note.usual else ""
            )
            return f"Plus tôt que d’habitude{usual} : {named} ne {verb} pas."
        case Code.ON_CLOSED_DAY:
            return f"Le dernier jour est fermé : {named}."
        case Code.LONG_WEEKEND:
            return f"Long week-end juste avant : {named}."
