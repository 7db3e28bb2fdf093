"""Ranges of days: half-open [start, end) in storage, shown inclusive (R5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``start`` included to ``end`` excluded; ``end`` None means « sans fin ».

    Raises ValueError when the end is not after the start (an empty range is never stored).
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("La date de fin doit suivre la date de début.")

    @classmethod
    def inclusive(cls, first: date, last: date | None) -> "DateRange":
        """From what a person typed, « du 4 au 8 »: both days belong to the range."""
        return cls(first, None if last is None else last + timedelta(days=1))

    @property
    def last(self) -> date | None:
        """The last day inside the range, as a person reads it; None when without end."""
        return None if self.end is None else self.end - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether the day is inside."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "DateRange") -> bool:
        """Whether at least one day is in both ranges; ranges that only touch do not overlap."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )

    def intersection(self, other: "DateRange") -> "DateRange | None":
        """The days in both, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return DateRange(max(self.start, other.start), min(ends) if ends else None)

    def days(self) -> Iterator[date]:
        """Each day in order. Raises ValueError on a range without end."""
        for offset in range(len(self)):
            yield self.start + timedelta(days=offset)

    def __len__(self) -> int:
        if self.end is None:
            raise ValueError("Une période sans fin n’a pas de nombre de jours.")
        return (self.end - self.start).days

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        first = f"{self.start:%d/%m/%Y}"
        last = self.last
        if last is None:
            return f"à partir du {first}"
        return f"le {first}" if last == self.start else f"du {first} au {last:%d/%m/%Y}"


def overlapping(ranges: list[DateRange]) -> list[tuple[int, int]]:
    """Pairs of positions whose ranges overlap, in the order of the list."""
    return [
        (left, right)
        for left in range(len(ranges))
        for right in range(left + 1, len(ranges))
        if ranges[left].overlaps(ranges[right])
    ]
