"""The figures: one line each as they come, a table in the end with what is to be reached."""

import time
from dataclasses import dataclass

# (workload, figure): what is to be reached, an upper bound but for those of AT_LEAST.
TARGETS = {
    ("C1", "app_cpu"): 12,
    ("C1", "queries"): 11,
    ("C1", "bytes"): 40_000,
    ("C1", "requests"): 8,
    ("T", "app_cpu"): 1.15,
    ("T", "queries"): 1,
    ("C2", "app_cpu"): 20,
    ("C2", "queries"): 18,
    ("S2", "app_cpu"): 12,
    ("S2", "queries"): 18,
    ("S20", "app_cpu"): 40,
    ("F1", "app_cpu"): 8,
    ("F1", "queries"): 6,
    ("A1", "app_cpu"): 40,
    ("A1", "bytes"): 300_000,
    ("G", "app_cpu"): 2000,
    ("N", "booked"): 20,
    ("B", "ratio_5"): 0.08,
    ("B", "ratio_20"): 0.20,
    ("B", "same20_per_s"): 40,
    ("B", "deadlocks"): 0,
}

AT_LEAST = {"ratio_5", "ratio_20", "same20_per_s"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure."""

    work: str
    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        digits = 2 if self.unit == "x" else 1
        value = f"{self.value:.{digits}f}" if isinstance(self.value, float) else str(self.value)
        return f"{self.work} {self.name} {value} {self.unit}"


class Report:
    """Prints figures as they come and keeps them for the table."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def add(self, work: str, name: str, value: float, unit: str) -> None:
        """One line of output."""
        figure = Figure(work, name, value, unit)
        self.figures.append(figure)
        print(figure, flush=True)

    def value(self, work: str, name: str) -> float:
        """A figure told before. Raises StopIteration when it was not."""
        return next(one.value for one in self.figures if (one.work, one.name) == (work, name))

    def yardstick(self) -> None:
        """The same loop each time: how fast this machine is while we measure."""
        started, total = time.process_time(), 0
        for number in range(3_000_000):
            total += number
        self.add("-", "yardstick", (time.process_time() - started) * 1000, "ms")

    def cost(self, work: str, cost) -> None:
        """The figures of an HTTP workload."""
        self.add(work, "app_cpu", cost.app_ms, "ms")
        self.add(work, "pg_cpu", cost.pg_ms, "ms")
        self.add(work, "wall", cost.wall_ms, "ms")
        self.add(work, "queries", cost.queries, "count")
        self.add(work, "bytes", cost.size, "B")

    def table(self) -> None:
        """Every figure beside its target."""
        print()
        for one in self.figures:
            target = TARGETS.get((one.work, one.name))
            value = str(one).split()[2]
            beside = "" if target is None else f"{target:>10}  {self._verdict(one, target)}"
            print(f"{one.work:<5}{one.name:<12}{value:>12} {one.unit:<6}{beside}".rstrip())

    @staticmethod
    def _verdict(one: Figure, target: float) -> str:
        if one.name == "booked":
            return "ok" if one.value == target else "NON"
        if one.name in AT_LEAST:
            return "ok" if one.value >= target else f"x {one.value / target:.1f}"
        return "ok" if one.value <= target else f"x {one.value / target:.1f}"
