"""``demo-logins.txt``: who may sign in, and what each can try."""

from pathlib import Path

from django.conf import settings

from deploy.seeds import people
from family.models import AdhesionCode
from family.operations import codes
from tenants.context import commune_scope
from tenants.models import Commune


def path() -> Path:
    """Beside the demonstration's data; its absence tells a first start."""
    folder: Path = settings.DATA_DIR
    return folder / "demo-logins.txt"


def write(communes: list[Commune]) -> str:
    """Write the file from what the database holds, and return its text."""
    text = "\n".join([*_families(), *_new_parent(communes), *_agents(communes), ""])
    path().parent.mkdir(parents=True, exist_ok=True)
    path().write_text(text, encoding="utf-8")
    return text


def _families() -> list[str]:
    return [
        "",
        f"Adresse : {settings.MAIN_URL}/",
        f"Mot de passe de tous les comptes : {people.PASSWORD}",
        "",
        "Familles",
        "  claire.martin    trois communes, trois enfants : semaine, panier, factures, paiement",
        "                   Montclair : liste d’attente, place proposée, souhaits et tirage ;",
        "                   Saint-Aubin : des samedis qui s’ouvrent à une heure donnée",
        "  paul.durand      Jolieville seulement ; Zoé, une semaine sur deux",
        "  nadia.benali     l’autre parent de Zoé : ses semaines, ses prix, ses factures",
    ]


def _new_parent(communes: list[Commune]) -> list[str]:
    town = next(one for one in communes if one.slug == "jolieville")
    with commune_scope(town):
        code = (
            AdhesionCode.objects.filter(
                guardian__first_name="Amandine",
                guardian__last_name="Petit",
                revoked_at__isnull=True,
            )
            .select_related("guardian")
            .first()
        )
        if code is None:
            return []
        if code.used_at is not None:
            return ["  Amandine Petit   son code a déjà servi (make clean recommence tout)"]
        child = code.guardian.child_links.select_related("child").first().child
        return [
            "  Amandine Petit   pas encore de compte : créez-le avec le code d’adhésion",
            f"                   {codes.clear_code(code)}, "
            f"enfant né le {child.birth_date:%d/%m/%Y} ({child.first_name})",
        ]


def _agents(communes: list[Commune]) -> list[str]:
    lines = ["", "Mairies"]
    for town in communes:
        held: dict[str, list[str]] = {}
        for first_name, last_name, role in people.AGENTS[town.slug]:
            held.setdefault(people.login_of(first_name, last_name), []).append(role.value)
        lines += [
            f"  {login:<17}{town.name} : {' et '.join(roles)} (/c/{town.slug}/gestion/)"
            for login, roles in held.items()
        ]
    return [*lines, "", f"Opérateur\n  {people.OPERATOR:<17}/operateur/"]
