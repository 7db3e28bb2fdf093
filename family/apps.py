"""App configuration."""

from django.apps import AppConfig


class FamilyConfig(AppConfig):
    """See this folder's README."""

    name = "family"
    verbose_name = "Familles"
