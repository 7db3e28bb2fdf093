"""Accounts of the demonstration: one password, hashed once; agents of each role."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from deploy.seeds.names import mail
from family.models import Guardian
from shared.actors import SYSTEM, Actor
from shared.models import Account
from tenants.context import public_scope
from tenants.models import Commune
from tenants.operations import adhesions, agents
from tenants.people import Member
from tenants.rules.rights import Role

PASSWORD = "Trois-lapins-bleus-7"
OPERATOR = "olga.operatrice"
# (first name, last name, role) by commune: each role at least once.
AGENTS = {
    "jolieville": (
        ("Gaëlle", "Kermadec", Role.GESTIONNAIRE),
        ("Rachid", "Amrani", Role.REGISSEUR),
        ("Anaïs", "Lopez", Role.ANIMATEUR),
        ("Luc", "Verdier", Role.LECTEUR),
    ),
    "montclair": (
        ("Monique", "Jourdan", Role.GESTIONNAIRE),
        ("Roland", "Chabert", Role.REGISSEUR),
    ),
    "saint-aubin-sur-lys": (
        ("Sylvie", "Dewaele", Role.GESTIONNAIRE),
        ("Sylvie", "Dewaele", Role.REGISSEUR),
    ),
}


@lru_cache(maxsize=4)
def hashed(password: str) -> str:
    """Argon2 costs 0.2 s: once for all of them."""
    return make_password(password)


def login_of(first_name: str, last_name: str) -> str:
    """« claire.martin »."""
    return mail(first_name, last_name).partition("@")[0]


def account(first_name: str, last_name: str, *, now: datetime, **fields: Any) -> Account:
    """The account of this person, made at the first call, its address proved."""
    username = login_of(first_name, last_name)
    with public_scope():
        found = Account.objects.filter(username__iexact=username).first()
        if found is not None:
            return found
        made = Account.objects.create(
            username=username,
            email=mail(first_name, last_name),
            first_name=first_name,
            last_name=last_name,
            password=hashed(PASSWORD),
            created_at=now,
            **fields,
        )
        EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
        return made


def operator(now: datetime) -> Account:
    """Who runs the platform."""
    return account("Olga", "Opératrice", now=now, is_operator=True)


def staff(commune: Commune, now: datetime) -> Actor:
    """The agents of a commune; answers its gestionnaire, who signs what the seed does."""
    actors = []
    for first_name, last_name, role in AGENTS[commune.slug]:
        made = account(first_name, last_name, now=now)
        agents.grant(made, commune, role, by=SYSTEM, now=now)
        actors.append(Actor(uid=made.pk, label=made.full_name, is_agent=True))
    return actors[0]


def join(guardian: Guardian, commune: Commune, *, now: datetime) -> Member:
    """Tie the guardian's account, both sides, as their code would."""
    made = account(guardian.first_name, guardian.last_name, now=now, civility=guardian.civility)
    by = Actor(uid=made.pk, label=str(made))
    adhesions.link(made, commune, guardian.pk, by=by, now=now)
    guardian.account_uid, guardian.email = made.pk, made.email
    guardian.save(update_fields=["account_uid", "email"])
    return Member(made, commune, guardian.pk)
