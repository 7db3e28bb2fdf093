"""Links across the two URLconfs; a bare ``reverse`` would use the prefix of the page in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from asgiref.local import Local
from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix

from tenants.models import Commune

_place = Local()


def root_prefix() -> str:
    """Where the site begins: the server's SCRIPT_NAME in a request, MAIN_URL's path elsewhere."""
    found: str | None = getattr(_place, "root", None)
    if found is not None:
        return found
    return urlsplit(settings.MAIN_URL).path.rstrip("/") + "/"


@contextmanager
def placed(*, root: str, own_slug: str | None, prefix: str) -> Iterator[None]:
    """For the middleware: the prefixes of one request, put back afterwards.

    ``own_slug`` is the commune served on a host of its own, whose pages begin at ``root``.
    """
    before = (getattr(_place, "root", None), getattr(_place, "own_slug", None))
    prefix_before = get_script_prefix()
    _place.root, _place.own_slug = root, own_slug
    set_script_prefix(prefix)
    try:
        yield
    finally:
        _place.root, _place.own_slug = before
        set_script_prefix(prefix_before)


def portal_url(name: str, *args: Any, **kwargs: Any) -> str:
    """Path of a page outside any commune. Raises NoReverseMatch."""
    return _reverse(root_prefix(), settings.PUBLIC_SCHEMA_URLCONF, name, args, kwargs)


def commune_url(commune: Commune | str, name: str, *args: Any, **kwargs: Any) -> str:
    """Path of a commune's page, ``/c/<slug>/…``; ``commune`` is a Commune or its slug."""
    slug = commune if isinstance(commune, str) else commune.slug
    root = root_prefix()
    prefix = root if slug == getattr(_place, "own_slug", None) else f"{root}c/{slug}/"
    return _reverse(prefix, settings.COMMUNE_URLCONF, name, args, kwargs)


def absolute(path: str) -> str:
    """The main host's address of a path, for mails, letters and gateways."""
    parts = urlsplit(settings.MAIN_URL)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _reverse(
    prefix: str, urlconf: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str:
    if not args and not kwargs:
        return prefix + _fixed(urlconf, name)
    return _under(prefix, urlconf, name, args, kwargs)


@lru_cache(maxsize=512)
def _fixed(urlconf: str, name: str) -> str:
    """The path of a name without parameters, after its prefix: every page prints twenty."""
    return _under("/", urlconf, name, (), {}).removeprefix("/")


def _under(
    prefix: str, urlconf: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> str:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return reverse(name, urlconf=urlconf, args=args or None, kwargs=kwargs or None)
    finally:
        set_script_prefix(before)
