"""Refusals of booking that several operations share."""

from shared.errors import DomainError

FULL = "Complet\u00a0: il n’y a plus de place ce jour-là."


def not_found() -> DomainError:
    """An id that is not this person's: the door answers 404 and tells nothing more (R103)."""
    return DomainError("not_found", "Introuvable.")


def is_not_found(error: DomainError) -> bool:
    """Whether a door must answer 404."""
    return error.code == "not_found"


def full() -> DomainError:
    """One place too many: said by the rule, or by the database itself (SQLSTATE 23514)."""
    return DomainError("full", FULL)
