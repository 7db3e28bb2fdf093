"""App configuration."""

from importlib import import_module

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """See this folder's README."""

    name = "booking"
    verbose_name = "Réservations"

    def ready(self) -> None:
        """Fill a new commune, and answer to a closed family, in the transaction of each."""
        # By name: models are not there yet when this file is read.
        import_module("tenants.signals").commune_provisioned.connect(
            import_module("booking.operations.setup.starter").on_provisioned,
            dispatch_uid="booking.starter",
        )
        import_module("family.signals").family_closed.connect(
            import_module("booking.operations.closed_families").on_closed,
            dispatch_uid="booking.closed_families",
        )
