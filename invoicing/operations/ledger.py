"""The payer's account in a régie: its lock, and the entries that hang on it (R35)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from invoicing.models import LedgerEntry, PayerAccount
from shared import locks
from tenants.context import assert_schema


def locked(payer_ids: Iterable[UUID], regie_id: UUID) -> dict[UUID, PayerAccount]:
    """Lock the accounts of these payers in a régie, made when missing; by payer id.

    Comes after invoices and before the counter (decisions.md). The first line of every money
    write: the database itself confirms the commune.
    """
    assert_schema()
    locks.assert_in_transaction()
    wanted = set(payer_ids)
    mine = PayerAccount.objects.filter(payer_id__in=wanted, regie_id=regie_id)
    missing = wanted - set(mine.values_list("payer_id", flat=True))
    if missing:
        PayerAccount.objects.bulk_create(
            [PayerAccount(payer_id=payer, regie_id=regie_id) for payer in sorted(missing)],
            ignore_conflicts=True,
        )
    return {account.payer_id: account for account in locks.rows(mine)}


def entry(
    account: PayerAccount,
    kind: LedgerEntry.Kind,
    *,
    document_id: UUID,
    cents: int,
    label: str,
    now: datetime,
) -> LedgerEntry:
    """Build one entry, unsaved: ``cents`` is the document's amount, the sign follows its kind."""
    owed = kind in (LedgerEntry.Kind.INVOICE, LedgerEntry.Kind.REFUND)
    return LedgerEntry(
        account=account,
        kind=kind,
        amount_cents=cents if owed else -cents,
        document_id=document_id,
        label=label[:160],
        at=now,
    )
