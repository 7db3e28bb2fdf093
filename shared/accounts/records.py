"""Writes on an account that allauth does not make."""

import structlog

from shared.accounts import secret_question
from shared.models import Account

log = structlog.get_logger(__name__)


def complete_signup(
    account: Account, *, label: str, civility: str, question: str, answer: str
) -> None:
    """Add to a new account what allauth does not know, in the transaction that makes it."""
    account.label, account.civility = label, civility
    account.secret_question = question
    account.secret_answer = secret_question.hashed(answer) if question else ""
    account.save(update_fields=["label", "civility", "secret_question", "secret_answer"])


def update_profile(
    account: Account, *, label: str, civility: str, first_name: str, last_name: str
) -> None:
    """Change the names a person gave; the identifiant and the address are not here."""
    account.label, account.civility = label, civility
    account.first_name, account.last_name = first_name, last_name
    account.save(update_fields=["label", "civility", "first_name", "last_name"])
    log.info("profile_updated", account=str(account.pk))


def set_secret_question(account: Account, *, question: str, answer: str) -> None:
    """Keep a question and the hash of its answer; an empty question removes both."""
    account.secret_question = question if answer else ""
    account.secret_answer = secret_question.hashed(answer) if question else ""
    account.save(update_fields=["secret_question", "secret_answer"])
    log.info("secret_question_changed", account=str(account.pk), kept=bool(question))
