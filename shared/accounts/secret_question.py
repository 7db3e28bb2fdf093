"""The *question secrète*: asked after the e-mailed link, never instead of it.

The answer is hashed like a password and throttled. It can only add safety: the link alone is
needed first, and an account without an answer is asked nothing. ``SECRET_QUESTION=0`` switches
it off (ASVS 5, 6.4.2).
"""

import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from shared.accounts.throttles import Throttle
from shared.models import Account

QUESTIONS: dict[str, str] = {
    "first_school": "Comment s’appelait votre première école ?",
    "mother_city": "Dans quelle ville votre mère est-elle née ?",
    "first_pet": "Comment s’appelait votre premier animal ?",
    "childhood_friend": "Quel est le prénom de votre meilleur ami d’enfance ?",
    "first_job": "Quel a été votre premier métier ?",
    "favourite_book": "Quel livre vous a le plus marqué ?",
}
TRIES = Throttle("secret-answer", limit=5, seconds=3600)
SHORTEST = 3
TOO_SHORT = "Donnez une réponse de trois caractères au moins, ou ne choisissez pas de question."
NO_QUESTION = "Choisissez la question à laquelle vous répondez, ou effacez la réponse."


def normalise(answer: str) -> str:
    """What is compared: no case, no accent, no punctuation (« Saint-Ouen » is « saint ouen »)."""
    flat = unicodedata.normalize("NFKD", answer.casefold())
    kept = "".join(char if char.isalnum() else " " for char in flat if not _is_mark(char))
    return " ".join(kept.split())


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0


def hashed(answer: str) -> str:
    """What the account keeps; an empty answer keeps nothing."""
    return make_password(normalise(answer)) if normalise(answer) else ""


def is_asked(account: Account) -> bool:
    """Whether a reset of this account needs the answer."""
    return bool(
        settings.SECRET_QUESTION_OFFERED and account.secret_answer and account.secret_question
    )


def wording(account: Account) -> str:
    """The question as it is asked."""
    return QUESTIONS.get(account.secret_question, "Votre question secrète")


def verify(account: Account, answer: str) -> bool | None:
    """Whether the answer is right; None when too many were tried in the hour."""
    if not TRIES.take(account.pk):
        return None
    right = check_password(normalise(answer), account.secret_answer)
    if right:
        TRIES.give_back(account.pk)
    return right
