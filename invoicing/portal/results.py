"""What one *Valider* did, kept an hour for the page that tells it and for a second press."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.cache import caches

from booking.operations.outcomes import Outcome, OutcomeLine
from family.rules.custody import PAID_BY_OTHER
from invoicing.operations.checkout import Checkout, CommuneCheckout
from invoicing.selectors import credit_notes
from shared.models import Account
from shared.values.french_dates import day_list, enumeration, month_with_of
from shared.values.money import format_cents
from tenants.context import commune_scope
from tenants.models import Commune
from tenants.selectors import memberships
from tenants.urls import commune_url

KEPT_S = 60 * 60
# (list of the Outcome, state shown, title, what comes next)
SECTIONS = (
    (
        "held",
        "pending",
        "À payer pour confirmer",
        "Ces places sont gardées le temps du paiement : elles sont confirmées une fois payées.",
    ),
    ("booked", "accepted", "Pris en compte", "Rien à payer maintenant."),
    (
        "requested",
        "pending",
        "Demandes envoyées",
        "Un agent vous répond : vous recevrez un message à chaque réponse.",
    ),
    (
        "waitlisted",
        "waitlisted",
        "Sur liste d’attente",
        "Si une place se libère, elle vous est proposée par message.",
    ),
    ("cancelled", "accepted", "Annulé", "La place est rendue."),
    (
        "cancel_requested",
        "cancelling",
        "Annulations demandées",
        "Un agent répond, avec ou sans remboursement selon le règlement du service.",
    ),
    (
        "refused",
        "refused",
        "Refusé",
        "Ces dates restent dans votre panier, avec leur raison ; rien n’est facturé.",
    ),
)


def keep(account: Account, done: Sequence[CommuneCheckout]) -> UUID | None:
    """Remember each commune's part in its own cache; the selection, None when nothing was done.

    Children's names stay on the commune's side: the session would put them in public.
    """
    worth = [part for part in done if part.refusal or not part.checkout.outcome.is_nothing]
    selection = next((part.checkout.selection_uid for part in worth if part.checkout), None)
    if selection is not None:
        for part in worth:
            with commune_scope(part.commune):
                kept = (str(selection), _part(part))
                caches["commune"].set(_last(account), kept, KEPT_S)
    return selection


def parts(account: Account, selection_uid: UUID) -> list[tuple[Commune, dict[str, Any]]]:
    """(commune, what was done there) of a selection of this account, communes in slug order."""
    found = []
    for commune, (uid, shown) in _kept(account):
        if uid == str(selection_uid):
            found.append((commune, shown | {"cart_url": commune_url(commune, "booking:cart")}))
    return found


def last(account: Account, commune: Commune | None = None) -> UUID | None:
    """The selection of the latest *Valider*, here or in any commune; None after an hour."""
    for where, (uid, _shown) in _kept(account):
        if commune in (None, where):
            return UUID(uid)
    return None


def _kept(account: Account) -> Iterable[tuple[Commune, tuple[str, dict[str, Any]]]]:
    for membership in memberships.communes_of(account):
        with commune_scope(membership.commune):
            kept = caches["commune"].get(_last(account))
        if kept:
            yield membership.commune, kept


def _last(account: Account) -> str:
    return f"checkout-{account.pk}"


def _part(part: CommuneCheckout) -> dict[str, Any]:
    """What the page prints of a commune."""
    if part.checkout is None:
        return {"refusal": part.refusal.sentence if part.refusal else "", "sections": []}
    return {"refusal": "", "sections": list(_sections(part.checkout))}


def _sections(checkout: Checkout) -> Iterable[dict[str, Any]]:
    outcome: Outcome = checkout.outcome
    for key, state, title, after in SECTIONS:
        lines: list[OutcomeLine] = getattr(outcome, key)
        if key == "held" and lines and not checkout.attempt_ids:
            # Credit covered all of it, or it goes on an invoice: nothing is asked of the bank.
            state, title = "accepted", "Confirmé"
            after = "Votre avoir est utilisé d’abord ; le détail est dans « Mes factures »."
        if lines:
            yield {
                "key": key,
                "state": state,
                "title": title,
                "after": after,
                "rows": list(_rows(key, lines)),
            }


def _rows(key: str, lines: list[OutcomeLine]) -> Iterable[dict[str, Any]]:
    """One row a child, activity and reason: « Léa, Repas, 25, 26 janv. »."""
    grouped: dict[tuple[str, str, str, bool], list[OutcomeLine]] = {}
    for line in lines:
        what = f"{line.service} – {line.activity}"
        grouped.setdefault((line.child, what, line.reason, line.by_other), []).append(line)
    shows_price = key in ("held", "booked", "requested")
    given_back = _given_back(key, lines)
    for (child, what, reason, by_other), same in grouped.items():
        yield {
            "child": child,
            "what": what,
            "days": day_list(line.date for line in same),
            "reason": reason or _note(key, same, given_back),
            "cents": sum(line.cents for line in same) if shows_price and not by_other else None,
        }


def _note(key: str, same: list[OutcomeLine], given_back: dict[UUID, int]) -> str:
    """« sur la facture de janvier », « avoir de 3,50 € », as the section wants it."""
    if same[0].by_other:
        return PAID_BY_OTHER
    if key == "booked" and any(line.cents for line in same):
        months = dict.fromkeys(
            month_with_of(line.date) for line in sorted(same, key=lambda line: line.date)
        )
        return f"sur la facture {enumeration(list(months))}"
    if key == "cancelled":
        cents = sum(given_back.get(line.reservation_id, 0) for line in same)
        return f"avoir de {format_cents(cents)} sur votre compte" if cents else "rien à payer"
    return ""


def _given_back(key: str, lines: list[OutcomeLine]) -> dict[UUID, int]:
    # An avoir of the other household is theirs to read (R72).
    ids = [line.reservation_id for line in lines if line.reservation_id and not line.by_other]
    return credit_notes.by_reservation(ids) if key == "cancelled" else {}
