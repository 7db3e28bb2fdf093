"""App configuration of the ground floor."""

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """What every commune shares."""

    name = "shared"
    verbose_name = "Socle"
