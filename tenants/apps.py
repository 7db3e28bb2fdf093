"""App configuration."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """See this folder's README."""

    name = "tenants"
    verbose_name = "Communes"
