"""``/demo/mails/``: the mails of a demonstration, read in the browser; 404 in any other mode."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shared import mailbox
from tenants import guards


@guards.public
def mailbox_page(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first, of one address if asked."""
    folder = _folder()
    q = request.GET.get("q", "").strip()[:120].lower()
    letters = [letter for letter in mailbox.letters(folder) if q in letter.to.lower()]
    return render(request, "family/portal/demo_mails.html", {"letters": letters[:200], "q": q})


@guards.public
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, its links clickable."""
    found = next((letter for letter in mailbox.letters(_folder()) if letter.name == name), None)
    if found is None:
        raise Http404
    return render(request, "family/portal/demo_mail.html", {"letter": found})


def _folder() -> Path:
    if settings.RIBAMBELLE_MODE != "demo":
        raise Http404
    return Path(settings.MAIL_DIR)
