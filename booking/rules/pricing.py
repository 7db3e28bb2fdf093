"""What a day costs and why: one tariff, one bracket, a trace that people can read (R50–R65)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.values.decisions import Reason
from shared.values.french_dates import day_long
from shared.values.money import format_cents
from shared.values.quotient import format_quotient
from shared.values.ranges import DateRange


class UnknownQuotient(StrEnum):
    """What applies when no quotient is known (R53)."""

    TOP = "top"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Bracket:
    """A tranche [low, high) of quotient in hundredths; ``high`` None means « et plus ». Cents.

    ``non_resident_cents`` None: residents and others pay the same.
    """

    name: str
    low: int
    high: int | None
    cents: int
    non_resident_cents: int | None = None

    def holds(self, quotient: int) -> bool:
        """Whether a quotient, in hundredths, falls in this bracket."""
        return self.low <= quotient and (self.high is None or quotient < self.high)

    @property
    def bounds(self) -> str:
        """« de 400 à moins de 700 », « 1 500 et plus »."""
        if self.high is None:
            return f"{format_quotient(self.low)} et plus"
        if self.low == 0:
            return f"moins de {format_quotient(self.high)}"
        return f"de {format_quotient(self.low)} à moins de {format_quotient(self.high)}"


@dataclass(frozen=True, slots=True)
class Tariff:
    """A version of an activity's grid, in force on the days of ``span`` (R65)."""

    name: str
    span: DateRange
    brackets: tuple[Bracket, ...]
    unknown: UnknownQuotient = UnknownQuotient.TOP
    deliberation: str = ""
    deliberated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Quotient:
    """A known quotient: hundredths (0 is a value, R52), since when, and where it comes from."""

    value: int
    since: date
    source: str = ""


Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PriceDecision:
    """A price in cents with its trace, or None with a reason; never a default of 0 (R50).

    ``trace`` is an ordered list of JSON-able steps {"step", "label", "value"}, frozen on the
    booking (R4) and printed as it is by *Pourquoi ce prix ?*.
    """

    cents: int | None
    trace: list[Step]
    reason: Reason

    def __bool__(self) -> bool:
        return self.cents is not None


def price(
    *,
    activity: str,
    day: date,
    tariffs: Sequence[Tariff],
    quotient: Quotient | None,
    resident: bool = True,
) -> PriceDecision:
    """The price of an activity on the day of service (not of the invoice, R50).

    Refuses, with a reason, when no tariff or two are in force that day, when no bracket holds the
    quotient, or when the quotient is unknown and the tariff says to block (R53).
    """
    trace = [
        _step("activity", "Prestation", activity),
        _step("day", "Jour de la prestation", day_long(day)),
    ]
    current = [tariff for tariff in tariffs if tariff.span.contains(day)]
    if len(current) != 1:
        return _refuse(trace, *_NO_TARIFF if not current else _TWO_TARIFFS)
    tariff = current[0]
    trace += _tariff_steps(tariff)
    if quotient is None:
        trace.append(_step("quotient", "Quotient familial", "inconnu de la mairie"))
        if tariff.unknown is UnknownQuotient.BLOCK:
            return _refuse(trace, *_UNKNOWN_BLOCKED)
        found = sorted(tariff.brackets, key=lambda bracket: bracket.low)[-1:]
        why = " (appliquée sans quotient connu)"
    else:
        trace.append(_step("quotient", "Quotient familial", _quotient_text(quotient)))
        found = [bracket for bracket in tariff.brackets if bracket.holds(quotient.value)]
        why = ""
    if len(found) != 1:
        return _refuse(trace, *_NO_BRACKET)
    bracket = found[0]
    trace.append(_step("bracket", "Tranche", f"{bracket.name}\u00a0: {bracket.bounds}{why}"))
    cents, grid = _grid(bracket, resident=resident)
    trace.append(_step("resident", "Grille", grid))
    trace.append(_step("rounding", "Arrondi", "au centime, prix voté"))
    trace.append(_step("price", "Prix", format_cents(cents)))
    return PriceDecision(cents, trace, Reason("priced", f"Prix\u00a0: {format_cents(cents)}."))


def grid_errors(brackets: Sequence[Bracket]) -> list[str]:
    """What is wrong with a grid, as French sentences; an empty list means it may be saved (R52).

    A whole grid starts at 0, has neither gap nor overlap, to the hundredth, and no upper end.
    """
    if not brackets:
        return ["La grille doit compter au moins une tranche."]
    errors = []
    ordered = sorted(brackets, key=lambda bracket: bracket.low)
    for bracket in ordered:
        if bracket.high is not None and bracket.high <= bracket.low:
            errors.append(f"{bracket.name}\u00a0: la borne haute doit dépasser la borne basse.")
        if bracket.cents < 0 or (bracket.non_resident_cents or 0) < 0:
            errors.append(f"{bracket.name}\u00a0: un prix ne peut pas être négatif.")
    if ordered[0].low != 0:
        errors.append(
            f"Aucune tranche ne couvre les quotients de 0 à {format_quotient(ordered[0].low)}."
        )
    for left, right in zip(ordered, ordered[1:], strict=False):
        if left.high is None or left.high > right.low:
            errors.append(
                f"«\u00a0{left.name}\u00a0» et «\u00a0{right.name}\u00a0» se chevauchent."
            )
        elif left.high < right.low:
            errors.append(
                f"Aucune tranche ne couvre les quotients de {format_quotient(left.high)} à moins "
                f"de {format_quotient(right.low)}."
            )
    if ordered[-1].high is not None:
        errors.append(
            f"La dernière tranche doit être sans limite\u00a0: rien ne couvre "
            f"{format_quotient(ordered[-1].high)} et plus."
        )
    return errors


_NO_TARIFF = ("no_tariff", "Aucun tarif n’est en vigueur ce jour-là\u00a0: contactez le service.")
_TWO_TARIFFS = (
    "two_tariffs",
    "Deux tarifs se contredisent ce jour-là\u00a0: contactez le service.",
)
_NO_BRACKET = (
    "no_bracket",
    "Aucune tranche ne correspond au quotient\u00a0: contactez le service.",
)
_UNKNOWN_BLOCKED = (
    "quotient_unknown",
    "Votre quotient familial n’est pas connu de la mairie\u00a0: transmettez-le pour réserver.",
)


def _step(step: str, label: str, value: str) -> Step:
    return {"step": step, "label": label, "value": value}


def _refuse(trace: list[Step], code: str, sentence: str) -> PriceDecision:
    return PriceDecision(None, trace, Reason(code, sentence))


def _tariff_steps(tariff: Tariff) -> list[Step]:
    steps = [_step("tariff", "Tarif", f"{tariff.name}, {tariff.span}")]
    if tariff.deliberation:
        voted = f" du {day_long(tariff.deliberated_on)}" if tariff.deliberated_on else ""
        steps.append(_step("deliberation", "Délibération", f"{tariff.deliberation}{voted}"))
    return steps


def _quotient_text(quotient: Quotient) -> str:
    source = f" ({quotient.source})" if quotient.source else ""
    return f"{format_quotient(quotient.value)}, depuis le {day_long(quotient.since)}{source}"


def _grid(bracket: Bracket, *, resident: bool) -> tuple[int, str]:
    if resident:
        return bracket.cents, "habitants de la commune"
    if bracket.non_resident_cents is None:
        return bracket.cents, "la même pour tous"
    return bracket.non_resident_cents, "hors commune"
