"""Who may do what in the office of a commune: a pure table of role × verb (R89)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an agent is in one commune; an agent may hold several roles."""

    GESTIONNAIRE = "gestionnaire"
    REGISSEUR = "regisseur"
    ANIMATEUR = "animateur"
    LECTEUR = "lecteur"


class Verb(StrEnum):
    """Each act a door of the office may guard."""

    VIEW_TODAY = "view_today"
    VIEW_FAMILIES = "view_families"
    EDIT_FAMILIES = "edit_families"
    ISSUE_CODES = "issue_codes"
    IMPORT_FAMILIES = "import_families"
    VIEW_REQUESTS = "view_requests"
    ANSWER_REQUESTS = "answer_requests"
    BOOK_FOR_FAMILY = "book_for_family"
    POINT_ATTENDANCE = "point_attendance"
    CLOSE_DAY = "close_day"
    EDIT_SETUP = "edit_setup"
    EDIT_TARIFFS = "edit_tariffs"
    VIEW_BILLING = "view_billing"
    DRAFT_RUN = "draft_run"
    PROMOTE_RUN = "promote_run"
    COLLECT = "collect"
    VIEW_PAYMENTS = "view_payments"
    EDIT_REGIES = "edit_regies"
    MANAGE_AGENTS = "manage_agents"
    EXPORT = "export"


ROLE_LABELS: Mapping[Role, str] = {
    Role.GESTIONNAIRE: "gestionnaire",
    Role.REGISSEUR: "régisseur",
    Role.ANIMATEUR: "animateur",
    Role.LECTEUR: "lecteur",
}

VERB_LABELS: Mapping[Verb, str] = {
    Verb.VIEW_TODAY: "voir la page Aujourd’hui et les feuilles du jour",
    Verb.VIEW_FAMILIES: "consulter les familles",
    Verb.EDIT_FAMILIES: "modifier les familles",
    Verb.ISSUE_CODES: "délivrer les codes d’adhésion",
    Verb.IMPORT_FAMILIES: "importer des familles",
    Verb.VIEW_REQUESTS: "consulter les demandes",
    Verb.ANSWER_REQUESTS: "répondre aux demandes",
    Verb.BOOK_FOR_FAMILY: "réserver et annuler pour une famille",
    Verb.POINT_ATTENDANCE: "pointer les présences",
    Verb.CLOSE_DAY: "clôturer une journée",
    Verb.EDIT_SETUP: "régler les services, le calendrier et les délais",
    Verb.EDIT_TARIFFS: "saisir les tarifs",
    Verb.VIEW_BILLING: "consulter la facturation",
    Verb.DRAFT_RUN: "préparer une campagne de facturation",
    Verb.PROMOTE_RUN: "valider une campagne de facturation",
    Verb.COLLECT: "encaisser",
    Verb.VIEW_PAYMENTS: "consulter les paiements",
    Verb.EDIT_REGIES: "régler les régies",
    Verb.MANAGE_AGENTS: "gérer les agents",
    Verb.EXPORT: "exporter les listes",
}

_READING = frozenset(
    {
        Verb.VIEW_TODAY,
        Verb.VIEW_FAMILIES,
        Verb.VIEW_REQUESTS,
        Verb.VIEW_BILLING,
        Verb.VIEW_PAYMENTS,
    }
)

# R89: who sets the tariffs does not validate the run nor collect, and the régisseur who does
# both sets neither tariffs nor the account the money goes to.
TABLE: Mapping[Role, frozenset[Verb]] = {
    Role.GESTIONNAIRE: _READING
    | {
        Verb.EDIT_FAMILIES,
        Verb.ISSUE_CODES,
        Verb.IMPORT_FAMILIES,
        Verb.ANSWER_REQUESTS,
        Verb.BOOK_FOR_FAMILY,
        Verb.POINT_ATTENDANCE,
        Verb.CLOSE_DAY,
        Verb.EDIT_SETUP,
        Verb.EDIT_TARIFFS,
        Verb.DRAFT_RUN,
        Verb.EDIT_REGIES,
        Verb.MANAGE_AGENTS,
        Verb.EXPORT,
    },
    Role.REGISSEUR: _READING | {Verb.DRAFT_RUN, Verb.PROMOTE_RUN, Verb.COLLECT, Verb.EXPORT},
    Role.ANIMATEUR: frozenset({Verb.VIEW_TODAY, Verb.POINT_ATTENDANCE, Verb.CLOSE_DAY}),
    Role.LECTEUR: _READING,
}


def can(roles: Iterable[Role | str], verb: Verb) -> bool:
    """Whether one of the roles allows the verb; an unknown role allows nothing."""
    known = {role.value: role for role in Role}
    return any(role in known and verb in TABLE[known[role]] for role in roles)


def verbs_of(roles: Iterable[Role | str]) -> frozenset[Verb]:
    """Every act these roles allow together, for menus."""
    held = frozenset(roles)
    return frozenset(verb for verb in Verb if can(held, verb))
