"""Holidays as an agent pastes them, a line each: « Toussaint : 17/10/2026 – 02/11/2026 » (R7).

Official tables name the day pupils come back, and say « après la classe » of the day they leave:
both are choices of the agent, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.values.french_dates import MONTHS, WEEKDAYS
from shared.values.ranges import DateRange, overlapping

MOST_LINES = 40
MOST_DAYS = 120
LONGEST_NAME = 120
EXAMPLE = "Toussaint\u00a0: 17/10/2026 – 02/11/2026"
_ONE_DAY = timedelta(days=1)


def _plain(text: str) -> str:
    """The same letters without accents nor capitals, one for one."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)


_MONTHS = {_plain(name): number for number, name in enumerate(MONTHS, 1)} | {
    "janv": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12
}  # fmt: skip
_WORDS = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?P<iso>\b\d{4}-\d{1,2}-\d{1,2}\b)"
    r"|(?P<figures>\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b)"
    rf"|(?P<words>\b\d{{1,2}}(?:er)?\s+(?:{_WORDS})\b\.?(?:\s+\d{{4}})?)"
)
# What joins two dates, and what stands before the first: not the name of the holidays.
_AROUND = re.compile(
    rf"(?:\b(?:du|des|de|le|la|les|au|aux|jusqu|et|entre|a|{'|'.join(WEEKDAYS)}|"
    r"apres les cours|apres la classe|matin|soir|inclus|exclus)\b|[\s:;,|«»()\t–—’'-])+$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read: ``span`` with its name, or ``problem``, a French sentence."""

    number: int
    text: str
    name: str = ""
    span: DateRange | None = None
    problem: str = ""


def read(text: str, *, back_to_school: bool, after_class: bool = False) -> list[Line]:
    """Every line that is not blank. Raises ValueError beyond 40 lines, with a French sentence.

    ``back_to_school``: the second date is the day pupils come back, which is no holiday.
    ``after_class``: the first date is a day of class, holidays begin the day after.
    """
    whole = unicodedata.normalize("NFC", text)
    lines = [(n, " ".join(one.split())) for n, one in enumerate(whole.splitlines(), 1)]
    lines = [(number, one) for number, one in lines if one]
    if len(lines) > MOST_LINES:
        raise ValueError(f"{MOST_LINES}\u00a0lignes au plus\u00a0: collez une année à la fois.")
    found = [_line(n, one, back_to_school, after_class) for n, one in lines]
    return _without_overlaps(found)


def _line(number: int, text: str, back_to_school: bool, after_class: bool) -> Line:
    try:
        name, first, last = _parts(text)
        span = _span(first, last, back_to_school, after_class)
    except ValueError as error:
        return Line(number, text, problem=str(error))
    return Line(number, text, name, span)


def _parts(text: str) -> tuple[str, date, date | None]:
    plain = _plain(text)
    found = list(_DATE.finditer(plain))
    if not found:
        raise ValueError(f"Aucune date n’est lisible. Écrivez par exemple «\u00a0{EXAMPLE}\u00a0».")
    if len(found) > 2:
        raise ValueError("Plus de deux dates\u00a0: une ligne par période de vacances.")
    # Letter by letter, so that what stands before the first date is cut from the text itself.
    name = text[: len(_AROUND.sub("", plain[: found[0].start()]))].strip(" :;,|-–—«»\u00a0")
    if not name:
        raise ValueError("Il manque le nom des vacances avant la première date.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"Ce nom est trop long\u00a0: {LONGEST_NAME}\u00a0lettres au plus.")
    last = _day(found[1].group(), None) if len(found) == 2 else None
    return name, _day(found[0].group(), last), last


def _day(text: str, after: date | None) -> date:
    """One date; without a year, it is the last such day not after ``after``."""
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if re.match(r"\d{4}-", text):
        year, month, day = numbers
    elif len(numbers) == 3:
        day, month, year = numbers
    else:
        day = numbers[0]
        month = _MONTHS[re.sub(r"[^a-z]", "", re.sub(r"^\d+(er)?", "", text))]
        if len(numbers) == 1 and after is None:
            raise ValueError(f"Il manque l’année après «\u00a0{text.strip()}\u00a0».")
        year = numbers[1] if len(numbers) == 2 else _year_before(day, month, after)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        raise ValueError(f"Le {text} n’existe pas.") from None


def _year_before(day: int, month: int, after: date | None) -> int:
    assert after is not None
    return after.year if (month, day) <= (after.month, after.day) else after.year - 1


def _span(first: date, last: date | None, back_to_school: bool, after_class: bool) -> DateRange:
    if last is None:
        return DateRange(first, first + _ONE_DAY)
    start = first + _ONE_DAY if after_class else first
    end = last if back_to_school else last + _ONE_DAY
    if last < first:
        raise ValueError("La seconde date vient avant la première.")
    if end <= start:
        raise ValueError("Il ne reste aucun jour de vacances entre ces deux dates.")
    if (end - start).days > MOST_DAYS:
        raise ValueError(f"Plus de {MOST_DAYS}\u00a0jours\u00a0: vérifiez l’année.")
    return DateRange(start, end)


def _without_overlaps(lines: Iterable[Line]) -> list[Line]:
    """A line that runs into another says so, and which: nobody guesses which one is right."""
    found = list(lines)
    known = [(index, line.span) for index, line in enumerate(found) if line.span]
    for one, other in overlapping([span for _index, span in known]):
        first, second = known[one][0], known[other][0]
        late, early = found[max(first, second)], found[min(first, second)]
        found[max(first, second)] = Line(
            late.number,
            late.text,
            problem=f"Ces jours sont déjà à la ligne {early.number}, «\u00a0{early.name}\u00a0».",
        )
    return found
