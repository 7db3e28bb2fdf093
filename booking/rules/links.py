"""What one activity brings with it, or cannot be booked without, on the same day (R37).

A day *implies* its meal: both are booked or none, and the meal leaves with the day. Evening study
*requires* the snack: it may not stand alone. Links join activities of one service.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from shared.values.decisions import Decision, no, yes

K = TypeVar("K")


@dataclass(frozen=True)
class Links(Generic[K]):
    """Keys of activities: what each implies, what each requires; nothing but direct links."""

    implies: Mapping[K, tuple[K, ...]] = field(default_factory=dict)
    requires: Mapping[K, tuple[K, ...]] = field(default_factory=dict)

    def implied(self, activity: K) -> tuple[K, ...]:
        """All that comes with an activity, however far, itself left out; a loop ends."""
        return _reached(self.implies, activity)

    def needed(self, activity: K) -> tuple[K, ...]:
        """What must be there the same day for an activity to be booked."""
        return self.requires.get(activity, ())

    def all_needed(self, activity: K) -> tuple[K, ...]:
        """What must be there, and what that needs in turn; a loop ends."""
        return _reached(self.requires, activity)

    def dependents(self, activity: K) -> tuple[K, ...]:
        """What cannot stay without an activity."""
        return tuple(key for key, others in self.requires.items() if activity in others)

    def rank(self, activity: K) -> int:
        """In which order to book: what is required first, what implies before what it brings."""
        return 2 * len(_reached(self.requires, activity)) + (not self.implies.get(activity))

    def leave_rank(self, activity: K) -> int:
        """In which order to cancel: what needs or brings another leaves before it."""
        keys = {*self.implies, *self.requires}
        both = {k: (*self.implies.get(k, ()), *self.requires.get(k, ())) for k in keys}
        return -len(_reached(both, activity))

    def __bool__(self) -> bool:
        return bool(self.implies or self.requires)


NO_LINKS: Links[Any] = Links()


def _reached(arrows: Mapping[K, tuple[K, ...]], start: K) -> tuple[K, ...]:
    found: dict[K, None] = {}
    todo = list(arrows.get(start, ()))
    while todo:
        key = todo.pop(0)
        if key not in found and key != start:
            found[key] = None
            todo.extend(arrows.get(key, ()))
    return tuple(found)


def has_loop(arrows: Iterable[tuple[K, K]]) -> bool:
    """Whether some activity would, step by step, need or bring itself."""
    reach: dict[K, tuple[K, ...]] = {}
    for start, end in arrows:
        reach[start] = (*reach.get(start, ()), end)
    return any(
        start in reach.get(key, ())
        for start in reach
        for key in (*reach[start], *_reached(reach, start))
    )


def decide_needed(missing: Collection[str]) -> Decision:
    """Whether nothing required is missing that day; names as the family reads them."""
    if not missing:
        return yes()
    names = " et ".join(f"«\u00a0{name}\u00a0»" for name in missing)
    return no("requires", f"À réserver avec {names} le même jour.")


def decide_settled(pending: Collection[str]) -> Decision:
    """Whether nothing required may still be lost: a rank, a place not paid yet."""
    if not pending:
        return yes()
    names = " et ".join(f"«\u00a0{name}\u00a0»" for name in pending)
    return no("requires_settled", f"À réserver quand {names} sera confirmé ce jour-là.")


def decide_leaving(*, comes_with: str = "", kept_by: Collection[str] = ()) -> Decision:
    """Whether a booking may be cancelled alone.

    ``comes_with``: the live booking that brought it; ``kept_by``: bookings that need it and stay.
    """
    if comes_with:
        return no("implied", f"Compris dans «\u00a0{comes_with}\u00a0»\u00a0: annulez l’ensemble.")
    if kept_by:
        names = " et ".join(f"«\u00a0{name}\u00a0»" for name in kept_by)
        return no("required", f"Demandé par {names}\u00a0: annulez aussi ce jour-là.")
    return yes()


def decide_alone(comes_with: str) -> Decision:
    """A request that came with another is answered with it."""
    return no("implied", f"Compris dans «\u00a0{comes_with}\u00a0»\u00a0: répondez à l’ensemble.")


def in_words(name: str, refused: Decision) -> Decision:
    """The refusal of what comes with an activity, said with its name."""
    sentence = refused.reason.sentence
    return no(refused.reason.code, f"{name}\u00a0: {sentence[:1].lower()}{sentence[1:]}")
