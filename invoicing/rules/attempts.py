"""The life of one payment attempt, from draft to a verified end (payments §1.6)."""

from enum import StrEnum


class AttemptState(StrEnum):
    """Where an attempt stands."""

    DRAFT = "draft"
    REQUESTING = "requesting"
    PENDING = "pending"
    CREATE_FAILED = "create_failed"
    CREATE_UNKNOWN = "create_unknown"
    PAID = "paid"
    PAID_PENDING_SETTLEMENT = "paid_pending_settlement"
    DEBIT_REJECTED = "debit_rejected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    QUARANTINE = "quarantine"
    REJECTED = "rejected"
