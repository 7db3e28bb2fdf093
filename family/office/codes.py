"""Adhesion codes: who waits for one, sent by mail or printed, again, revoked (R106)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from family.models import AdhesionCode
from family.office import code_words, letters, pages, tabs
from family.operations import code_batches, codes
from family.selectors import code_list, family_file
from family.selectors.code_list import SHOW_LABELS, Show
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb

PER_PAGE = 50
PDF = "application/pdf"


@agent(Verb.ISSUE_CODES)
@require_GET
def index(request: Any) -> HttpResponse:
    """Every adult who may need a code, and where theirs stands."""
    now, _ = pages.times(request)
    text, show = _asked(request.GET)
    listed = code_list.listing(text=text, show=show, now=now)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "family/office/codes.html",
        {
            "tabs": tabs.of(request),
            "page": page,
            "rows": [
                (standing, code_words.of(standing, request.commune))
                for standing in code_list.standings(page.object_list, now=now)
            ],
            "text": text,
            "show": show,
            "is_to_send": show is Show.TO_SEND,
            "choices": SHOW_LABELS.items(),
            "query": urlencode({"q": text, "afficher": show.value}) + "&",
            "lots": code_words.lots(code_list.letter_lots(now=now), request.commune),
        },
    )


@agent(Verb.ISSUE_CODES)
@require_POST
def send(request: Any) -> HttpResponse:
    """Issue codes to the ticked adults, or to all those of the list (« tous »)."""
    now, _ = pages.times(request)
    text, show = _asked(request.POST)
    channel = request.POST.get("envoi", "")
    if channel not in AdhesionCode.Channel.values:
        raise Http404
    if request.POST.get("tous"):
        chosen = list(code_list.listing(text=text, show=show, now=now).values_list("pk", flat=True))
    else:
        chosen = _ids(request.POST.getlist("responsable"))
    back = pages.url("codes") + "?" + urlencode({"q": text, "afficher": show.value})
    if not chosen:
        messages.error(request, "Cochez au moins un responsable.")
        return HttpResponseRedirect(back)
    batch = code_batches.send(chosen, channel=channel, by=request.agent.actor, now=now)
    for level, sentence in code_words.told(batch, channel):
        messages.add_message(request, level, sentence)
    if batch.made and channel == AdhesionCode.Channel.LETTER:
        back = pages.url("codes_printed") + "?" + urlencode({"lot": now.isoformat()})
    return HttpResponseRedirect(back)


@agent(Verb.ISSUE_CODES)
@require_GET
def printed(request: Any) -> HttpResponse:
    """The letters just made: one button opens them all in one PDF."""
    now, _ = pages.times(request)
    lot = _lot(request)
    found = code_list.letters_of(lot, now=now)
    if not found:
        raise Http404
    return render(
        request,
        "family/office/codes_printed.html",
        {
            "names": [code.guardian.full_name for code in found],
            "count": len(found),
            "lot": lot.isoformat(),
        },
    )


@agent(Verb.ISSUE_CODES)
@require_GET
def letters_pdf(request: Any) -> HttpResponse:
    """Every letter of one printing that still opens something, by name."""
    now, _ = pages.times(request)
    found = code_list.letters_of(_lot(request), now=now)
    if not found:
        raise Http404
    return _pdf(letters.pdf(found, request.commune, now=now), "codes-d-adhesion.pdf")


@agent(Verb.ISSUE_CODES)
@require_GET
def letter(request: Any, code_id: UUID) -> HttpResponse:
    """One letter; the same code as long as it is open."""
    now, _ = pages.times(request)
    code = pages.found(family_file.code, code_id)
    if code.used_at or code.revoked_at or code.expires_at <= now:
        raise Http404
    return _pdf(letters.pdf([code], request.commune, now=now), "code-d-adhesion.pdf")


@agent(Verb.ISSUE_CODES)
@require_POST
def issue(request: Any, guardian_id: UUID) -> HttpResponse:
    """A code for one adult, by mail or on paper; the one they had is revoked."""
    now, _ = pages.times(request)
    adult = pages.found(family_file.guardian, guardian_id)
    channel = request.POST.get("envoi", "")
    if channel not in AdhesionCode.Channel.values:
        raise Http404
    try:
        made = codes.issue(adult, channel=channel, by=request.agent.actor, now=now)
        if channel == AdhesionCode.Channel.LETTER:
            codes.mark_sent([made], by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "family", adult.family_id)
    said = (
        f"Le code part par e-mail à {adult.email}."
        if channel == AdhesionCode.Channel.MAIL
        else "La lettre est prête : imprimez-la."
    )
    return pages.to(request, "family", adult.family_id, said=said)


@agent(Verb.ISSUE_CODES)
@require_POST
def resend(request: Any, code_id: UUID) -> HttpResponse:
    """Send the same code once more, with a new delay."""
    now, _ = pages.times(request)
    code = pages.found(family_file.code, code_id)
    try:
        codes.resend(code, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "family", code.guardian.family_id)
    said = (
        f"Le même code repart à {code.guardian.email}."
        if code.channel == AdhesionCode.Channel.MAIL
        else "Le même code est prolongé : imprimez la lettre."
    )
    return pages.to(request, "family", code.guardian.family_id, said=said)


@agent(Verb.ISSUE_CODES)
@require_POST
def revoke(request: Any, code_id: UUID) -> HttpResponse:
    """Close a code for good."""
    now, _ = pages.times(request)
    code = pages.found(family_file.code, code_id)
    try:
        codes.revoke(code, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "family", code.guardian.family_id)
    return pages.to(request, "family", code.guardian.family_id, said="Code annulé.")


def _asked(data: Any) -> tuple[str, Show]:
    shown = data.get("afficher", "")
    show = Show(shown) if shown in set(Show) else Show.TO_SEND
    return data.get("q", "").strip()[:120], show


def _ids(texts: list[str]) -> list[UUID]:
    """The ticked ids; what is no id is nobody's."""
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404 from None


def _lot(request: HttpRequest) -> datetime:
    try:
        lot = datetime.fromisoformat(request.GET.get("lot", ""))
    except ValueError:
        raise Http404 from None
    if lot.tzinfo is None:
        raise Http404
    return lot


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        # It holds live codes.
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=PDF, headers=headers)
