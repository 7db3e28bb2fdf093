"""Django's auth and contenttypes, public only, without the rows they would create."""

from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate, pre_migrate


class Auth(AuthConfig):
    """No permission rows: rights live in ``tenants.rules.rights``."""

    def ready(self) -> None:
        """Disconnect the creation of permissions after each migration."""
        super().ready()
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


class ContentTypes(ContentTypesConfig):
    """No content-type rows: generic relations are banned (architecture §2, rule 7)."""

    def ready(self) -> None:
        """Disconnect both handlers."""
        super().ready()
        post_migrate.disconnect(create_contenttypes)
        for receiver in list(pre_migrate.receivers):
            function = receiver[1]() if callable(receiver[1]) else receiver[1]
            if getattr(function, "__name__", "") == "inject_rename_contenttypes_operations":
                pre_migrate.disconnect(function, sender=self)
                pre_migrate.disconnect(function)
