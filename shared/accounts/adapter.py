"""How allauth speaks and sends here: our French sentences, our mails, our own address."""

import smtplib
from typing import Any
from urllib.parse import urlsplit

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import IntegrityError
from django.http import HttpRequest
from django.urls import reverse

from shared import mail, mail_layout
from shared.models import Account

log = structlog.get_logger(__name__)

# No « @ »: an identifiant must never be taken for somebody's address.
USERNAME = RegexValidator(
    r"\A[\w.-]+\Z",
    "Lettres, chiffres, point, tiret et tiret bas seulement, sans espace ni « @ ».",
    code="username_letters",
)


class AccountAdapter(DefaultAccountAdapter):
    """The one place where allauth is told to do otherwise."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est désactivé.",
        "duplicate_email": "Cette adresse est déjà celle de votre compte.",
        "email_password_mismatch": "Identifiant ou mot de passe incorrect.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Mot de passe incorrect.",
        "invalid_login": "Identifiant ou mot de passe incorrect.",
        "invalid_password_reset": "Ce lien n’est plus valable : demandez-en un nouveau.",
        "rate_limited": "Trop de demandes à la suite : patientez un peu.",
        "same_as_current": "C’est déjà votre adresse.",
        "too_many_login_attempts": "Trop d’essais manqués : patientez quelques minutes avant de "
        "recommencer.",
        "username_blacklisted": "Cet identifiant ne peut pas être choisi.",
        "username_password_mismatch": "Identifiant ou mot de passe incorrect.",
        "username_taken": "Cet identifiant est déjà pris : choisissez-en un autre.",
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The identifiant, free and without an address's sign. Raises ValidationError."""
        USERNAME(username)
        cleaned: str = super().clean_username(username, shallow=shallow)
        return cleaned

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of ``account/email/*.txt``; a mail server in trouble never breaks the page."""
        letter = mail_layout.render(f"{template_prefix}.txt", {**context, "email": email})
        try:
            mail.send(email, letter.subject, letter.text, letter.html)
        except (OSError, smtplib.SMTPException):
            # The page already says how to have it sent again.
            log.exception("mail_not_sent", template=template_prefix)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """Ask the owner to prove the address, or tell them that they already have an account.

        Only the mailbox learns which: the page, the account made and the time are the same.
        """
        address: EmailAddress = emailconfirmation.email_address
        if not address.can_set_verified():
            self.send_account_already_exists_mail(address.email)
            return
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        """To the owner of an address that somebody typed at sign-up."""
        self.send_mail(
            "account/email/account_already_exists",
            email,
            {
                "login_url": _absolute(reverse("account_login")),
                "password_reset_url": _absolute(reverse("account_reset_password")),
            },
        )

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """From the settings, never from the Host header of the request."""
        return _absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """From the settings, never from the Host header of the request."""
        uid, _, token = key.partition("-")
        return _absolute(reverse("account_reset_password_from_key", args=[uid, token]))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Prove an address; False when another account proved it at the same instant."""
        try:
            return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account's page."""
        return reverse("account_profile")

    def set_password(self, user: Account, password: str) -> None:
        """Hash and keep; other sessions end with the old password."""
        user.set_password(password)
        user.save(update_fields=["password"])


def _absolute(path: str) -> str:
    """The main host's address of a path that ``reverse`` wrote (with its script prefix)."""
    parts = urlsplit(settings.MAIN_URL)
    return f"{parts.scheme}://{parts.netloc}{path}"
