"""App configuration."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """See this folder's README."""

    name = "booking"
    verbose_name = "Réservations"
