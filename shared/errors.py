"""One shape of refusal for every room: a code, a French sentence, and the facts."""

from typing import Any


class DomainError(Exception):
    """A rule said no. Nothing was written; ``sentence`` is shown to the person as it is.

    ``code`` is stable and machine-readable, ``facts`` are JSON-able values kept for
    lists of errors (a billing run stores them instead of dying).
    """

    def __init__(self, code: str, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence


class Busy(DomainError):
    """Another write holds the rows for longer than the lock timeout; shown as 409."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(
            "busy",
            "Beaucoup de monde en même temps : rien n’a été enregistré, réessayez.",
            **facts,
        )
