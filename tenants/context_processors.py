"""What the shells of every page need: menus, names and links (see ``shared.templatetags.ui``)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page rendered with a request."""
    return {
        "operator_name": settings.OPERATOR_NAME,
        "mode": settings.RIBAMBELLE_MODE,
        "commune": getattr(request, "commune", None),
        "member": getattr(request, "member", None),
        "agent": getattr(request, "agent", None),
    }
