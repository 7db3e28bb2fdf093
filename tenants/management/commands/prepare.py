"""`manage.py prepare`: bring public and every commune up to date; quick when nothing is late."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants.context import PUBLIC
from tenants.operations import schemas


class Command(BaseCommand):
    """Safe to run at each start, and again after a failure: it asks first who is behind."""

    help = "Applique les migrations au schéma public puis à chaque commune en retard."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate public first, since the communes' list is read there."""
        known = schemas.wanted()
        late = 0
        if schemas.public_is_behind(known):
            schemas.migrate(PUBLIC)
            late += 1
        for schema in schemas.behind(known):
            self.stdout.write(f"{schema} : migration…")
            schemas.migrate(schema)
            late += 1
        self.stdout.write("Tout était à jour." if not late else f"{late} schéma(s) à jour.")
