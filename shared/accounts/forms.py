"""The forms of an account: allauth's, with our words and our few additions."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from shared.accounts import secret_question
from shared.models import Account

PASSWORD_HELP = "12 caractères au moins. Une phrase de quelques mots est sûre et se retient bien."
AGAIN_HELP = "Le même, une seconde fois."


def _name(form: forms.Form, field: str, label: str, help_text: str = "", **attrs: str) -> None:
    """Give a field of allauth's our label and help, without its placeholder."""
    found = form.fields[field]
    found.label, found.help_text = label, help_text
    found.widget.attrs.pop("placeholder", None)
    found.widget.attrs.update(attrs)


def _new_password(form: forms.Form) -> None:
    _name(form, "password1", "Nouveau mot de passe", PASSWORD_HELP, maxlength="128")
    _name(form, "password2", "Confirmation du mot de passe", AGAIN_HELP)


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """*Créer un compte*: ``family.portal.signup`` holds the leaflet's own fields, below allauth's.

    An address that is already somebody's passes like any other: an account is made, and only
    the mailbox is told. A trap field that is filled ends on the same page with nothing made.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "username", "Identifiant", self.username_help, autocomplete="username")
        _name(self, "email", "Notification e-mail", self.email_help, autocomplete="email")
        _name(self, "password1", "Mot de passe", PASSWORD_HELP, maxlength="128")
        _name(self, "password2", "Confirmation de mot de passe", AGAIN_HELP)

    username_help = (
        "Pour vous connecter : lettres, chiffres, point ou tiret. Votre adresse e-mail servira "
        "aussi."
    )
    email_help = "Vos messages y arrivent. Nous vous écrirons pour vérifier qu’elle est à vous."

    def validate_unique_email(self, value: str) -> str:
        """Never tells whether an address has an account (reliability §3.8, n° 13)."""
        return value

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponseBase | None]:
        """Make the account and what hangs on it, or nothing; the trap makes nothing."""
        if self.cleaned_data.get(self.trap):
            return None, get_adapter().respond_email_verification_sent(request, None)
        with transaction.atomic():
            saved: tuple[Account | None, HttpResponseBase | None] = super().try_save(request)
        return saved


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """By identifiant or by proved address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "login", "Identifiant ou adresse e-mail", autocomplete="username")
        _name(self, "password", "Mot de passe")
        _name(self, "remember", "Rester connecté sur cet appareil")


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """*Mot de passe oublié*: the same answer for every address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "email", "Adresse e-mail", "Celle où arrivent vos messages.")


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password, behind the e-mailed link; the secret answer too when there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)
        if self.user is not None and secret_question.is_asked(self.user):
            self.fields["secret_answer"] = forms.CharField(
                label=secret_question.wording(self.user),
                help_text="La réponse donnée à la création de votre compte.",
                max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.order_fields(["secret_answer", "password1", "password2"])

    def clean(self) -> dict[str, Any]:
        """Ask the answer last, so that a refused password does not spend a try."""
        cleaned: dict[str, Any] = super().clean()
        if "secret_answer" not in self.fields or self.errors:
            return cleaned
        verdict = secret_question.verify(self.user, cleaned["secret_answer"])
        if verdict is None:
            self.add_error(
                "secret_answer",
                "Trop d’essais : réessayez dans une heure, ou contactez votre mairie.",
            )
        elif not verdict:
            self.add_error("secret_answer", "Ce n’est pas la réponse que vous aviez donnée.")
        return cleaned


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old one, then the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "oldpassword", "Mot de passe actuel")
        _new_password(self)


class SetPasswordForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """For an account that has none yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """Before a sensitive change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "password", "Mot de passe")


class ChangeAddressForm(allauth_forms.AddEmailForm):  # type: ignore[misc]
    """A new notification address: it replaces the old one once proved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self, "email", "Nouvelle adresse e-mail")


class ProfileForm(forms.Form):
    """*Mon compte*: who I am; the identifiant does not change."""

    label = forms.CharField(label="Nom du compte", max_length=80, required=False)
    civility = forms.ChoiceField(label="Civilité", choices=Account.Civility.choices, required=False)
    last_name = forms.CharField(label="Nom", max_length=80)
    first_name = forms.CharField(label="Prénom", max_length=80)


class SecretQuestionForm(forms.Form):
    """A new question and answer, or none at all."""

    question = forms.ChoiceField(
        label="Question secrète",
        choices=[("", "Aucune"), *secret_question.QUESTIONS.items()],
        required=False,
    )
    answer = forms.CharField(
        label="Réponse",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        cleaned: dict[str, Any] = super().clean() or {}
        question, answer = cleaned.get("question"), cleaned.get("answer", "")
        if question and len(secret_question.normalise(answer)) < secret_question.SHORTEST:
            self.add_error("answer", secret_question.TOO_SHORT)
        if answer and not question:
            self.add_error("question", secret_question.NO_QUESTION)
        return cleaned
