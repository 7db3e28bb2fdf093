"""Codes issued, sent again and revoked: one open at a time, never stored in clear (R106)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from family.models import AdhesionCode, AuditEvent
from family.operations import codes
from family.rules import codes as rules
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tenants.models import Outbox
from tenants.operations import outbox
from tests.factories import accounts, families

BY = Actor(uid=new_id(), label="Agnès Mairie", is_agent=True)


def test_issue_gives_a_code_whose_letters_are_nowhere_in_the_database(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="letter", by=BY, now=now)
    clear = codes.clear_code(code)
    assert clear.startswith("JOLI-")
    assert clear == codes.clear_code(AdhesionCode.objects.get())
    secret = rules.parse(clear).secret
    kept = [str(value) for value in AdhesionCode.objects.values().get().values()]
    assert not any(secret in value.upper() for value in kept)
    assert code.expires_at == now + timedelta(days=60)
    assert AuditEvent.objects.get().verb == "code.issued"
    assert Outbox.objects.count() == 0


def test_issue_again_revokes_the_open_code(scope, now):
    martin = families.martin()
    first = codes.issue(martin.guardian, channel="letter", by=BY, now=now)
    second = codes.issue(martin.guardian, channel="letter", by=BY, now=now)
    first.refresh_from_db()
    assert first.revoked_at == now
    assert codes.clear_code(first) != codes.clear_code(second)


def test_issue_many_costs_the_same_for_one_and_three(scope, now):
    homes = [families.family(name) for name in ("Petit", "Grand", "Moyen")]
    adults = [families.guardian(home, "Anne") for home in homes]
    counts = []
    for batch in (adults[:1], adults):
        with CaptureQueriesContext(connection) as counted:
            made = codes.issue_many(batch, channel="mail", by=BY, now=now)
        counts.append(len(counted))
        assert len(made) == len(batch)
    assert counts[0] == counts[1]


def test_issue_by_mail_sends_the_code_and_its_link_once(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="mail", by=BY, now=now)
    row = Outbox.objects.get()
    assert outbox.drain(now) == 1
    assert outbox.drain(now) == 0
    (sent,) = mail.outbox
    clear = codes.clear_code(code)
    assert sent.to == [martin.guardian.email]
    assert clear in sent.body
    assert f"/adherer/{clear}/" in sent.body
    assert str(row.pk) in sent.extra_headers["Message-ID"]
    code.refresh_from_db()
    assert code.sent_at == now


def test_a_code_used_or_revoked_before_its_mail_left_is_not_sent(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="mail", by=BY, now=now)
    codes.revoke(code, by=BY, now=now)
    outbox.drain(now)
    assert mail.outbox == []


@pytest.mark.parametrize("channel", ["mail", "letter"])
def test_issue_refuses_an_adult_who_has_an_account(communes, scope, now, channel):
    martin = families.martin()
    accounts.member(communes.jolieville, martin.guardian)
    with pytest.raises(DomainError, match="déjà un compte"):
        codes.issue(martin.guardian, channel=channel, by=BY, now=now)
    assert AdhesionCode.objects.count() == 0


def test_issue_many_writes_nothing_when_one_has_no_address(scope, now):
    home = families.family()
    adults = [families.guardian(home), families.guardian(home, "Luc", is_payer=False, email="")]
    with pytest.raises(DomainError, match="Luc Martin n’a pas d’adresse"):
        codes.issue_many(adults, channel="mail", by=BY, now=now)
    assert AdhesionCode.objects.count() == 0


def test_resend_gives_the_same_code_and_a_new_delay(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="mail", by=BY, now=now)
    later = now + timedelta(days=61)
    again = codes.resend(code, by=BY, now=later)
    assert codes.clear_code(again) == codes.clear_code(code)
    assert again.expires_at == later + timedelta(days=60)
    assert Outbox.objects.count() == 2


def test_resend_refuses_a_revoked_code(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="mail", by=BY, now=now)
    codes.revoke(code, by=BY, now=now, motive="Perdu")
    codes.revoke(code, by=BY, now=now, motive="Perdu")
    with pytest.raises(DomainError, match="créez-en un autre"):
        codes.resend(code, by=BY, now=now)
    assert AuditEvent.objects.filter(verb="code.revoked", motive="Perdu").count() == 1


def test_mark_sent_writes_when_the_letters_were_printed(scope, now):
    martin = families.martin()
    code = codes.issue(martin.guardian, channel="letter", by=BY, now=now)
    codes.mark_sent([code], by=BY, now=now)
    code.refresh_from_db()
    assert code.sent_at == now
