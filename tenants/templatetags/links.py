"""``{% portal_url %}`` and ``{% commune_url %}``, built into every template."""

from typing import Any

from django import template

from tenants import urls
from tenants.models import Commune

register = template.Library()


@register.simple_tag
def portal_url(name: str, *args: Any, **kwargs: Any) -> str:
    """Link to a page outside any commune."""
    return urls.portal_url(name, *args, **kwargs)


@register.simple_tag
def commune_url(commune: Commune | str, name: str, *args: Any, **kwargs: Any) -> str:
    """Link to a page of this commune."""
    return urls.commune_url(commune, name, *args, **kwargs)
