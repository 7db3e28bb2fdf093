"""Files of a commune stand in a folder of its own and leave it only through a view."""

from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from tenants.context import PUBLIC, NoCommune, current_schema_name


class CommuneStorage(FileSystemStorage):
    """``MEDIA_ROOT/<schema>/…``; no URL exists: a view checks the rights and streams."""

    def path(self, name: str) -> str:
        """Absolute path of a name in the commune in force. Raises NoCommune on public."""
        schema = current_schema_name()
        if schema == PUBLIC:
            raise NoCommune("a file belongs to a commune")
        return safe_join(self.location, schema, name)

    def url(self, name: str | None) -> Any:
        """Refused: the web server never serves these files by path."""
        raise NotImplementedError("commune files are served by views only")
