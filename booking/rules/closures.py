"""Closures that concern some children only: a group, a school, a class on an outing (R8, R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.values.decisions import Decision, no, yes
from shared.values.ranges import DateRange


@dataclass(frozen=True, slots=True)
class Closure:
    """Days of [span) on which some children are not received; None and "" mean « all of them ».

    ``class_name`` is a class of ``school``. A closure with neither group, school nor class shuts
    the openings themselves and is not one of these.
    """

    span: DateRange
    name: str
    service: UUID | None = None
    group: UUID | None = None
    school: UUID | None = None
    class_name: str = ""

    @property
    def is_partial(self) -> bool:
        """Whether other children still come: the opening stays open."""
        return bool(self.group or self.school)


@dataclass(frozen=True, slots=True)
class Pupil:
    """Where a child is on a day: its group in the service, its school and class that year."""

    group: UUID | None = None
    school: UUID | None = None
    class_name: str = ""


def concerns(closure: Closure, *, day: date, service: UUID, pupil: Pupil) -> bool:
    """Whether a closure keeps the child from the service on that day.

    A class is compared without case nor outer blanks, because agents type it (« CE1 a »).
    """
    if not closure.span.contains(day):
        return False
    if closure.service not in {None, service}:
        return False
    if closure.group is not None and closure.group != pupil.group:
        return False
    if closure.school is not None and closure.school != pupil.school:
        return False
    return not closure.class_name or same_class(closure.class_name, pupil.class_name)


def same_class(one: str, other: str) -> bool:
    """Whether two typed names are one class."""
    return one.strip().casefold() == other.strip().casefold()


def decide_closures(
    closures: Iterable[Closure], *, day: date, service: UUID, pupil: Pupil
) -> Decision:
    """Whether no closure keeps this child from the service on that day."""
    for closure in closures:
        if closure.is_partial and concerns(closure, day=day, service=service, pupil=pupil):
            return no("closed_for_child", f"Fermé pour votre enfant\u00a0: {closure.name}.")
    return yes()
