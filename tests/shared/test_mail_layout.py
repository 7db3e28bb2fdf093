"""One text template gives the subject, the text and its HTML twin."""

import pytest
from django.template.loader import get_template

from shared import mail_layout

CONTEXT = {
    "user": {"first_name": "Zoé & <Léo>", "username": "zoe"},
    "activate_url": "http://testserver/compte/adresse/confirmer/x/",
}


def test_render_keeps_the_text_as_typed_and_escapes_the_html():
    letter = mail_layout.render("account/email/email_confirmation.txt", CONTEXT)
    assert letter.subject == "Confirmez votre adresse e-mail"
    assert "Bonjour Zoé & <Léo>," in letter.text
    assert "Objet" not in letter.text
    assert "Zoé &amp; &lt;Léo&gt;" in letter.html
    assert '<a href="http://testserver/compte/adresse/confirmer/x/"><b>Confirmer mon adresse' in (
        letter.html
    )


@pytest.mark.parametrize(
    "name",
    [
        *("account_already_exists", "email_changed", "email_confirmation"),
        *("email_confirmation_signup", "email_deleted", "password_changed"),
        *("password_reset", "password_reset_key", "password_set", "unknown_account"),
    ],
)
def test_every_account_mail_begins_with_its_subject(name):
    source = get_template(f"account/email/{name}.txt").template.source
    assert source.startswith("Objet\u00a0: ")


def test_render_refuses_a_template_without_a_subject():
    with pytest.raises(ValueError, match="Objet"):
        mail_layout.render("account/messages/logged_out.txt", {})
