"""*Adhérer*: a code, a child's birth date, and the file of the family opens."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from family.operations import joining
from family.portal import code_in_hand
from family.portal.forms import BirthDateForm, CodeForm, JoinForm
from family.portal.links import commune_home
from family.selectors import children, pending_joins
from shared import clock
from shared.errors import DomainError
from shared.models import Account
from shared.values import french_dates
from tenants import guards
from tenants.context import commune_scope, verify_identity
from tenants.models import Commune
from tenants.selectors.memberships import communes_of, member_of
from tenants.urls import portal_url


@guards.public
def page(request: HttpRequest) -> HttpResponseBase:
    """The code and the date when signed in; the code alone, kept for later, when not."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    account = _account(request)
    form = JoinForm(request.POST or None, initial={"code": code_in_hand.read(request)})
    if request.method == "POST" and form.is_valid():
        answer = _try(
            form,
            lambda: joining.join(
                account,
                form.cleaned_data["code"],
                form.cleaned_data["birth_date"],
                now=clock.now(),
            ),
        )
        if answer is not None:
            code_in_hand.forget(request)
            return answer
    return _show(request, account, form)


@guards.signed_in
def pending(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The date alone: the code was given at sign-up, maybe on another device."""
    account, now = _account(request), clock.now()
    waiting = get_object_or_404(pending_joins.for_account(account, now=now), pk=pk)
    if request.method != "POST":
        return redirect(portal_url("family_public:join"))
    form = BirthDateForm(request.POST, prefix=str(waiting.pk))
    if form.is_valid():
        date = form.cleaned_data["birth_date"]
        answer = _try(form, lambda: joining.join_pending(account, waiting, date, now=now))
        if answer is not None:
            return answer
    return _show(request, account, JoinForm(), refused={waiting.pk: form})


@guards.signed_in
def welcome(request: HttpRequest, slug: str) -> HttpResponse:
    """After an adhesion: who was found, and what to do next."""
    commune = get_object_or_404(Commune, slug=slug, status=Commune.Status.ACTIVE)
    member = member_of(_account(request), commune)
    if member is None:
        raise Http404
    with commune_scope(commune):
        verify_identity(commune)
        found = list(children.for_member(member))
    return render(
        request,
        "family/portal/joined.html",
        {"joined": commune, "children": found, "commune_path": commune_home(commune)},
    )


@guards.public
def from_letter(request: HttpRequest, code: str) -> HttpResponse:
    """The QR of a letter: keep the code in the session, and leave the address without it."""
    try:
        joining.read_code(code)
    except DomainError as refusal:
        raise Http404 from refusal
    code_in_hand.keep(request, code)
    return redirect(portal_url("family_public:join"))


def _signed_out(request: HttpRequest) -> HttpResponse:
    in_hand = code_in_hand.read(request)
    form = CodeForm(request.POST or None, initial={"code": in_hand})
    if request.method == "POST" and form.is_valid():
        try:
            joining.read_code(form.cleaned_data["code"])
        except DomainError as refusal:
            form.add_error("code", refusal.sentence)
        else:
            code_in_hand.keep(request, form.cleaned_data["code"])
            return redirect(portal_url("family_public:join"))
    return render(
        request,
        "family/portal/join_signed_out.html",
        {"form": form, "has_code": bool(in_hand), "join_path": portal_url("family_public:join")},
    )


def _try(form: forms.Form, join: Callable[[], joining.Joined]) -> HttpResponseBase | None:
    """The page after a success; a refusal goes beside the field it is about."""
    try:
        joined = join()
    except DomainError as refusal:
        field = "code" if refusal.code == "code_shape" and "code" in form.fields else None
        form.add_error(field, refusal.sentence)
        return None
    return redirect(portal_url("family_public:joined", joined.commune.slug))


def _show(
    request: HttpRequest,
    account: Account,
    form: JoinForm,
    *,
    refused: dict[UUID, BirthDateForm] | None = None,
) -> HttpResponse:
    waiting = pending_joins.for_account(account, now=clock.now())
    forms_of = refused or {}
    refused_here = form.is_bound or bool(forms_of)
    return render(
        request,
        "family/portal/join.html",
        {
            "form": form,
            "pending": [
                (one, forms_of.get(one.pk) or BirthDateForm(prefix=str(one.pk))) for one in waiting
            ],
            "commune_names": french_dates.enumeration(
                [membership.commune.name for membership in communes_of(account)]
            ),
        },
        status=422 if refused_here else 200,
    )


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account
