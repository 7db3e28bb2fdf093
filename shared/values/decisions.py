"""The answer of a rule: yes or no, and always why (a stable code and a French sentence)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule answered as it did: ``code`` for machines, ``sentence`` (French) for people."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or a no with its reason; truthy when allowed, so ``if decision:`` reads aloud."""

    allowed: bool
    reason: Reason

    def __bool__(self) -> bool:
        return self.allowed


def yes(code: str = "ok", sentence: str = "Possible.") -> Decision:
    """An allowed decision."""
    return Decision(True, Reason(code, sentence))


def no(code: str, sentence: str) -> Decision:
    """A refusal: the sentence is shown to the person as it is."""
    return Decision(False, Reason(code, sentence))
