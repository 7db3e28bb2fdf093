"""The code affiché: kept on the server, used once, never twice the same after an error."""

from django.contrib.sessions.backends.base import SessionBase

from shared.accounts import shown_code
from shared.values.number_words import in_words


class Session(SessionBase):
    """A session that lives in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._session_cache = {}


def test_words_say_the_number_kept_on_the_server():
    session = Session()
    words = shown_code.words(session)
    assert words == in_words(session["shown_code"])
    assert shown_code.words(session) == words


def test_check_accepts_the_digits_once_and_asks_no_more(settings):
    settings.SHOWN_CODE_REQUIRED = True
    session = Session()
    shown_code.words(session)
    number = session["shown_code"]
    assert shown_code.check(session, f" {number:,} ".replace(",", " "))
    assert not shown_code.is_asked(session)
    shown_code.forget(session)
    assert shown_code.is_asked(session)
    assert not shown_code.check(session, str(number))


def test_check_uses_the_number_up_when_it_is_wrong():
    session = Session()
    shown_code.words(session)
    number = session["shown_code"]
    assert not shown_code.check(session, "12")
    assert not shown_code.check(session, str(number))
