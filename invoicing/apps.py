"""App configuration."""

from django.apps import AppConfig


class InvoicingConfig(AppConfig):
    """See this folder's README."""

    name = "invoicing"
    verbose_name = "Facturation"
