"""Files of a commune stand in a folder of its own and leave it only through a view."""

import os
from typing import Any

from django.core.files.storage import FileSystemStorage

from tenants.context import PUBLIC, NoCommune, current_schema_name


class CommuneStorage(FileSystemStorage):
    """``MEDIA_ROOT/<schema>/…``; no URL exists: a view checks the rights and streams."""

    @property
    def location(self) -> str:
        """The folder of the commune in force, asked at each use. Raises NoCommune on public."""
        schema = current_schema_name()
        if schema == PUBLIC:
            raise NoCommune("a file belongs to a commune")
        return os.path.join(os.path.abspath(self.base_location), schema)

    def url(self, name: str | None) -> Any:
        """Refused: the web server never serves these files by path."""
        raise NotImplementedError("commune files are served by views only")
