"""Pages of an account that allauth does not have, and its sign-up with *Retour* and a draft."""

from typing import Any

from allauth.account import app_settings
from allauth.account import views as allauth_views
from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shared.accounts import records, shown_code
from shared.accounts.adapter import AccountAdapter
from shared.accounts.forms import ProfileForm, SecretQuestionForm, SignupForm
from shared.models import Account

DRAFT = "signup_draft"
DONE = "signup_done"


class SignupView(allauth_views.SignupView):  # type: ignore[misc]
    """*Créer un compte*. *Retour* and « un autre nombre » lose nothing that was typed.

    What was typed is kept in the session, except passwords, the secret answer and the code
    shown: coming back finds the rest.
    """

    form_class = SignupForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form needs the session: the number shown, the code of a letter's QR."""
        return {**super().get_form_kwargs(), "request": self.request}

    def get_initial(self) -> dict[str, Any]:
        """What was typed before *Retour*."""
        return {**super().get_initial(), **self.request.session.get(DRAFT, {})}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """*Enregistrer*, *Retour*, or another number."""
        if "back" in request.POST or "other_number" in request.POST:
            request.session[DRAFT] = self._typed(request)
        if "back" in request.POST:
            return redirect("/")
        if "other_number" in request.POST:
            shown_code.renew(request.session)
            return redirect(f"{request.get_full_path()}#id_shown_code")
        if request.session.get(DONE) == self._who(request):
            # The same form sent twice: the first one made the account.
            return redirect("account_email_verification_sent")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponseBase:
        """Make the account, then send the mail that asks to prove the address."""
        try:
            response: HttpResponseBase = super().form_valid(form)
        except IntegrityError:
            # Two people chose the same identifiant at the same instant.
            form.add_error("username", AccountAdapter.error_messages["username_taken"])
            return self.form_invalid(form)
        self.request.session.pop(DRAFT, None)
        self.request.session[DONE] = self._who(self.request)
        shown_code.forget(self.request.session)
        return response

    def form_invalid(self, form: Form) -> HttpResponseBase:
        """The number that was just copied right is not asked again."""
        if not shown_code.is_asked(self.request.session):
            form.fields.pop("shown_code", None)
        refused: HttpResponseBase = super().form_invalid(form)
        return refused

    def _who(self, request: HttpRequest) -> list[str]:
        names = ("username", "email", "last_name", "first_name")
        return [request.POST.get(name, "")[:254] for name in names]

    def _typed(self, request: HttpRequest) -> dict[str, str]:
        form_class: Any = self.get_form_class()
        return {
            name: request.POST[name][:254]
            for name in form_class.kept_fields
            if name in request.POST
        }


class ConfirmEmailView(allauth_views.ConfirmEmailView):  # type: ignore[misc]
    """Looking at the page proves nothing and ends no session; its one button does."""

    def logout_other_user(self, confirmation: Any) -> None:
        """Only after the button."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)


class AddressView(allauth_views.EmailView):  # type: ignore[misc]
    """*Notification e-mail*: one address, and the new one until it is proved."""

    template_name = f"account/email_change.{app_settings.TEMPLATE_EXTENSION}"


def signup(request: HttpRequest) -> HttpResponseBase:
    """*Créer un compte*."""
    return SignupView.as_view()(request)


def confirm_address(request: HttpRequest, key: str) -> HttpResponseBase:
    """The page of the e-mailed link, with its one button."""
    return ConfirmEmailView.as_view()(request, key=key)


def address(request: HttpRequest) -> HttpResponseBase:
    """*Notification e-mail*."""
    return AddressView.as_view()(request)


@require_POST
def other_number(request: HttpRequest) -> HttpResponse:
    """Another *code affiché*, in place: with htmx nothing typed leaves the page."""
    shown_code.renew(request.session)
    words = shown_code.words(request.session)
    return render(request, "account/shown_words.html", {"words": words})


def profile(request: HttpRequest) -> HttpResponse:
    """*Mon compte*: names, and the ways to everything else."""
    account = _account(request)
    initial = {name: getattr(account, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        records.update_profile(account, **form.cleaned_data)
        messages.success(request, "Vos informations sont enregistrées.")
        return redirect("account_profile")
    return render(request, "account/profile.html", {"form": form})


def question(request: HttpRequest) -> HttpResponse:
    """*Question secrète*: choose, change or remove it."""
    account = _account(request)
    form = SecretQuestionForm(request.POST or None, initial={"question": account.secret_question})
    if request.method == "POST" and form.is_valid():
        records.set_secret_question(account, **form.cleaned_data)
        kept = bool(form.cleaned_data["question"])
        messages.success(
            request,
            "Votre question secrète est enregistrée."
            if kept
            else "Vous n’avez plus de question secrète.",
        )
        return redirect("account_profile")
    return render(request, "account/secret_question.html", {"form": form})


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account
