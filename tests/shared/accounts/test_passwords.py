"""Password policy (reliability §3.2): length, entropy, and a sentence that helps."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shared.accounts.passwords import LEAST_BITS, entropy_bits
from shared.models import Account


@pytest.mark.parametrize(
    "password",
    [
        "chemin lune verte",
        "Trois-lapins-bleus-7",
        "8402957316049283",
        "éàùçôœ-flûte-hêtre",
        "qzjvwkxhfmpt",
    ],
)
def test_validate_password_accepts_what_no_machine_guesses(password):
    """Sixteen digits or a few words: the CNIL's own examples pass."""
    assert entropy_bits(password) >= LEAST_BITS
    validate_password(password, Account(username="claire.martin"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("court", "trop court"),
        ("aaaaaaaaaaaaaaaa", "se devine trop facilement"),
        ("abcdefghijklmnop", "se devine trop facilement"),
        ("lapin lapin lapin lapin", "se devine trop facilement"),
        ("840295731640", "se devine trop facilement"),
        ("1qaz2wsx3edc4rfv", "trop courant"),
        ("claire.martin.claire", "identifiant"),
        ("x7" * 70, "trop long"),
    ],
)
def test_validate_password_refuses_with_a_french_sentence(password, sentence):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, Account(username="claire.martin"))
    assert sentence in " ".join(refusal.value.messages).replace("\u00a0", " ")


def test_entropy_grows_with_each_fresh_character_only():
    assert entropy_bits("zkvbq") > entropy_bits("zkvb")
    assert entropy_bits("zkvbbbbbbb") == entropy_bits("zkvb")
