"""The mirror follows the adhesion: found, repaired, and told by the exit status."""

import pytest
from django.core.management import CommandError, call_command

from family.models import AuditEvent, Guardian
from family.operations import links
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.models import Adhesion
from tests.factories import accounts, families


@pytest.fixture
def cast(jolieville):
    """The Martins and the Durands, both with an account."""
    with commune_scope(jolieville):
        martin, durand = families.martin(), families.durand()
        accounts.member(jolieville, martin.guardian)
        accounts.member(jolieville, durand.guardian)
    return martin, durand


def test_links_that_agree_are_clean(cast, jolieville, capsys):
    assert links.check(jolieville).is_clean

    call_command("check_links")

    assert "Aucune différence." in capsys.readouterr().out


def test_swapped_mirrors_are_found_and_put_right(cast, jolieville, now):
    martin, durand = cast
    with commune_scope(jolieville):
        one, two = martin.guardian.account_uid, durand.guardian.account_uid
        Guardian.objects.update(account_uid=None)
        Guardian.objects.filter(pk=martin.guardian.pk).update(account_uid=two)
        Guardian.objects.filter(pk=durand.guardian.pk).update(account_uid=one)
    with pytest.raises(CommandError, match="2 différence"):
        call_command("check_links", "--commune", "jolieville")

    assert len(links.repair(jolieville, now=now).differences) == 2

    assert links.check(jolieville).is_clean
    with commune_scope(jolieville):
        assert Guardian.objects.get(pk=martin.guardian.pk).account_uid == one
        assert AuditEvent.objects.filter(verb="guardian.link_repaired").count() == 2


def test_adhesion_of_a_vanished_guardian_is_dropped(cast, jolieville, now):
    Adhesion.objects.filter(guardian_uid=cast[0].guardian.pk).update(guardian_uid=new_id())

    report = links.repair(jolieville, now=now)

    assert len(report.lost) == 1
    assert links.check(jolieville).is_clean
    assert Adhesion.objects.count() == 1
