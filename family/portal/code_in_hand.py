"""The adhesion code of a letter's QR, kept in the session until its reader has an account."""

from django.http import HttpRequest

_KEY = "code_in_hand"


def keep(request: HttpRequest, code: str) -> None:
    """Remember what the address held; its form was already checked."""
    request.session[_KEY] = code[:40]


def read(request: HttpRequest) -> str:
    """The code kept, or an empty text."""
    return str(request.session.get(_KEY, ""))


def forget(request: HttpRequest) -> None:
    """Once it is tied to an account."""
    request.session.pop(_KEY, None)
