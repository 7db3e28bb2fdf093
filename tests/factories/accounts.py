"""People who log in: accounts, parents, agents, operators."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from shared.actors import SYSTEM
from shared.ids import new_id
from shared.models import Account
from tenants.models import Commune
from tenants.operations import adhesions, agents
from tenants.people import Agent, Member
from tenants.rules.rights import Role

PASSWORD = "Trois-lapins-bleus-7"
BEFORE = datetime(2026, 9, 1, 8, tzinfo=UTC)


@lru_cache(maxsize=16)
def hashed(password: str) -> str:
    """Argon2 costs 0.2 s: once a run."""
    return make_password(password)


def account(
    username: str = "", *, password: str = PASSWORD, verified: bool = True, **fields: Any
) -> Account:
    """An account that can log in, its e-mail proved unless ``verified=False``."""
    username = username or f"compte.{new_id().hex[-10:]}"
    first, _, last = username.partition(".")
    fields.setdefault("first_name", first.capitalize())
    fields.setdefault("last_name", last.capitalize() or "Martin")
    fields.setdefault("email", f"{username}@exemple.fr")
    made = Account.objects.create(username=username, password=hashed(password), **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=verified, primary=True)
    return made


def operator(username: str = "olga.operatrice") -> Account:
    """Somebody who runs the platform."""
    return account(username, is_operator=True)


def agent(
    commune: Commune, *roles: Role | str, username: str = "", now: datetime = BEFORE
) -> Agent:
    """An agent of a commune, gestionnaire unless told otherwise."""
    made = account(username)
    held = roles or (Role.GESTIONNAIRE,)
    for role in held:
        agents.grant(made, commune, role, by=SYSTEM, now=now)
    return Agent(made, commune, frozenset(Role(role) for role in held))


def member(
    commune: Commune, guardian: Any, *, username: str = "", now: datetime = BEFORE
) -> Member:
    """A parent with an account, tied on both sides: adhesion and ``guardian.account_uid``."""
    made = account(username)
    return join(made, commune, guardian, now=now)


def join(made: Account, commune: Commune, guardian: Any, *, now: datetime = BEFORE) -> Member:
    """Tie an existing account to a guardian of one more commune."""
    adhesions.link(made, commune, guardian.pk, by=SYSTEM, now=now)
    guardian.account_uid = made.pk
    guardian.save(update_fields=["account_uid"])
    return Member(made, commune, guardian.pk)
