"""The secret answer: hashed, compared loosely, throttled."""

import pytest

from shared.accounts import records, secret_question
from tests.factories import accounts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Saint-Ouen", "saint ouen"),
        ("  l'Haÿ   les Roses ", "l hay les roses"),
        ("ÉLÉONORE", "eleonore"),
        ("...", ""),
    ],
)
def test_normalise_ignores_case_accents_and_punctuation(typed, kept):
    assert secret_question.normalise(typed) == kept


def test_verify_accepts_the_answer_however_it_is_written(communes):
    account = accounts.account()
    records.set_secret_question(account, question="first_pet", answer="Médor")
    assert account.secret_answer.startswith("argon2")
    assert "dor" not in account.secret_answer.rsplit("$", 1)[0]
    assert secret_question.is_asked(account)
    assert secret_question.verify(account, " medor ") is True
    assert secret_question.verify(account, "rex") is False


def test_verify_stops_after_five_wrong_answers_even_for_the_right_one(communes):
    account = accounts.account()
    records.set_secret_question(account, question="first_pet", answer="Médor")
    assert [secret_question.verify(account, "rex") for _ in range(5)] == [False] * 5
    assert secret_question.verify(account, "Médor") is None


def test_set_secret_question_without_a_question_removes_the_answer(communes):
    account = accounts.account()
    records.set_secret_question(account, question="first_pet", answer="Médor")
    records.set_secret_question(account, question="", answer="")
    account.refresh_from_db()
    assert (account.secret_question, account.secret_answer) == ("", "")
    assert not secret_question.is_asked(account)


def test_is_asked_no_more_when_the_deployment_switches_it_off(communes, settings):
    account = accounts.account()
    records.set_secret_question(account, question="first_pet", answer="Médor")
    settings.SECRET_QUESTION_OFFERED = False
    assert not secret_question.is_asked(account)
