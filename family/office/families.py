"""The list of files, their export, and a file's own fields."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from family.office import pages, tabs
from family.office.forms import FamilyForm, MotiveForm
from family.operations import families
from family.selectors import families as listing
from family.selectors import family_file
from family.selectors.families import SHOW_LABELS, Show
from shared import sheets
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    sheets.Column("file_number", "Numéro de dossier"),
    sheets.Column("name", "Nom du foyer"),
    sheets.Column("guardians", "Responsables"),
    sheets.Column("contact", "Contact"),
    sheets.Column("children", "Enfants"),
    sheets.Column("city", "Ville"),
    sheets.Column("resident", "Habite la commune"),
    sheets.Column("paper", "Factures papier"),
    sheets.Column("joined", "Compte en ligne"),
]
SORTED_BY = (("nom", "Foyer"), ("numero", "Dossier"))


@agent(Verb.VIEW_FAMILIES)
@require_GET
def index(request: Any) -> HttpResponse:
    """The list: any word, one filter, 25 a page."""
    _, today = pages.times(request)
    asked = _asked(request)
    page = Paginator(listing.listing(**asked, today=today), listing.PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "family/office/families.html",
        {
            "tabs": tabs.of(request),
            "page": page,
            "lines": listing.lines(page.object_list),
            "text": asked["text"],
            "show": asked["show"],
            "choices": SHOW_LABELS.items(),
            "query": _query(asked),
            "heads": [_head(asked, key, label) for key, label in SORTED_BY],
            "can_edit": request.agent.can(Verb.EDIT_FAMILIES),
            "can_export": request.agent.can(Verb.EXPORT),
            "is_filtered": bool(asked["text"]) or asked["show"] is not Show.OPEN,
        },
    )


@agent(Verb.EXPORT)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a workbook."""
    _, today = pages.times(request)
    rows = listing.lines(listing.listing(**_asked(request), today=today))
    content = sheets.write_xlsx(
        "Familles",
        COLUMNS,
        (
            {
                "file_number": row.file_number,
                "name": row.name,
                "guardians": ", ".join(row.guardians),
                "contact": row.contact,
                "children": ", ".join(row.children),
                "city": row.city,
                "resident": "oui" if row.is_resident else "non",
                "paper": "oui" if row.paper_invoices else "non",
                "joined": "oui" if row.is_joined else "non",
            }
            for row in rows
        ),
    )
    headers = {"Content-Disposition": 'attachment; filename="familles.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """Open a file."""
    now, _ = pages.times(request)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = families.create(**cleaned, by=request.agent.actor, now=now)
        said = "Dossier ouvert. Ajoutez maintenant un responsable."
        return pages.to(request, "guardian_new", made.pk, said=said)

    return pages.form_page(
        request,
        FamilyForm(
            request.POST or None, initial={"city": request.commune.city or request.commune.name}
        ),
        act,
        title="Nouveau foyer",
        submit="Ouvrir le dossier",
        back=pages.url("families"),
    )


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def edit(request: Any, family_id: UUID) -> HttpResponse:
    """Change the file's own fields."""
    now, _ = pages.times(request)
    family = pages.found(family_file.family, family_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        families.edit(family, **cleaned, by=request.agent.actor, now=now)
        return pages.to(request, "family", family.pk, said="Dossier enregistré.")

    initial = {name: getattr(family, name) for name in families.EDITABLE}
    return pages.form_page(
        request,
        FamilyForm(request.POST or None, initial=initial),
        act,
        title=f"Modifier le foyer {family.name}",
        submit="Enregistrer",
        back=pages.url("family", family.pk),
    )


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def close(request: Any, family_id: UUID) -> HttpResponse:
    """Close a file, with a motive."""
    now, _ = pages.times(request)
    family = pages.found(family_file.family, family_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        families.close(family, motive=cleaned["motive"], by=request.agent.actor, now=now)
        return pages.to(request, "family", family.pk, said="Dossier clos.")

    return pages.form_page(
        request,
        MotiveForm(request.POST or None),
        act,
        title=f"Clore le dossier {family.name}",
        lead="Ses codes non utilisés sont annulés, ses inscriptions s’arrêtent aujourd’hui et il "
        "quitte les listes. Ses factures et ses avoirs restent : rien n’est effacé, et le "
        "dossier peut être rouvert.",
        submit="Clore le dossier",
        danger=True,
        back=pages.url("family", family.pk),
    )


@agent(Verb.EDIT_FAMILIES)
@require_POST
def reopen(request: Any, family_id: UUID) -> HttpResponse:
    """Open a closed file again."""
    now, _ = pages.times(request)
    family = pages.found(family_file.family, family_id)
    try:
        families.reopen(family, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "family", family.pk)
    return pages.to(request, "family", family.pk, said="Dossier rouvert.")


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks; what it does not know is as nothing asked."""
    shown = request.GET.get("afficher", "")
    return {
        "text": request.GET.get("q", "").strip()[:120],
        "show": Show(shown) if shown in set(Show) else Show.OPEN,
        "sort": request.GET.get("tri", "nom"),
    }


def _query(asked: dict[str, Any], **changed: str) -> str:
    kept = {"q": asked["text"], "afficher": asked["show"].value, "tri": asked["sort"], **changed}
    return urlencode(kept) + "&"


def _head(asked: dict[str, Any], key: str, label: str) -> dict[str, str]:
    is_up, is_down = asked["sort"] == key, asked["sort"] == f"-{key}"
    url = "?" + _query(asked, tri=f"-{key}" if is_up else key).rstrip("&")
    return {
        "label": label,
        "url": url,
        "sorted": "ascending" if is_up else "descending" if is_down else "",
    }
