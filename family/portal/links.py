"""Doors of a commune: its public page and its office."""

from tenants.models import Commune
from tenants.urls import root_prefix


def commune_home(commune: Commune) -> str:
    """The commune's page: its services, for everyone."""
    return f"{root_prefix()}c/{commune.slug}/"


def office_home(commune: Commune) -> str:
    """The way in for its agents."""
    return f"{commune_home(commune)}gestion/"
