"""The leaflet's own fields of *Créer un compte*; allauth adds identifiant, mail and password.

Named by ``ACCOUNT_SIGNUP_FORM_CLASS``: allauth's form is a subclass of this one.
"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.http import HttpRequest

from family.operations import joining
from family.portal import code_in_hand
from shared import clock
from shared.accounts import records, secret_question, shown_code
from shared.errors import DomainError
from shared.models import Account

NAME = RegexValidator(r"\A[^\d<>@_/\\]+\Z", "Lettres, espaces, tirets et apostrophes seulement.")


class SignupForm(forms.Form):
    """Fields in the leaflet's order, the code d'adhésion last."""

    field_order: ClassVar = [
        *("label", "username", "password1", "password2"),
        *("secret_question", "secret_answer"),
        *("civility", "last_name", "first_name", "email"),
        *("shown_code", "adhesion_code"),
    ]
    # *Retour* keeps these in the session, and no secret.
    kept_fields: ClassVar = (
        *("label", "username", "secret_question", "civility", "last_name", "first_name"),
        *("email", "adhesion_code"),
    )
    trap = "site_web"

    label = forms.CharField(
        label="Nom du compte",
        max_length=80,
        required=False,
        help_text="Comme vous voulez l’appeler, par exemple « Famille Martin ».",
        validators=[ProhibitNullCharactersValidator()],
    )
    secret_question = forms.ChoiceField(
        label="Question secrète",
        choices=[("", "Aucune"), *secret_question.QUESTIONS.items()],
        required=False,
        help_text="Une protection de plus, demandée après le lien reçu par e-mail si vous oubliez "
        "votre mot de passe.",
    )
    secret_answer = forms.CharField(
        label="Réponse",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Personne ne peut la relire, pas même votre mairie.",
    )
    civility = forms.ChoiceField(
        label="Civilité",
        choices=Account.Civility.choices,
        required=False,
        widget=forms.Select(attrs={"autocomplete": "honorific-prefix"}),
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        validators=[NAME],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        validators=[NAME],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    shown_code = forms.CharField(
        label="Saisir le code affiché",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "Tapez en chiffres le nombre écrit ci-dessus."},
    )
    adhesion_code = forms.CharField(
        label="Code d’adhésion",
        max_length=40,
        required=False,
        help_text="Reçu de votre mairie par e-mail ou par courrier. Pas encore reçu ? Vous pourrez "
        "le saisir plus tard.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    site_web = forms.CharField(required=False, label="Ne remplissez pas ce champ")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        in_hand = code_in_hand.read(request)
        if in_hand:
            kwargs["initial"] = {"adhesion_code": in_hand, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if not settings.SECRET_QUESTION_OFFERED:
            del self.fields["secret_question"], self.fields["secret_answer"]
        if not shown_code.is_asked(request.session):
            del self.fields["shown_code"]

    @property
    def shown_words(self) -> str:
        """The number to copy in digits."""
        return shown_code.words(self.request.session)

    def clean_shown_code(self) -> str:
        """Wrong: another number is drawn."""
        typed: str = self.cleaned_data["shown_code"]
        if not shown_code.check(self.request.session, typed):
            raise forms.ValidationError(
                "Ce n’est pas le nombre affiché. En voici un autre : recopiez-le en chiffres."
            )
        return typed

    def clean_adhesion_code(self) -> str:
        """Its form only: whether the code is right is told once the address is proved."""
        typed: str = self.cleaned_data["adhesion_code"]
        if typed:
            try:
                joining.read_code(typed)
            except DomainError as refusal:
                raise forms.ValidationError(refusal.sentence) from refusal
        return typed

    def clean(self) -> dict[str, Any]:
        """A question goes with its answer."""
        cleaned: dict[str, Any] = super().clean() or {}
        question, answer = cleaned.get("secret_question"), cleaned.get("secret_answer", "")
        if question and len(secret_question.normalise(answer)) < secret_question.SHORTEST:
            self.add_error("secret_answer", secret_question.TOO_SHORT)
        if answer and not question:
            self.add_error("secret_question", secret_question.NO_QUESTION)
        return cleaned

    def signup(self, request: HttpRequest, user: Account) -> None:
        """Called by allauth, in the transaction that makes the account."""
        cleaned = self.cleaned_data
        records.complete_signup(
            user,
            label=cleaned.get("label") or "",
            civility=cleaned.get("civility") or "",
            question=cleaned.get("secret_question") or "",
            answer=cleaned.get("secret_answer") or "",
        )
        if cleaned.get("adhesion_code"):
            joining.keep(user, cleaned["adhesion_code"], now=clock.now())
            code_in_hand.forget(request)
