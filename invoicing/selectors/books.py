"""The invariants of places and money, recomputed from the rows: zero differences, always."""

from django.db import connection

from booking.models import (
    CapacityLimit,
    LimitActivity,
    LimitDay,
    Opening,
    Reservation,
    Service,
)
from booking.rules.lifecycle import HOLDING_STATES, ReservationState
from invoicing.models import (
    Attempt,
    Counter,
    CreditNote,
    Invoice,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    PayerAccount,
    Payment,
    Settlement,
)
from shared.values.money import format_cents

_T = {
    name: model._meta.db_table
    for name, model in {
        "opening": Opening,
        "reservation": Reservation,
        "limit": CapacityLimit,
        "day": LimitDay,
        "counted": LimitActivity,
        "service": Service,
        "attempt": Attempt,
        "counter": Counter,
        "credit_note": CreditNote,
        "invoice": Invoice,
        "link": InvoicedReservation,
        "line": InvoiceLine,
        "entry": LedgerEntry,
        "account": PayerAccount,
        "payment": Payment,
        "settlement": Settlement,
    }.items()
}
_T["activity"] = Opening._meta.get_field("activity").related_model._meta.db_table
_HOLDING = [state.value for state in HOLDING_STATES]


def differences() -> list[str]:
    """French sentences, one a difference, in the commune in force; empty when all is right."""
    return [sentence for check in _CHECKS for sentence in check()]


def _taken() -> list[str]:
    """Places taken are the live reservations that hold one (R38); an unbooked child has none."""
    rows = _rows(
        """
        SELECT o.date, a.name, o.taken, count(r.id)
          FROM {opening} o JOIN {activity} a ON a.id = o.activity_id
          JOIN {service} s ON s.id = a.service_id
          LEFT JOIN {reservation} r ON r.opening_id = o.id
           AND NOT r.is_unbooked
           AND (r.state = ANY(%s) OR (r.state = 'requested' AND s.request_holds_place
                AND r.commission_id IS NULL))
         GROUP BY o.id, a.name HAVING o.taken <> count(r.id) ORDER BY o.date, a.name
        """,
        [_HOLDING],
    )
    return [
        f"Places du {day} ({name}) : {taken} comptées, {held} réservées."
        for day, name, taken, held in rows
    ]


def _limits() -> list[str]:
    """Units taken of a limit are what its live reservations weigh (R37)."""
    rows = _rows(
        """
        SELECT date, name, taken, held FROM (
          SELECT d.date, l.name, d.taken, coalesce(sum(
                   CASE WHEN r.id IS NULL THEN 0 WHEN l.kind <> 'staff' THEN 1
                        ELSE lcm(l.under_six_ratio::int, l.from_six_ratio::int)
                             / CASE WHEN r.under_six THEN l.under_six_ratio
                                    ELSE l.from_six_ratio END END), 0) AS held
            FROM {day} d JOIN {limit} l ON l.id = d.limit_id
            JOIN {service} s ON s.id = l.service_id
            LEFT JOIN ({reservation} r JOIN {opening} o ON o.id = r.opening_id)
              ON r.date = d.date AND NOT r.is_unbooked
             AND r.activity_id IN (SELECT n.activity_id FROM {counted} n WHERE n.limit_id = l.id)
             AND (l.group_id IS NULL OR o.group_id = l.group_id)
             AND NOT r.is_unbooked
             AND (r.state = ANY(%s) OR (r.state = 'requested' AND s.request_holds_place
              AND r.commission_id IS NULL))
           GROUP BY d.id, l.id) counted
         WHERE taken <> held ORDER BY date, name
        """,
        [_HOLDING],
    )
    return [
        f"Plafond « {name} » du {day} : {taken} comptés, {held} réservés."
        for day, name, taken, held in rows
    ]


def _waiting() -> list[str]:
    """A waiting list counts its live rows (R39)."""
    rows = _rows(
        """
        SELECT o.date, a.name, o.waiting, count(r.id)
          FROM {opening} o JOIN {activity} a ON a.id = o.activity_id
          LEFT JOIN {reservation} r ON r.opening_id = o.id AND r.state = 'waitlisted'
         GROUP BY o.id, a.name HAVING o.waiting <> count(r.id) ORDER BY o.date, a.name
        """
    )
    return [
        f"Liste d’attente du {day} ({name}) : {counted} comptées, {waiting} demandes."
        for day, name, counted, waiting in rows
    ]


def _numbers() -> list[str]:
    """Numbers go from 1 to the counter, without hole or double (R78)."""
    found = []
    for series, table in (("00", "invoice"), ("01", "credit_note"), ("02", "payment")):
        rows = _rows(
            f"""
            SELECT coalesce(d.regie_id, c.regie_id), coalesce(d.year, c.year), coalesce(d.n, 0),
                   coalesce(d.low, 1), coalesce(d.high, 0), coalesce(c.last, 0)
              FROM (SELECT regie_id, year, count(*) AS n, min(number) AS low, max(number) AS high
                      FROM {{{table}}} WHERE number IS NOT NULL GROUP BY regie_id, year) d
              FULL JOIN (SELECT * FROM {{counter}} WHERE series = %s) c
                ON c.regie_id = d.regie_id AND c.year = d.year
            """,
            [series],
        )
        found += [
            f"Numéros {year}, série {series} : {n} pièces de {low} à {high}, compteur à {last}."
            for _regie, year, n, low, high, last in rows
            if not (n == high == last and (n == 0 or low == 1))
        ]
    return found


def _totals() -> list[str]:
    """An invoice is the sum of its lines; a line has its days."""
    rows = _rows(
        """
        SELECT coalesce(nullif(i.reference, ''), i.id::text), i.total_cents,
               coalesce(sum(l.total_cents), 0)
          FROM {invoice} i LEFT JOIN {line} l ON l.invoice_id = i.id
         GROUP BY i.id HAVING i.total_cents <> coalesce(sum(l.total_cents), 0)
        """
    )
    found = [
        f"Facture {reference} : total {format_cents(total)}, lignes {format_cents(lines)}."
        for reference, total, lines in rows
    ]
    rows = _rows(
        """
        SELECT i.reference, l.label, l.quantity, count(k.id)
          FROM {line} l JOIN {invoice} i ON i.id = l.invoice_id AND i.number IS NOT NULL
          JOIN {link} k ON k.line_id = l.id
         GROUP BY i.reference, l.id HAVING l.quantity <> count(k.id)
        """
    )
    return found + [
        f"Facture {reference}, {label} : {quantity} jours facturés, {links} réservations liées."
        for reference, label, quantity, links in rows
    ]


def _settlements() -> list[str]:
    """Never more than the invoice owes, never more than the payment or avoir holds."""
    found = []
    for name, table, column, amount, word in (
        ("Facture", "invoice", "invoice_id", "total_cents", "total"),
        ("Paiement", "payment", "payment_id", "amount_cents", "reçu"),
        ("Avoir", "credit_note", "credit_note_id", "amount_cents", "montant"),
    ):
        rows = _rows(
            f"""
            SELECT d.reference, d.{amount}, sum(s.amount_cents) FROM {{{table}}} d
              JOIN {{settlement}} s ON s.{column} = d.id
             GROUP BY d.id HAVING sum(s.amount_cents) > d.{amount}
            """
        )
        found += [
            f"{name} {reference} : {format_cents(used)} imputés pour un {word} de "
            f"{format_cents(held)}."
            for reference, held, used in rows
        ]
    rows = _rows(
        """
        SELECT i.reference FROM {settlement} s JOIN {invoice} i ON i.id = s.invoice_id
          LEFT JOIN {payment} p ON p.id = s.payment_id
          LEFT JOIN {credit_note} c ON c.id = s.credit_note_id
         WHERE i.number IS NULL OR i.regie_id <> coalesce(p.regie_id, c.regie_id)
            OR i.payer_id <> coalesce(p.payer_id, c.payer_id)
        """
    )
    return found + [
        f"Facture {reference or 'brouillon'} : imputation d’un autre redevable ou régie."
        for (reference,) in rows
    ]


def _ledger() -> list[str]:
    """Each document has its one entry of the right amount, on the right account."""
    found = []
    for kind, table, amount, sign, name in (
        ("invoice", "invoice", "total_cents", 1, "Facture"),
        ("credit_note", "credit_note", "amount_cents", -1, "Avoir"),
        ("payment", "payment", "amount_cents", -1, "Paiement"),
    ):
        rows = _rows(
            f"""
            SELECT d.reference, {sign} * d.{amount}, e.amount_cents FROM {{{table}}} d
              LEFT JOIN ({{entry}} e JOIN {{account}} a ON a.id = e.account_id)
                ON e.document_id = d.id AND e.kind = %s
               AND a.payer_id = d.payer_id AND a.regie_id = d.regie_id
             WHERE d.number IS NOT NULL
               AND (e.id IS NULL OR e.amount_cents <> {sign} * d.{amount})
            """,
            [kind],
        )
        found += [
            f"{name} {reference} : {format_cents(cents)} au compte, "
            f"{format_cents(entry) if entry is not None else 'aucune écriture'}."
            for reference, cents, entry in rows
        ]
        (count,) = _rows(
            f"""
            SELECT count(*) FROM {{entry}} e LEFT JOIN {{{table}}} d ON d.id = e.document_id
             WHERE e.kind = %s AND d.id IS NULL
            """,
            [kind],
        )[0]
        if count:
            found.append(f"{count} écritures « {name.lower()} » sans pièce.")
    return found


def _attempts() -> list[str]:
    """A paid attempt made one receipt of its amount; no other made any (Σ receipts = Σ PAID)."""
    rows = _rows(
        """
        SELECT a.refdet, a.state, a.amount_cents, p.amount_cents
          FROM {attempt} a LEFT JOIN {payment} p ON p.attempt_id = a.id
         WHERE (a.state = 'paid' AND (p.id IS NULL OR p.amount_cents <> a.amount_cents))
            OR (a.state <> 'paid' AND p.id IS NOT NULL)
        """
    )
    return [
        f"Tentative {refdet} ({state}) : {format_cents(asked)} demandés, "
        f"{'aucun reçu' if received is None else 'reçu de ' + format_cents(received)}."
        for refdet, state, asked, received in rows
    ]


def _places() -> list[str]:
    """A prepaid place of a family is confirmed by an invoice only; a held one has its limit."""
    rows = _rows(
        """
        SELECT r.date, count(*) FROM {reservation} r LEFT JOIN {link} k ON k.reservation_id = r.id
         WHERE r.is_prepaid AND NOT r.by_agent AND r.price_cents > 0 AND r.billed_percent > 0
           AND r.state = ANY(%s) AND k.id IS NULL GROUP BY r.date ORDER BY r.date
        """,
        [[ReservationState.CONFIRMED.value, ReservationState.CANCEL_REQUESTED.value]],
    )
    return [
        f"{count} réservations payables d’avance du {day} confirmées sans facture."
        for day, count in rows
    ]


def _rows(sql: str, params: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**_T), params or [])
        return cursor.fetchall()


_CHECKS = (
    _taken,
    _limits,
    _waiting,
    _numbers,
    _totals,
    _settlements,
    _ledger,
    _attempts,
    _places,
)
