"""Adhesions and roles: one truth each, refused with a sentence, traced."""

import pytest

from shared.actors import SYSTEM, Actor
from shared.errors import DomainError
from shared.ids import new_id
from tenants.models import Adhesion, AgentRole, OperatorEvent
from tenants.operations import adhesions, agents
from tenants.rules.rights import Role
from tenants.selectors.memberships import communes_of, roles_of
from tests.factories import accounts


def test_link_once_and_again(jolieville, now):
    account, guardian = accounts.account(), new_id()

    first = adhesions.link(account, jolieville, guardian, by=SYSTEM, now=now)

    assert adhesions.link(account, jolieville, guardian, by=SYSTEM, now=now) == first
    assert OperatorEvent.objects.filter(verb="adhesion.linked").count() == 1


def test_link_refuses_a_second_file_and_a_taken_one(jolieville, now):
    claire, guardian = accounts.account(), new_id()
    adhesions.link(claire, jolieville, guardian, by=SYSTEM, now=now)

    with pytest.raises(DomainError) as caught:
        adhesions.link(claire, jolieville, new_id(), by=SYSTEM, now=now)
    assert caught.value.code == "already_member"
    with pytest.raises(DomainError) as caught:
        adhesions.link(accounts.account(), jolieville, guardian, by=SYSTEM, now=now)
    assert caught.value.code == "guardian_taken"
    assert Adhesion.objects.count() == 1


def test_unlink_gives_the_guardian_back(jolieville, now):
    account, guardian = accounts.account(), new_id()
    adhesions.link(account, jolieville, guardian, by=SYSTEM, now=now)

    undo = {"by": SYSTEM, "now": now, "motive": "Erreur"}
    assert adhesions.unlink(account, jolieville, **undo) == guardian
    assert adhesions.unlink(account, jolieville, **undo) is None


def test_communes_come_in_slug_order_without_the_shut_ones(communes, now):
    account = accounts.account()
    for commune in (communes.montclair, communes.jolieville):
        adhesions.link(account, commune, new_id(), by=SYSTEM, now=now)
    assert [m.commune.slug for m in communes_of(account)] == ["jolieville", "montclair"]

    communes.jolieville.status = "suspended"
    communes.jolieville.save()

    assert [m.commune.slug for m in communes_of(account)] == ["montclair"]


def test_grant_twice_is_one_role(jolieville, now):
    account = accounts.account()

    for _ in range(2):
        agents.grant(account, jolieville, "regisseur", by=SYSTEM, now=now)
    agents.grant(account, jolieville, Role.LECTEUR, by=SYSTEM, now=now)

    assert roles_of(account) == {jolieville: {Role.REGISSEUR, Role.LECTEUR}}


def test_grant_refuses_an_unknown_role(jolieville, now):
    with pytest.raises(DomainError):
        agents.grant(accounts.account(), jolieville, "maire", by=SYSTEM, now=now)


def test_last_manager_stays(jolieville, now):
    manager = accounts.agent(jolieville)
    other = accounts.agent(jolieville, Role.LECTEUR)
    me = Actor(uid=manager.account.pk, label="Moi", is_agent=True)

    with pytest.raises(DomainError) as caught:
        agents.revoke(manager.account, jolieville, Role.GESTIONNAIRE, by=me, now=now)
    assert caught.value.code == "last_manager"
    assert agents.revoke(other.account, jolieville, Role.LECTEUR, by=me, now=now)
    assert not agents.revoke(other.account, jolieville, Role.LECTEUR, by=me, now=now)
    assert AgentRole.objects.count() == 1
