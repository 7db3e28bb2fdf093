"""History and messages as an agent reads them."""

from collections.abc import Iterable
from typing import Any

from django.template import TemplateDoesNotExist

from family.models import AuditEvent, Message
from family.notifications import UnknownKind, context_of, template_of
from shared import mail_layout
from shared.values import french_dates
from shared.values.quotient import format_quotient
from tenants.context import zone_of
from tenants.models import Commune

VERBS = {
    "adhesion.joined": "Compte relié",
    "adhesion.unlinked": "Compte délié",
    "child.added": "Enfant ajouté",
    "child.edited": "Enfant modifié",
    "child.enrolled": "Classe enregistrée",
    "child.linked": "Responsable d’un enfant enregistré",
    "child.unlinked": "Responsable d’un enfant retiré",
    "code.issued": "Code d’adhésion créé",
    "code.printed": "Lettre du code imprimée",
    "code.resent": "Code d’adhésion renvoyé",
    "code.revoked": "Code d’adhésion annulé",
    "custody.ended": "Calendrier de garde terminé",
    "custody.planned": "Calendrier de garde enregistré",
    "custody.withdrawn": "Calendrier de garde retiré",
    "family.closed": "Dossier clos",
    "family.created": "Dossier ouvert",
    "family.edited": "Dossier modifié",
    "family.imported": "Import d’un fichier",
    "family.reopened": "Dossier rouvert",
    "guardian.added": "Responsable ajouté",
    "guardian.edited": "Responsable modifié",
    "guardian.payer_chosen": "Redevable choisi",
    "guardian.removed": "Responsable retiré",
    "guardian.link_repaired": "Lien du compte réparé",
    "quotient.added": "Quotient saisi",
    "quotient.withdrawn": "Quotient retiré",
    # Written by the upper rooms, which this one may not import.
    "attempt.decided": "Paiement en ligne terminé",
    "attempt.requested": "Paiement en ligne commencé",
    "cancellation.accepted": "Annulation acceptée",
    "cancellation.refused": "Annulation refusée",
    "certificate.seen": "Certificat vu",
    "credit.used": "Avoir utilisé",
    "credit_note.issued": "Avoir émis",
    "departure.noted": "Départ noté",
    "invoice.issued": "Facture émise",
    "pattern.changed": "Rythme changé",
    "pattern.kept": "Rythme gardé",
    "pattern.stopped": "Rythme arrêté",
    "payment.received": "Paiement reçu",
    "payment_alert.resolved": "Alerte de paiement traitée",
    "presence.unbooked": "Présence sans réservation",
    "presence.withdrawn": "Présence sans réservation retirée",
    "request.accepted": "Demande acceptée",
    "request.refused": "Demande refusée",
    "reservation.cancelled_by_agent": "Réservation annulée par un agent",
    "reservation.closure": "Réservation annulée pour fermeture",
    "reservation.expired": "Place non payée rendue",
    "reservation.paid": "Réservation payée",
    "reservations.validated": "Panier validé",
}
# What the verbs of the upper rooms are about, by the first word of the verb.
SUBJECTS = {
    "absence": "Absence",
    "attempt": "Paiement en ligne",
    "attendance": "Pointage",
    "cart": "Panier",
    "cancellation": "Annulation",
    "credit": "Avoir",
    "credit_note": "Avoir",
    "invoice": "Facture",
    "order": "Réservation",
    "pattern": "Rythme",
    "payment": "Paiement",
    "payment_alert": "Alerte de paiement",
    "registration": "Inscription",
    "registrations": "Inscription",
    "request": "Demande",
    "reservation": "Réservation",
    "reservations": "Réservation",
}
FIELDS = {
    "name": "nom",
    "file_number": "numéro de dossier",
    "address": "adresse",
    "postcode": "code postal",
    "city": "ville",
    "is_resident": "habite la commune",
    "paper_invoices": "factures papier",
    "civility": "civilité",
    "first_name": "prénom",
    "last_name": "nom",
    "email": "e-mail",
    "phone": "téléphone",
    "birth_date": "date de naissance",
    "diet": "menu",
    "parents_work": "les responsables travaillent",
    "category": "catégorie",
    "has_priority": "situation prioritaire reconnue",
}


def events(found: Iterable[AuditEvent], commune: Commune) -> list[dict[str, str]]:
    """For the timeline: when, what, and by whom with the detail."""
    zone = zone_of(commune)
    return [
        {
            "when": french_dates.instant(event.at, zone, month=True),
            "what": _what(event),
            "detail": " · ".join(part for part in (*_details(event), event.actor_label) if part),
        }
        for event in found
    ]


def messages(found: Iterable[Message], commune: Commune) -> list[dict[str, str]]:
    """What the family was told: the mail's subject, to whom, when, and whether it left."""
    zone = zone_of(commune)
    return [
        {
            "subject": _subject(message),
            "to": message.guardian.full_name,
            "when": french_dates.instant(message.created_at, zone, month=True),
            "state": _state(message),
        }
        for message in found
    ]


def _what(event: AuditEvent) -> str:
    known = VERBS.get(event.verb)
    if known:
        return known
    return SUBJECTS.get(event.verb.partition(".")[0], "Autre acte")


def _details(event: AuditEvent) -> Iterable[str]:
    facts: dict[str, Any] = event.facts
    yield str(facts.get("name", ""))
    if event.verb.startswith("quotient.") and "value" in facts:
        yield f"quotient {format_quotient(facts['value'])}"
    if isinstance(facts.get("changed"), dict):
        yield ", ".join(_change(name, *pair) for name, pair in facts["changed"].items())
    if event.motive:
        yield f"motif : {event.motive}"


def _change(name: str, before: Any, after: Any) -> str:
    shown = [_value(before), _value(after)]
    return f"{FIELDS.get(name, name)} : {shown[0]} → {shown[1]}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) if value not in ("", None) else "rien"


def _subject(message: Message) -> str:
    try:
        return mail_layout.render(template_of(message.kind), context_of(message)).subject
    except (UnknownKind, TemplateDoesNotExist):
        return "Message"


def _state(message: Message) -> str:
    if message.read_at:
        return "lu"
    if message.sent_at:
        return "envoyé par e-mail"
    return "à envoyer" if message.guardian.email else "sans adresse e-mail : sur le portail"
