"""Whether a child may take a place on a day: admitted, not excluded, room left (R11, R37, R42)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from shared.values.decisions import Decision, no, yes
from shared.values.ranges import DateRange


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one opening. ``capacity`` None: no limit; ``margin``: overbooking (R42)."""

    capacity: int | None
    taken: int = 0
    margin: int = 0

    @property
    def left(self) -> int | None:
        """Places left, margin included, never negative; None without limit."""
        if self.capacity is None:
            return None
        return max(0, self.capacity + self.margin - self.taken)

    def has_room(self, wanted: int = 1) -> bool:
        """Whether so many more children fit."""
        return self.left is None or wanted <= self.left


def decide_place(places: Places, *, wanted: int = 1, queue_open: bool = False) -> Decision:
    """Whether a place may be taken. Once a waiting list is open, newcomers queue."""
    if queue_open:
        return no("queue_open", "Une liste d’attente est ouverte pour cette date.")
    if places.has_room(wanted):
        return yes()
    return no("full", "Complet\u00a0: il n’y a plus de place à cette date.")


def decide_opening(*, exists: bool, closed_reason: str = "") -> Decision:
    """Whether the service receives children on that day."""
    if not exists:
        return no("not_open", "Le service n’est pas ouvert ce jour-là.")
    if closed_reason:
        return no("closed", f"Fermé\u00a0: {closed_reason}.")
    return yes()


def decide_registration(spans: Iterable[DateRange], day: date) -> Decision:
    """Whether one of the child's registrations to the service covers the day (R1)."""
    if any(span.contains(day) for span in spans):
        return yes()
    return no("not_registered", "Votre enfant n’est pas inscrit à ce service pour cette date.")


@dataclass(frozen=True, slots=True)
class Taken:
    """An activity of the same child and day that is booked, or wished in the same cart."""

    activity: str
    name: str
    exclusive_set: str


def decide_exclusive(*, activity: str, exclusive_set: str, same_day: Iterable[Taken]) -> Decision:
    """Whether nothing of the same exclusive set is taken that day (« journée », « matin »)."""
    for other in same_day:
        if exclusive_set and other.exclusive_set == exclusive_set and other.activity != activity:
            return no(
                "exclusive",
                f"«\u00a0{other.name}\u00a0» est déjà réservé ce jour-là\u00a0: annulez d’abord.",
            )
    return yes()


def age_on(born_on: date, day: date) -> int:
    """Whole years on a day; born on 29 February, a child grows older on 1 March (R11)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def decide_overlap(starts_at: time, ends_at: time, same_day: Iterable["Hours"]) -> Decision:
    """Whether no slot of the service taken that day has hours in common; touching is allowed."""
    for other in same_day:
        if starts_at < other.ends_at and other.starts_at < ends_at:
            return no(
                "overlap",
                f"«\u00a0{other.name}\u00a0» est déjà réservé à ces heures\u00a0: annulez d’abord.",
            )
    return yes()


@dataclass(frozen=True, slots=True)
class Hours:
    """A slot taken that day."""

    name: str
    starts_at: time
    ends_at: time


def months_on(born_on: date, day: date) -> int:
    """Whole months of age on a day; the 31st of a shorter month is the 1st of the next (R11)."""
    months = (day.year - born_on.year) * 12 + day.month - born_on.month
    return months - (day.day < born_on.day)


def decide_age(
    born_on: date, day: date, *, youngest: int | None = None, oldest: int | None = None
) -> Decision:
    """Whether the child has the age asked on the day attended; both bounds in months, inclusive."""
    age = months_on(born_on, day)
    if youngest is not None and age < youngest:
        return no("too_young", f"Cette activité commence à {age_in_words(youngest)}.")
    if oldest is not None and age > oldest:
        return no("too_old", f"Cette activité s’arrête à {age_in_words(oldest)}.")
    return yes()


def age_in_words(months: int) -> str:
    """« 3 ans », « 2 ans et demi », « 10 ans et 11 mois », « 18 mois »."""
    years, rest = divmod(months, 12)
    if months < 24 and rest:
        return f"{months}\u00a0mois"
    shown = f"{years}\u00a0{'an' if years == 1 else 'ans'}"
    if rest == 6:
        return f"{shown} et demi"
    return f"{shown} et {rest}\u00a0mois" if rest else shown


def first_refusal(*decisions: Decision) -> Decision:
    """The first refusal in the order given, or a yes."""
    return next((decision for decision in decisions if not decision), yes())
