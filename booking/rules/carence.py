"""Carence and proof: which days of an absence stay billed, until when a proof counts (R28, R29).

An absence is a run of the child's own days in a service, in days the service opens; coming one day
ends it. Ranks count from 1 in that run.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.values.decisions import Decision, no, yes
from shared.values.french_dates import day_long

# The child booked nothing on so many days in a row that the service opened: another absence.
GAP_DAYS = 5
# A certificate covers at most so many days after its first.
LONGEST = 366


class Carence(StrEnum):
    """What the first days of an absence are."""

    BILLED = "billed"
    """Billed even with a certificate: « le premier jour reste dû »."""
    OFFERED = "offered"
    """Paid by the town even without one: « les deux premiers repas sont offerts »."""


@dataclass(frozen=True, slots=True)
class ProofRule:
    """A service's carence and proof, as data.

    ``days``: how many days the carence takes. ``prompt_days``: a proof seen within so many days of
    the absence lifts the carence (None: never). ``proof_days``: a proof is accepted until so many
    days after the day missed, or, with ``by_month_end``, until the last day of its month.
    """

    days: int = 0
    kind: Carence = Carence.BILLED
    prompt_days: int | None = None
    proof_days: int = 3
    by_month_end: bool = False

    def due_on(self, day: date) -> date:
        """The last day on which a proof for ``day`` is accepted."""
        if self.by_month_end:
            after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            return after - timedelta(days=1)
        return day + timedelta(days=self.proof_days)


def ranks(
    absent: Collection[date], present: Collection[date], open_days: Iterable[date]
) -> dict[date, int]:
    """The rank of each absent day in its absence, from 1.

    ``present``: days the child came or is still expected; ``open_days``: days the service opens.
    A day both absent and present (meal missed, evening attended) counts as absent.
    """
    opened = sorted(set(open_days) | set(absent))
    found: dict[date, int] = {}
    rank, last = 0, None
    for day in sorted(set(absent) | set(present)):
        if day not in absent:
            rank, last = 0, None
            continue
        if last is not None and _opened_between(opened, last, day) >= GAP_DAYS:
            rank = 0
        rank, last = rank + 1, day
        found[day] = rank
    return found


def starts(found: Mapping[date, int]) -> dict[date, date]:
    """The first day of the absence each day belongs to."""
    first: dict[date, date] = {}
    start = None
    for day in sorted(found):
        if found[day] == 1 or start is None:
            start = day
        first[day] = start
    return first


def percent(
    rule: ProofRule, *, rank: int, without: int, proven: int, seen_on: date | None, since: date
) -> int:
    """The billed share of a day of rank ``rank`` in an absence that began on ``since``.

    ``without`` and ``proven`` are the table's shares; ``seen_on``: when the proof was seen, None
    without one.
    """
    in_carence = rank <= rule.days
    if in_carence and rule.kind is Carence.OFFERED:
        return 0
    if seen_on is None:
        return without
    is_prompt = rule.prompt_days is not None and seen_on <= since + timedelta(days=rule.prompt_days)
    return without if in_carence and not is_prompt else proven


def accept_dates(first: date, last: date) -> Decision:
    """Whether a certificate may cover [first, last]."""
    if first <= last <= first + timedelta(days=LONGEST):
        return yes()
    return no("dates", "La date de fin doit suivre la date de début, dans l’année.")


def accept_proof(due_on: date, today: date, *, motive: str = "") -> Decision:
    """Whether a proof still counts; past its deadline an agent needs a motive (R18)."""
    if today <= due_on or motive.strip():
        return yes()
    return no(
        "proof_late",
        f"Le justificatif était attendu avant le {day_long(due_on)} inclus\u00a0: il n’est plus "
        "accepté, sauf motif d’un agent.",
    )


def _opened_between(opened: list[date], first: date, last: date) -> int:
    return bisect_left(opened, last) - bisect_left(opened, first) - 1
