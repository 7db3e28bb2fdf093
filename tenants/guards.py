"""Who may open a view. Each view carries exactly one mark; a view without one fails a test.

The rights are read in public at each request, before anything in the commune's schema, and
the schema's identity is verified as soon as they are (B12, B14). Anonymous: log-in page;
wrong commune or family: 404; right commune, wrong role: 403.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from shared.models import Account
from tenants.context import verify_identity
from tenants.models import Commune
from tenants.rules.rights import Verb
from tenants.selectors.memberships import Membership, agent_of, communes_of, member_of
from tenants.urls import absolute, root_prefix

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """What the access matrix and the architecture test read on ``view.access``."""

    kind: str
    verbs: frozenset[Verb] = field(default_factory=frozenset)


def public(view: View) -> View:
    """No log-in; only for the closed list of decisions.md. Reads service, contact, theme."""
    return _mark(view, Access("public"), lambda request: None)


def signed_in(view: View) -> View:
    """Any active account; the view reads only that account's own things."""
    return _mark(view, Access("signed_in"), _require_account)


def member(view: View) -> View:
    """A parent of this commune: sets ``request.member``."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        refused = _require_account(request)
        if refused is not None:
            return refused
        account, commune = _account(request), _commune(request)
        found = member_of(account, commune)
        if found is None:
            if agent_of(account, commune) is not None:
                raise PermissionDenied("Cette page est celle des familles.")
            raise Http404
        verify_identity(commune)
        request.member = found  # type: ignore[attr-defined]
        return None

    return _mark(view, Access("member"), check)


def agent(*verbs: Verb) -> Callable[[View], View]:
    """An agent of this commune whose roles allow one of the verbs: sets ``request.agent``."""
    if not verbs or not all(isinstance(verb, Verb) for verb in verbs):
        raise TypeError("@agent(Verb.x) needs at least one verb")

    def check(request: HttpRequest) -> HttpResponseBase | None:
        refused = _require_account(request)
        if refused is not None:
            return refused
        account, commune = _account(request), _commune(request)
        found = agent_of(account, commune)
        if found is None:
            if member_of(account, commune) is not None:
                raise PermissionDenied("Cette page est celle des agents de la commune.")
            raise Http404
        if not any(found.can(verb) for verb in verbs):
            raise PermissionDenied("Votre rôle ne permet pas cette action.")
        verify_identity(commune)
        request.agent = found  # type: ignore[attr-defined]
        return None

    return lambda view: _mark(view, Access("agent", frozenset(verbs)), check)


def operator(view: View) -> View:
    """The operator of the platform; anybody else does not learn that the page exists."""

    def check(request: HttpRequest) -> HttpResponseBase | None:
        refused = _require_account(request)
        if refused is None and not _account(request).is_operator:
            raise Http404
        return refused

    return _mark(view, Access("operator"), check)


def joined(request: HttpRequest) -> list[Membership]:
    """The communes of the signed-in account, read once for the page and its menu (1 query)."""
    kept: list[Membership] | None = getattr(request, "_joined", None)
    if kept is None:
        kept = communes_of(_account(request))
        request._joined = kept  # type: ignore[attr-defined]
    return kept


def _mark(view: View, access: Access, check: Callable[[HttpRequest], Any]) -> View:
    if hasattr(view, "access"):
        raise TypeError(f"{view.__module__}.{view.__name__} carries two marks")

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refused = check(request)
        return view(request, *args, **kwargs) if refused is None else refused

    guarded.access = access  # type: ignore[attr-defined]
    return guarded


def _require_account(request: HttpRequest) -> HttpResponseBase | None:
    """A way to the log-in page for the anonymous and the disabled, None for the others."""
    if getattr(request, "own_host", False):
        # The session lives on the main host only.
        commune = _commune(request)
        return _send(request, absolute(f"/c/{commune.slug}{request.get_full_path()}"))
    user = request.user
    if user.is_authenticated and user.is_active:
        return None
    target = request.get_full_path()
    if _is_htmx(request):
        # The partial's own address is no page to come back to.
        target = getattr(request.htmx, "current_url_abs_path", None) or target  # type: ignore[attr-defined]
    return _send(request, redirect_to_login(target, root_prefix() + settings.LOGIN_URL[1:]).url)


def _send(request: HttpRequest, url: str) -> HttpResponseBase:
    if _is_htmx(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account


def _commune(request: HttpRequest) -> Commune:
    """The commune of the path. Raises 404 when a commune's view is reached without one."""
    commune: Commune | None = getattr(request, "commune", None)
    if commune is None:
        raise Http404
    return commune
