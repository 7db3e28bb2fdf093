"""*Adhérer*: by hand or by QR, signed in or not, here or on another device."""

import pytest

from family.models import AdhesionCode
from family.operations import codes, joining
from shared import clock
from shared.actors import SYSTEM
from tenants.context import commune_scope
from tenants.models import Adhesion, PendingJoin
from tests.factories import accounts, families

JOIN = "/adherer/"
WELCOME = "/adherer/bienvenue/jolieville/"


@pytest.fixture
def printed(jolieville):
    """The code of Claire Martin's letter."""
    with commune_scope(jolieville):
        code = codes.issue(families.martin().guardian, channel="letter", by=SYSTEM, now=clock.now())
        return codes.clear_code(code)


@pytest.fixture
def claire(client, communes):
    """Signed in, her address proved."""
    account = accounts.account("claire.martin")
    client.force_login(account)
    return account


def _form(answer) -> str:
    form = answer.context["form"]
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def test_join_shows_the_children_found_and_what_comes_next(client, claire, printed):
    answer = client.post(JOIN, {"code": printed, "birth_date": "2019-05-14"})
    assert (answer.status_code, answer.url) == (302, WELCOME)
    page = client.get(WELCOME).content.decode()
    assert "Léa Martin" in page
    assert "Hugo Martin" in page
    assert 'href="/c/jolieville/"' in page


def test_join_twice_from_two_tabs_is_one_adhesion(client, claire, printed):
    for _ in range(2):
        answer = client.post(JOIN, {"code": printed, "birth_date": "14/05/2019"})
        assert answer.url == WELCOME
    assert Adhesion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": ""}, "Saisissez le code reçu de votre mairie."),
        ({"code": "bonjour"}, "la forme d’un code d’adhésion"),
        ({"code": "JOLI-00000-00000"}, "ne correspondent pas"),
        ({"code": "ZZZZ-00000-00000"}, "ne correspondent pas"),
        ({"birth_date": ""}, "Donnez la date de naissance"),
        ({"birth_date": "31/02/2019"}, "Cette date n’existe pas"),
        ({"birth_date": "2019-05-15"}, "ne correspondent pas"),
    ],
)
def test_join_refuses_with_a_sentence_and_writes_nothing(
    client, claire, printed, jolieville, changed, sentence
):
    answer = client.post(JOIN, {"code": printed, "birth_date": "2019-05-14", **changed})
    assert answer.status_code == 422
    assert sentence in _form(answer)
    assert Adhesion.objects.count() == 0
    with commune_scope(jolieville):
        assert AdhesionCode.objects.get().used_at is None


def test_the_letters_qr_keeps_its_code_until_there_is_an_account(client, communes, printed):
    answer = client.get(f"/adherer/{printed}/")
    assert (answer.status_code, answer.url) == (302, JOIN)
    assert "Votre code est gardé" in client.get(JOIN).content.decode()
    form = client.get("/compte/creer/").context["form"]
    assert form["adhesion_code"].value() == printed
    client.force_login(accounts.account("claire.martin"))
    assert printed in client.get(JOIN).content.decode()


def test_an_address_that_holds_no_code_is_not_found(client, communes):
    assert client.get("/adherer/<script>/").status_code == 404


def test_a_visitor_may_type_the_code_first(client, communes, printed):
    assert "la forme d’un code" in _form(client.post(JOIN, {"code": "bonjour"}))
    assert client.post(JOIN, {"code": printed}).url == JOIN
    assert "Votre code est gardé" in client.get(JOIN).content.decode()


def test_a_pending_code_is_finished_with_the_date_alone(client, claire, printed):
    """The sign-up was on another device: no session is shared."""
    joining.keep(claire, printed, now=clock.now())
    waiting = PendingJoin.objects.get()
    path = f"/adherer/en-attente/{waiting.pk}/"
    wrong = client.post(path, {f"{waiting.pk}-birth_date": "2019-05-15"})
    assert wrong.status_code == 422
    assert "ne correspondent pas" in wrong.content.decode()
    right = client.post(path, {f"{waiting.pk}-birth_date": "2019-05-14"})
    assert right.url == WELCOME


def test_another_accounts_pending_code_is_not_found(client, claire, printed):
    joining.keep(accounts.account("paul.durand"), printed, now=clock.now())
    waiting = PendingJoin.objects.get()
    path = f"/adherer/en-attente/{waiting.pk}/"
    assert client.post(path, {f"{waiting.pk}-birth_date": "2019-05-14"}).status_code == 404


def test_the_welcome_page_of_a_commune_not_joined_is_not_found(client, claire):
    assert client.get(WELCOME).status_code == 404
    assert client.get("/adherer/bienvenue/nulle-part/").status_code == 404


def test_join_says_when_too_many_codes_were_tried(client, claire, printed):
    wrong = {"code": "JOLI-00000-00000", "birth_date": "2019-05-14"}
    for _ in range(5):
        client.post(JOIN, wrong)
    answer = client.post(JOIN, {"code": printed, "birth_date": "2019-05-14"})
    assert "Trop d’essais en une heure" in _form(answer)
    assert Adhesion.objects.count() == 0
