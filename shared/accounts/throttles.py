"""Counters that stop a guesser, in real time and in the cache every process shares."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Throttle:
    """At most ``limit`` tries per key in a window of ``seconds`` that starts at the first one."""

    name: str
    limit: int
    seconds: int

    def take(self, key: object) -> bool:
        """Count one try; False when the limit is passed. The count is atomic."""
        name = self._name(key)
        cache.add(name, 0, timeout=self.seconds)
        try:
            return int(cache.incr(name)) <= self.limit
        except ValueError:
            # The window ended between the two: this try opens the next one.
            cache.set(name, 1, timeout=self.seconds)
            return True

    def give_back(self, key: object) -> None:
        """A try that succeeded does not count."""
        try:
            cache.decr(self._name(key))
        except ValueError:
            return

    def _name(self, key: object) -> str:
        digest = hashlib.sha256(str(key).encode()).hexdigest()
        return f"throttle:{self.name}:{digest}"
