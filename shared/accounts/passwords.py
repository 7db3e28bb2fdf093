"""How strong a password must be: long, unguessed, and any composition (CNIL 2022-100, ASVS 6.2)."""

import math
from typing import Any

from django.core.exceptions import ValidationError

LONGEST = 128
LEAST_BITS = 50
_KINDS = (
    (str.islower, 26),
    (str.isupper, 26),
    (str.isdigit, 10),
    (lambda char: not char.isalnum(), 33),
)


def entropy_bits(password: str) -> float:
    """How many bits a guesser needs: each unforeseen character counts, the others do not.

    The alphabet is what the characters used belong to. A character is foreseen when it repeats
    the one before, continues a step (« abc », « 321 ») or a piece already typed (« azerazer »).
    """
    alphabet = sum(size for is_kind, size in _KINDS if any(is_kind(char) for char in password))
    if not alphabet:
        return 0.0
    fresh = sum(not _is_foreseen(password, place) for place in range(len(password)))
    return fresh * math.log2(alphabet)


def _is_foreseen(password: str, place: int) -> bool:
    if place and password[place] == password[place - 1]:
        return True
    if place < 2:
        return False
    before, last, here = (ord(char) for char in password[place - 2 : place + 1])
    if here - last == last - before and abs(here - last) == 1:
        return True
    return password[place - 2 : place + 1] in password[:place]


class MaximumLengthValidator:
    """Refuses what would only cost time to hash."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError above 128 characters."""
        if len(password) > LONGEST:
            raise ValidationError(
                f"Ce mot de passe est trop long : {LONGEST} caractères au plus.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """The rule, for a list of rules."""
        return f"{LONGEST} caractères au plus."


class EntropyValidator:
    """Refuses a password a machine would guess, whatever its composition."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError below 50 bits."""
        if entropy_bits(password) < LEAST_BITS:
            raise ValidationError(
                "Ce mot de passe se devine trop facilement : ajoutez un ou deux mots, "
                "sans suite ni répétition.",
                code="password_too_guessable",
            )

    def get_help_text(self) -> str:
        """The rule, for a list of rules."""
        return "Ni suite ni répétition : plusieurs mots font un bon mot de passe."
