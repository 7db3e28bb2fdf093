"""What the law asks to say, the commune's colour, and the demonstration's mailbox."""

import pytest
from django.core import mail as django_mail
from django.utils.http import quote_etag

from family.portal import theme
from shared import mail
from shared.values.colours import contrast
from tenants.models import Commune


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/mentions-legales/", ["article 6.1.e", "10 ans", "CNIL", "responsable du traitement"]),
        ("/mentions-legales/", ["Jolieville", "dpo@jolieville.exemple"]),
        ("/accessibilite/", ["partiellement conforme", "axe-core", "Défenseur des droits"]),
        ("/securite/", ["après lui", "recopier en chiffres", "30 minutes"]),
    ],
)
def test_pages_say_what_the_law_asks(client, communes, path, words):
    Commune.objects.filter(slug="jolieville").update(dpo_contact="dpo@jolieville.exemple")
    page = client.get(path).content.decode()
    for word in words:
        assert word in page


def test_security_page_tells_what_is_switched_off(client, communes, settings):
    settings.SECRET_QUESTION_OFFERED = settings.SHOWN_CODE_REQUIRED = False
    page = client.get("/securite/").content.decode()
    assert "Elle n’est pas proposée" in page
    assert "Il n’est pas demandé" in page


def test_theme_is_the_communes_accent_and_stays_cached_under_its_digest(client, communes):
    answer = client.get("/c/jolieville/theme.css")
    assert answer.content.decode() == ":root{--commune:#1d4f91}\n"
    assert answer["Content-Type"].startswith("text/css")
    assert answer["Cache-Control"] == "no-cache"
    digest = theme.digest(communes.jolieville)
    pinned = client.get(f"/c/jolieville/theme.css?v={digest}")
    assert "immutable" in pinned["Cache-Control"]
    again = client.get("/c/jolieville/theme.css", headers={"If-None-Match": quote_etag(digest)})
    assert (again.status_code, again.content) == (304, b"")


def test_theme_darkens_an_accent_that_could_not_be_read(communes):
    communes.jolieville.accent = "#ffee00"
    colour = theme.css(communes.jolieville).split(":")[-1].strip("}\n")
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("path", ["/demo/mails/", "/demo/mails/rien/"])
def test_demo_mails_do_not_exist_outside_the_demonstration(client, communes, path):
    assert client.get(path).status_code == 404


def test_demo_mails_are_read_filtered_and_clickable(client, communes, settings, tmp_path):
    settings.RIBAMBELLE_MODE = "demo"
    settings.MAIL_DIR = tmp_path
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    mail.send("claire@exemple.fr", "Bienvenue à l’école", "Suivez http://testserver/x/ vite")
    mail.send("paul@exemple.fr", "Facture n° 3", "<script>alert(1)</script>")
    assert django_mail.outbox == []
    page = client.get("/demo/mails/").content.decode()
    assert page.index("Facture n° 3") < page.index("Bienvenue à l’école")
    page = client.get("/demo/mails/?q=claire").content.decode()
    assert "Facture" not in page
    path = page.split('href="/demo/mails/')[-1].split('"')[0]
    assert 'href="http://testserver/x/"' in client.get(f"/demo/mails/{path}").content.decode()
    page = client.get("/demo/mails/").content.decode()
    first = page.split('href="/demo/mails/')[1].split('"')[0]
    assert "&lt;script&gt;" in client.get(f"/demo/mails/{first}").content.decode()
