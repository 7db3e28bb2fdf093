"""What is owed, recorded, paid and given back, in each commune's schema."""

from invoicing.models.attempt import Attempt, AttemptLine, PaymentAlert
from invoicing.models.billing_run import BillingRun
from invoicing.models.counter import Counter
from invoicing.models.credit_note import CreditNote
from invoicing.models.invoice import Invoice, InvoicedReservation, InvoiceLine
from invoicing.models.ledger import LedgerEntry, PayerAccount, Settlement
from invoicing.models.payment import Payment
from invoicing.models.regie import Regie, RegieService

__all__ = [
    "Attempt",
    "AttemptLine",
    "BillingRun",
    "Counter",
    "CreditNote",
    "Invoice",
    "InvoiceLine",
    "InvoicedReservation",
    "LedgerEntry",
    "PayerAccount",
    "Payment",
    "PaymentAlert",
    "Regie",
    "RegieService",
    "Settlement",
]
