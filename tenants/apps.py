"""App configuration: what must be known to every process before the first request."""

from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.utils.module_loading import autodiscover_modules


class TenantsConfig(AppConfig):
    """See this folder's README."""

    name = "tenants"
    verbose_name = "Communes"

    def ready(self) -> None:
        """Load the broker's settings, the outbox handlers, and keep look-ups fresh."""
        # Models are loaded by now; at the top of this file they could not be.
        directory = import_module("tenants.directory")
        for signal in (post_save, post_delete):
            signal.connect(directory.forget, dispatch_uid=f"directory-{id(signal)}")
        import_module(settings.TASKS_APP)
        # A kind of the outbox is known as soon as its handler's module is imported.
        autodiscover_modules("notifications")
        autodiscover_modules("tasks")
