"""App configuration."""

from importlib import import_module

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """See this folder's README."""

    name = "invoicing"
    verbose_name = "Facturation"

    def ready(self) -> None:
        """Listen to booking: an accepted cancellation gives money back in its transaction."""
        # By name: models are not there yet when this file is read.
        signals = import_module("booking.signals")
        credit_notes = import_module("invoicing.operations.credit_notes")
        signals.cancellation_accepted.connect(
            credit_notes.on_cancellation, dispatch_uid="invoicing.credit_notes"
        )
