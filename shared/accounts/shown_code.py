"""The *code affiché* of the sign-up page: a number in words, typed back in digits.

It is text, so a screen reader says it. It only slows machines down: rate limits, the e-mail
proof and a trap field do the rest. ``SHOWN_CODE=0`` switches it off.
"""

import secrets

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from shared.values.number_words import in_words

_NUMBER = "shown_code"
_PASSED = "shown_code_passed"


def is_asked(session: SessionBase) -> bool:
    """Whether this sign-up must still give the code; once right, it is not asked again."""
    return bool(settings.SHOWN_CODE_REQUIRED) and not session.get(_PASSED)


def words(session: SessionBase) -> str:
    """The number to type, in words; drawn on first use and kept on the server."""
    if _NUMBER not in session:
        renew(session)
    return in_words(int(session[_NUMBER]))


def renew(session: SessionBase) -> None:
    """Draw another number."""
    session[_NUMBER] = 1000 + secrets.randbelow(9000)


def check(session: SessionBase, typed: str) -> bool:
    """Compare and use up: a wrong answer draws another number, a right one is kept as given."""
    expected = session.pop(_NUMBER, None)
    digits = "".join(char for char in typed if char.isdigit())
    right = expected is not None and digits == str(expected)
    if right:
        session[_PASSED] = True
    return right


def forget(session: SessionBase) -> None:
    """After a sign-up: the next one starts anew."""
    session.pop(_NUMBER, None)
    session.pop(_PASSED, None)
