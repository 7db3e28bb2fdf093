"""At the counter or on the phone: book and cancel for a family, after the cut-off with a motive."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from booking.models import Service
from booking.office import pages
from booking.office.agent_cells import days_of
from booking.office.cancel_words import causes_of
from booking.operations import agents
from booking.operations.outcomes import Answered, Outcome
from booking.rules.cancellations import Motive
from booking.selectors import calendar, cancel_choices, counter, setup
from booking.selectors.counter import Desk
from family.selectors import search
from shared.errors import DomainError
from shared.templatetags.ui import NavItem
from shared.values.french_dates import day_short
from shared.values.money import format_cents
from tenants.guards import agent
from tenants.rules.rights import Verb

MOTIVE_WANTED = "Indiquez un motif : la famille le lira."


class ConfirmForm(forms.Form):
    """Why days are cancelled, with what each answer bills; a motive in words where one is asked."""

    cause = forms.ChoiceField(
        label="Pourquoi annuler ?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Ce motif n’existe pas : choisissez-en un autre.",
        },
    )
    motive = forms.CharField(
        label="Motif",
        max_length=200,
        required=False,
        help_text="La famille le lira dans son message. Par exemple : « Demande par téléphone ».",
        error_messages={"required": MOTIVE_WANTED},
    )

    def __init__(
        self, *args: Any, causes: list[tuple[str, str]], wants_motive: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motive"].required = wants_motive
        if causes:
            self.fields["cause"].choices = causes
        else:
            del self.fields["cause"]

    def clean(self) -> dict[str, Any]:
        """By hand, against the table or beside it, a reason is written."""
        cleaned = super().clean() or {}
        if cleaned.get("cause") in Service.Refund.values and not cleaned.get("motive", "").strip():
            self.add_error("motive", MOTIVE_WANTED)
        return cleaned


@agent(Verb.BOOK_FOR_FAMILY)
@require_GET
def find(request: Any) -> HttpResponse:
    """Which child?"""
    _, today = pages.times(request)
    text = request.GET.get("q", "").strip()[:80]
    found = search.find(text, today=today).children if text else []
    return render(request, "booking/office/for_family_find.html", {"text": text, "children": found})


@agent(Verb.BOOK_FOR_FAMILY)
@require_GET
def month(request: Any, child_id: UUID) -> HttpResponse:
    """The child's month at one service: days to tick."""
    now, today = pages.times(request)
    desk = pages.found(counter.desk, child_id, today=today)
    service_id = _service(request, desk)
    context: dict[str, Any] = {"desk": desk, "services": [], "month": None}
    if service_id is not None:
        wanted = request.GET.get("mois", "")
        first = pages.read_day(f"{wanted}-01", today).replace(day=1)
        found = pages.found(
            calendar.month_for_agent,
            desk.guardian_id,
            service_id=service_id,
            now=now,
            month=first,
            child_id=child_id,
        )
        context |= {
            "services": [
                NavItem(
                    url=pages.url("family_child", child_id, service=key, mois=wanted),
                    label=name,
                    current=key == service_id,
                )
                for key, name in desk.services
            ],
            "month": found,
            "weeks": days_of(found),
            "service_id": service_id,
            "previous": _month_url(child_id, service_id, found.previous),
            "next": _month_url(child_id, service_id, found.next),
        }
    return render(request, "booking/office/for_family.html", context)


@agent(Verb.BOOK_FOR_FAMILY)
@require_POST
def confirm(request: Any, child_id: UUID) -> HttpResponse:
    """What was ticked, once more in words; then done, and the family told."""
    now, today = pages.times(request)
    desk = pages.found(counter.desk, child_id, today=today)
    wanted, ids = _ticked(request)
    rows = pages.found(counter.reservations, child_id, ids)
    back = pages.url(
        "family_child",
        child_id,
        service=request.POST.get("service", ""),
        mois=request.POST.get("mois", ""),
    )
    if not wanted and not rows:
        messages.error(request, "Cochez au moins un jour.")
        return pages.to(
            request,
            "family_child",
            child_id,
            service=request.POST.get("service", ""),
            mois=request.POST.get("mois", ""),
        )
    late = counter.late(desk.guardian_id, wanted, now=now)
    is_sent = request.POST.get("act") == "save"
    form = ConfirmForm(
        request.POST if is_sent else None,
        wants_motive=bool(late),
        causes=causes_of(cancel_choices.load(ids, now=now, asked=False)) if rows else [],
        initial={"cause": Motive.FAMILY.value},
    )
    if is_sent and form.is_valid():
        try:
            _write(request, desk, wanted, rows, form.cleaned_data, now)
        except DomainError as error:
            return pages.refused(request, error, "family_child", child_id)
        return pages.to(
            request,
            "family_child",
            child_id,
            service=request.POST.get("service", ""),
            mois=request.POST.get("mois", ""),
        )
    names = {one.id: one for service in setup.services() for one in service.activities.all()}
    if not all(key in names for key, _day in wanted):
        raise Http404
    return render(
        request,
        "booking/office/for_family_confirm.html",
        {
            "desk": desk,
            "form": form,
            "booked": [
                (f"b_{key.hex}_{day}", names[key].name, day_short(day), (key, day) in late)
                for key, day in sorted(wanted, key=lambda one: one[1])
            ],
            "cancelled": [
                (f"c_{row.id.hex}", row.activity.name, day_short(row.date)) for row in rows
            ],
            "kept": {name: request.POST.get(name, "") for name in ("service", "mois")},
            "back": back,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _write(
    request: Any, desk: Desk, wanted: Any, rows: Any, cleaned: dict[str, Any], now: Any
) -> None:
    by = request.agent.actor
    if rows:
        done = agents.cancel_for(
            [row.id for row in rows],
            by=by,
            now=now,
            motive=cleaned["motive"],
            cause=cleaned["cause"],
        )
        _say_cancelled(request, done, {row.id: row for row in rows})
    if wanted:
        wishes = [(desk.child.id, key, day) for key, day in wanted]
        outcome = agents.book_for(
            desk.guardian_id, wishes, by=by, now=now, motive=cleaned["motive"]
        )
        _say_booked(request, outcome)


def _say_booked(request: Any, outcome: Outcome) -> None:
    if outcome.booked:
        total = format_cents(sum(line.cents for line in outcome.booked))
        number = len(outcome.booked)
        many = "s" if number > 1 else ""
        said = f"{number}\u00a0jour{many} réservé{many} ({total}). La famille est prévenue."
        messages.success(request, said)
    for line in outcome.refused:
        messages.error(request, f"{line.activity}, {line.label}\u00a0: {line.reason}")


def _say_cancelled(request: Any, done: Answered, rows: dict[UUID, Any]) -> None:
    if number := len(done.done):
        many = "s" if number > 1 else ""
        said = f"{number}\u00a0jour{many} annulé{many}. La famille est prévenue."
        messages.success(request, said)
    for key, sentence in done.failed:
        row = rows[key]
        messages.error(request, f"{row.activity.name}, {day_short(row.date)}\u00a0: {sentence}")


def _ticked(request: Any) -> tuple[set[tuple[UUID, date]], set[UUID]]:
    """« b_<activity>_<day> » books, « c_<reservation> » cancels."""
    wanted, ids = set(), set()
    try:
        for text in request.POST.getlist("day")[:400]:
            kind, key, *rest = text.split("_")
            if kind == "b":
                wanted.add((UUID(key), date.fromisoformat(rest[0])))
            elif kind == "c":
                ids.add(UUID(key))
            else:
                raise Http404
    except (ValueError, IndexError):
        raise Http404 from None
    return wanted, ids


def _service(request: Any, desk: Desk) -> UUID | None:
    """The service asked, else the first the child is registered to."""
    known = {str(key): key for key, _name in desk.services}
    asked = request.GET.get("service", "")
    if asked and asked not in known:
        raise Http404
    return known[asked] if asked else next(iter(known.values()), None)


def _month_url(child_id: UUID, service_id: UUID, first: date | None) -> str:
    if first is None:
        return ""
    return pages.url("family_child", child_id, service=service_id, mois=f"{first:%Y-%m}")
