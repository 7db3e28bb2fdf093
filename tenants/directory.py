"""Which commune a path or a host names: public look-ups, remembered for a minute."""

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model

from tenants.models import AgentRole, Commune, Domain
from tenants.rules.slugs import is_slug

SECONDS = 60
# What the cache answers for « nobody »: None would mean « not asked yet ».
NOBODY = ""


def by_slug(slug: str) -> Commune | None:
    """The commune of ``/c/<slug>/`` in whatever state, or None (0 query when remembered)."""
    if not is_slug(slug):
        return None
    key = f"commune:slug:{slug}"
    found = cache.get(key)
    if found is None:
        found = Commune.objects.filter(slug=slug).first() or NOBODY
        cache.set(key, found, SECONDS)
    return found or None


def by_host(host: str) -> Commune | None:
    """The commune whose own host this is, or None; the main host is never looked up."""
    name = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
    if name == settings.MAIN_HOST:
        return None
    key = f"commune:host:{name}"
    slug = cache.get(key)
    if slug is None:
        domain = Domain.objects.filter(domain=name).select_related("tenant").first()
        slug = domain.tenant.slug if domain else NOBODY
        cache.set(key, slug, SECONDS)
    return by_slug(slug) if slug else None


def offices_key(account_id: object) -> str:
    """Key of the offices an account sees in its menu."""
    return f"offices:{account_id}"


def forget(sender: type[Model], instance: Model, **_kwargs: object) -> None:
    """Signal receiver: what changed is read afresh once the change is committed."""
    if isinstance(instance, AgentRole):
        keys = [offices_key(instance.account_id)]
    elif isinstance(instance, Domain):
        keys = [f"commune:host:{instance.domain}"]
    elif isinstance(instance, Commune):
        keys = [f"commune:slug:{instance.slug}"]
    else:
        return
    cache.delete_many(keys)
    transaction.on_commit(lambda: cache.delete_many(keys))
