"""What the upper rooms may answer to, in the transaction of the act (architecture §3)."""

from django.dispatch import Signal

# sent with: family (Family), by (Actor), now (aware UTC). A receiver may raise DomainError: the
# file then stays open.
family_closed = Signal()

# sent with: guardian (Guardian), since (local date), by (Actor), now (aware UTC).
quotient_changed = Signal()
