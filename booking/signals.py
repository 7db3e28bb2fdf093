"""What booking says upward, inside the transaction that did it (architecture §3)."""

from django.dispatch import Signal

# reservations: list[Reservation] just cancelled by a decision, with their billed_percent, or whose
# share or supplement fell (a proof seen, a mark corrected);
# by: Actor; now: datetime. Sent only for rows that may have been billed or paid.
cancellation_accepted = Signal()

# service: Service; date: date; by: Actor; now: datetime. Drafts of that day are stale (R47).
day_reopened = Signal()
