"""Every refusal of this app: its code and the sentence shown as it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from shared.errors import DomainError
from shared.values.french_dates import day_short, hour_spoken, month_with_of
from shared.values.money import format_cents


class NotFound(DomainError):
    """The thing is not this person's, or does not exist: the answer is the same (404)."""

    def __init__(self, what: str = "Cette page") -> None:
        super().__init__("not_found", f"{what} n’existe pas.")


def nothing_to_pay() -> DomainError:
    """The selection holds nothing left to pay."""
    return DomainError("nothing_to_pay", "Il n’y a rien à payer dans cette sélection.")


def already_paid(reference: str = "") -> DomainError:
    """The invoice has no balance left."""
    what = f"La facture {reference}" if reference else "Cette sélection"
    return DomainError("already_paid", f"{what} est déjà réglée.", reference=reference)


def in_payment(reference: str, until: datetime | None, zone: ZoneInfo) -> DomainError:
    """Another payment of the same invoice is open at the bank (F25)."""
    after = f" Réessayez après {hour_spoken(until.astimezone(zone))}." if until else ""
    return DomainError(
        "in_payment",
        f"Un paiement de la facture {reference} est déjà en cours.{after}",
        reference=reference,
    )


def too_small(cents: int, regie: str) -> DomainError:
    """Online payment starts at 1 € (payments §1.2)."""
    return DomainError(
        "too_small",
        f"{format_cents(cents)} à régler à {regie} : le paiement en ligne commence à 1,00 €. "
        "Réglez avec une autre facture de la même régie, ou au guichet.",
        cents=cents,
    )


def not_online(regie: str) -> DomainError:
    """The régie has no online payment, is closed, or works by titre."""
    return DomainError(
        "not_online", f"{regie} ne propose pas le paiement en ligne : réglez au guichet."
    )


def amount_changed(before: int, after: int) -> DomainError:
    """The amount frozen for the bank is not the one the person saw."""
    return DomainError(
        "amount_changed",
        f"Le montant a changé : {format_cents(after)} au lieu de {format_cents(before)}. "
        "Vérifiez, puis payez à nouveau.",
        before=before,
        after=after,
    )


def holds_over() -> DomainError:
    """The places of the order are not held any more."""
    return DomainError(
        "holds_over",
        "Vos places ne sont plus gardées : rien n’a été débité. Réservez-les à nouveau.",
    )


def opening() -> DomainError:
    """Another click is opening the bank's page right now (F26)."""
    return DomainError(
        "opening", "La page de paiement est en cours d’ouverture : réessayez dans un instant."
    )


def bank_refused() -> DomainError:
    """The provider understood and refused to open a payment."""
    return DomainError(
        "bank_refused",
        "Le paiement en ligne n’a pas pu s’ouvrir : rien n’a été débité. "
        "Prévenez votre commune si cela se reproduit.",
    )


def bank_silent() -> DomainError:
    """The provider did not answer; no page was opened, so no money can move (F9, F10)."""
    return DomainError(
        "bank_silent",
        "Le service de paiement ne répond pas : rien n’a été débité. Réessayez dans un instant.",
    )


def payment_closed() -> DomainError:
    """The attempt cannot be paid any more (paid, or under review)."""
    return DomainError("payment_closed", "Ce paiement est déjà fait ou en cours d’examen.")


def desk_amount(cents: int, balance: int) -> DomainError:
    """A desk amount that is not between one cent and the balance."""
    return DomainError(
        "desk_amount",
        f"Montant refusé : il reste {format_cents(balance)} à régler sur cette facture.",
        cents=cents,
        balance=balance,
    )


def desk_means() -> DomainError:
    """An online means typed at the desk."""
    return DomainError("desk_means", "Choisissez espèces, chèque ou virement.")


def run_promoted(month: date) -> DomainError:
    """The month is already invoiced for this régie (B7)."""
    return DomainError(
        "run_promoted", f"Les factures {month_with_of(month)} sont déjà émises pour cette régie."
    )


def run_not_ready() -> DomainError:
    """Promotion asked before the draft is complete."""
    return DomainError("run_not_ready", "Le calcul n’est pas terminé : attendez, puis vérifiez.")


def run_has_errors(count: int) -> DomainError:
    """Promotion asked while the draft lists errors (R48, R76)."""
    return DomainError(
        "run_has_errors",
        f"{count} anomalie à corriger avant d’émettre les factures."
        if count == 1
        else f"{count} anomalies à corriger avant d’émettre les factures.",
        count=count,
    )


def run_stale() -> DomainError:
    """Bookings changed between draft and promotion."""
    return DomainError(
        "run_stale",
        "Des réservations ont changé depuis le calcul : relancez le calcul, puis vérifiez.",
    )


def day_not_closed(service: str, day: date, bookings: int) -> DomainError:
    """One day that keeps a month from being billed (R48)."""
    return DomainError(
        "day_not_closed",
        f"{service}, {day_short(day)} : journée non close.",
        service=service,
        day=day.isoformat(),
        bookings=bookings,
    )


def cancellation_waiting(service: str, day: date, count: int) -> DomainError:
    """A cancellation an agent must answer before the month is billed."""
    word = "demande" if count == 1 else "demandes"
    return DomainError(
        "cancellation_waiting",
        f"{service}, {day_short(day)} : {count} {word} d’annulation sans réponse.",
        service=service,
        day=day.isoformat(),
        bookings=count,
    )


def no_regie() -> DomainError:
    """A prepaid service belongs to no régie: nobody could receive the money."""
    return DomainError(
        "no_regie", "Ce service n’a pas de régie : prévenez votre commune, rien n’a été débité."
    )


def covered_by_credit() -> DomainError:
    """Credit came meanwhile and paid the whole: nothing to ask of the bank."""
    return DomainError("covered_by_credit", "Votre avoir couvre ce montant : c’est réglé.")


def regie_taken() -> DomainError:
    """Two régies of one commune with the same name or code."""
    return DomainError("regie_taken", "Une autre régie porte déjà ce nom ou ce code.")


def code_frozen(code: str) -> DomainError:
    """The code is printed in references already issued (R78)."""
    return DomainError(
        "code_frozen", f"Le code {code} figure sur des factures émises : il ne change plus."
    )


def titre_not_online() -> DomainError:
    """A titre is paid to the Treasury, never through a régie's provider (payments §1.1)."""
    return DomainError(
        "titre_not_online",
        "Un titre de recettes se règle au Trésor public : choisissez « pas de paiement en ligne ».",
    )
