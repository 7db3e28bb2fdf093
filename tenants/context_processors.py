"""What the shells of every page need: menus, names and links (see ``shared.templatetags.ui``)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenants import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page rendered with a request; menus are built when they are printed.

    A page refused before its guard let anybody in gets no badge: they read a commune's schema.
    """
    commune = getattr(request, "commune", None)
    context: dict[str, Any] = {
        "operator_name": settings.OPERATOR_NAME,
        "mode": settings.RIBAMBELLE_MODE,
        "commune": commune,
        "commune_name": commune.name if commune else "",
        "member": getattr(request, "member", None),
        "agent": getattr(request, "agent", None),
        "legal_items": SimpleLazyObject(navigation.legal_items),
        "theme_url": navigation.theme_url(commune),
        **navigation.links(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        context["cart_url"] = context["logout_url"] = ""
        return context
    menu = navigation.Menu(request)
    context |= {
        "account_name": str(user),
        "account_items": SimpleLazyObject(menu.account_items),
        "nav_items": SimpleLazyObject(menu.nav_items),
        "cart_count": SimpleLazyObject(menu.cart_count),
        "search_url": menu.search_url(),
    }
    if menu.is_office:
        context["home_url"] = menu.office_home()
        context["cart_url"] = ""
    return context
