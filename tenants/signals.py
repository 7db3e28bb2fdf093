"""The one signal of this app: upper rooms fill a new commune, tenants never imports them."""

from django.dispatch import Signal

# Sent inside the new commune's scope and in the transaction that makes it active.
# Arguments: commune (Commune), now (aware, UTC).
commune_provisioned = Signal()
