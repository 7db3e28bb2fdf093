"""French names of what the console lists: kinds of the outbox, verbs of the journal."""

from tenants.rules.rights import ROLE_LABELS, Role

KINDS = {
    "mail": "E-mail à une famille",
    "booking.hold_expiry": "Fin d’une place gardée",
    "adhesion_mail": "Code d’adhésion par e-mail",
    "invoicing.poll_attempt": "Paiement à relire à la banque",
    "invoicing.draft_run": "Préparation d’une facturation",
    "invoicing.invoice_pdf": "PDF d’une facture",
    "tenants.provision": "Création d’une commune",
}
VERBS = {
    "commune.ordered": "Commune demandée",
    "commune.resumed": "Création relancée",
    "commune.suspended": "Commune suspendue",
    "commune.restored": "Commune rétablie",
    "commune.edited": "Réglages modifiés",
    "agent.granted": "Rôle donné",
    "agent.revoked": "Rôle retiré",
    "adhesion.linked": "Compte rattaché à une famille",
    "adhesion.unlinked": "Compte détaché d’une famille",
    "outbox.retried": "Envois relancés",
}


def kind(name: str) -> str:
    """The French name of a kind, or the kind itself when nobody named it."""
    return KINDS.get(name, name)


def verb(name: str) -> str:
    """The French name of an act, or the act itself."""
    return VERBS.get(name, name)


def role(value: str) -> str:
    """« régisseur », or the value itself when it is no role any more."""
    return ROLE_LABELS[Role(value)] if value in set(Role) else value
