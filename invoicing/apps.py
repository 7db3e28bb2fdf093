"""App configuration."""

from importlib import import_module

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """See this folder's README."""

    name = "invoicing"
    verbose_name = "Facturation"

    def ready(self) -> None:
        """Listen to booking (a cancellation gives money back) and to new communes (their régie)."""
        # By name: models are not there yet when this file is read.
        signals = import_module("booking.signals")
        credit_notes = import_module("invoicing.operations.credit_notes")
        signals.cancellation_accepted.connect(
            credit_notes.on_cancellation, dispatch_uid="invoicing.credit_notes"
        )
        # After booking's own receiver, which makes the services the régie collects for.
        import_module("tenants.signals").commune_provisioned.connect(
            import_module("invoicing.operations.starter").on_provisioned,
            dispatch_uid="invoicing.starter",
        )
