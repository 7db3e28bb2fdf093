"""Mails leave with safe headers and a stable Message-ID."""

from uuid import UUID

from django.core import mail as outbox

from shared import mail

LETTER_ID = UUID("01935b2a-7b6c-7def-8123-456789abcdef")


def test_mail_carries_text_html_and_its_own_id(settings):
    settings.MAIN_HOST = "portail.exemple.fr"

    mail.send("claire@exemple.fr", "Votre demande", "Bonjour", "<p>Bonjour</p>", LETTER_ID)

    sent = outbox.outbox[0]
    assert sent.to == ["claire@exemple.fr"]
    assert sent.alternatives[0].content == "<p>Bonjour</p>"
    assert sent.message()["Message-ID"] == f"<{LETTER_ID}@portail.exemple.fr>"


def test_mail_headers_cannot_be_added_by_a_subject_or_an_address():
    mail.send("a@exemple.fr", "Bonjour\r\nBcc: b@exemple.fr", "texte")

    message = outbox.outbox[0].message()
    assert message["Bcc"] is None
    assert message["Subject"] == "Bonjour Bcc: b@exemple.fr"
