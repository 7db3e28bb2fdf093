"""Messages leave by the outbox: once each, to the proved address, retried when they fail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.template.loader import get_template

from family import notifications
from family.models import Message
from family.operations import messages
from tenants.models import Outbox
from tenants.operations import outbox
from tests.factories import accounts, families


def _tell(guardian, now, kind="welcome", **facts) -> Message:
    with transaction.atomic():
        return messages.tell(guardian, kind, now=now, **facts)


def test_a_message_is_sent_once_with_the_outbox_rows_id(scope, now):
    message = _tell(families.martin().guardian, now, children=["Léa", "Hugo"])
    row = Outbox.objects.get()
    outbox.drain(now)
    outbox.drain(now + timedelta(hours=2))
    (sent,) = mail.outbox
    assert sent.to == ["claire.martin@exemple.fr"]
    assert "Jolieville est dans votre espace famille" in sent.subject
    assert "Léa et Hugo" in sent.body
    assert str(row.pk) in sent.extra_headers["Message-ID"]
    message.refresh_from_db()
    assert message.sent_at == now


def test_a_message_goes_to_the_proved_address_of_the_account(scope, now):
    martin = families.martin()
    member = accounts.member(scope, martin.guardian, username="claire.chez-elle")
    _tell(martin.guardian, now, children=[])
    outbox.drain(now)
    assert mail.outbox[0].to == [member.account.email]


def test_a_message_of_an_unknown_kind_is_kept_and_tried_again(scope, now):
    message = _tell(families.martin().guardian, now, kind="inconnu")
    outbox.drain(now)
    assert mail.outbox == []
    assert Outbox.objects.get().due_at > now
    message.refresh_from_db()
    assert message.sent_at is None


def test_a_mail_server_in_trouble_is_tried_again_until_it_answers(scope, now, settings):
    message = _tell(families.martin().guardian, now, children=[])
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.family.portal.mail_down.EmailBackend"
    outbox.drain(now)
    settings.EMAIL_BACKEND = working
    outbox.drain(now + timedelta(hours=1))
    message.refresh_from_db()
    assert message.sent_at == now + timedelta(hours=1)
    assert len(mail.outbox) == 1


def test_a_family_without_an_address_keeps_its_message_for_the_portal(scope, now):
    home = families.family()
    message = _tell(families.guardian(home, email=""), now, children=[])
    assert Outbox.objects.count() == 0
    assert Message.objects.get() == message


def test_a_name_with_a_line_break_forges_no_header(scope, now):
    home = families.family()
    guardian = families.guardian(home, "Claire\r\nBcc: tous@exemple.fr")
    _tell(guardian, now, children=[])
    outbox.drain(now)
    assert mail.outbox[0].message()["Bcc"] is None


@pytest.mark.parametrize("kind", sorted(notifications._registry()))
def test_every_kind_has_a_template_that_begins_with_its_subject(kind):
    source = get_template(notifications.template_of(kind)).template.source
    assert "Objet" in source.split("\n\n")[0]
