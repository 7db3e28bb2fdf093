"""*Créer un compte*: the leaflet's fields, each refusal told, nothing revealed (§3.8, n° 13)."""

import re
import threading

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from shared.accounts import shown_code
from shared.models import Account
from tenants.models import PendingJoin
from tests.factories import accounts

SIGNUP = "/compte/creer/"
SENT = "/compte/adresse/a-confirmer/"
PASSWORD = "Trois-lapins-bleus-7"


@pytest.fixture(autouse=True)
def _shown_code(settings):
    settings.SHOWN_CODE_REQUIRED = True


def _fields(client, **changed):
    """A right form for this visitor, with the number they are shown."""
    client.get(SIGNUP)
    fields = {
        "label": "Famille Martin",
        "username": "claire.martin",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "secret_question": "",
        "secret_answer": "",
        "civility": "mme",
        "last_name": "Martin",
        "first_name": "Claire",
        "email": "claire@exemple.fr",
        "shown_code": str(client.session["shown_code"]),
        "adhesion_code": "",
        "site_web": "",
    }
    return {**fields, **changed}


def _sentences(response) -> str:
    form = response.context["form"]
    return " ".join(sentence for errors in form.errors.values() for sentence in errors).replace(
        "\u00a0", " "
    )


def test_signup_shows_the_fields_in_the_order_of_the_leaflet(client, communes):
    page = client.get(SIGNUP).content.decode()
    names = [
        *("label", "username", "password1", "password2", "secret_question", "secret_answer"),
        *("civility", "last_name", "first_name", "email", "shown_code", "adhesion_code"),
    ]
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)
    assert ">Enregistrer</button>" in page
    assert ">Retour</button>" in page


def test_signup_makes_an_account_that_opens_once_its_address_is_proved(client, communes):
    answer = client.post(SIGNUP, _fields(client, secret_question="first_pet", secret_answer="Rex"))
    assert (answer.status_code, answer.url) == (302, SENT)
    account = Account.objects.get()
    assert (account.label, account.civility) == ("Famille Martin", "mme")
    assert (account.first_name, account.last_name) == ("Claire", "Martin")
    assert account.secret_answer.startswith("argon2")
    assert not EmailAddress.objects.get().verified
    assert "_auth_user_id" not in client.session
    link = re.search(r"http\S+/confirmer/\S+", mail.outbox[0].body).group()
    path = link.removeprefix("http://127.0.0.1:8000")
    client.get(path)
    assert not EmailAddress.objects.get().verified
    client.post(path)
    assert EmailAddress.objects.get().verified
    assert client.get("/compte/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"username": ""}, "Ce champ est obligatoire."),
        ({"username": "ab"}, "au moins 3 caractères"),
        ({"username": "claire@exemple.fr"}, "sans espace ni « @ »"),
        ({"username": "CLAIRE.prise"}, "Cet identifiant est déjà pris"),
        ({"password1": ""}, "Ce champ est obligatoire."),
        ({"password1": "court", "password2": "court"}, "trop court"),
        ({"password1": "a" * 20, "password2": "a" * 20}, "se devine trop facilement"),
        ({"password1": "claire.martin.claire", "password2": "x"}, "trop semblable"),
        ({"password2": "autre chose"}, "même mot de passe"),
        ({"secret_question": "first_pet"}, "trois caractères au moins"),
        ({"secret_answer": "Rex le chien"}, "Choisissez la question"),
        ({"secret_question": "autre", "secret_answer": "Rex"}, "Sélectionnez un choix valide"),
        ({"civility": "docteur"}, "Sélectionnez un choix valide"),
        ({"last_name": ""}, "Ce champ est obligatoire."),
        ({"first_name": "<b>"}, "Lettres, espaces, tirets"),
        ({"last_name": "x" * 81}, "au plus 80 caractères"),
        ({"email": "pas une adresse"}, "adresse de courriel valide"),
        ({"email": ""}, "Ce champ est obligatoire."),
        ({"shown_code": ""}, "Tapez en chiffres"),
        ({"shown_code": "0"}, "Ce n’est pas le nombre affiché"),
        ({"adhesion_code": "bonjour"}, "la forme d’un code d’adhésion"),
    ],
)
def test_signup_refuses_each_field_with_its_sentence_and_makes_nothing(
    client, communes, changed, sentence
):
    accounts.account("claire.prise")
    answer = client.post(SIGNUP, _fields(client, **changed))
    assert answer.status_code == 200
    assert sentence in _sentences(answer)
    assert Account.objects.count() == 1
    assert mail.outbox == []


def test_a_wrong_number_draws_another_and_a_right_one_is_not_asked_again(client, communes):
    fields = _fields(client, shown_code="0")
    before = client.session.get("shown_code")
    answer = client.post(SIGNUP, fields)
    assert client.session["shown_code"] != before or before is None
    fields["shown_code"] = str(client.session["shown_code"])
    answer = client.post(SIGNUP, {**fields, "email": "raté"})
    assert "shown_code" not in answer.context["form"].fields
    del fields["shown_code"]
    assert client.post(SIGNUP, fields).url == SENT


def test_another_number_changes_only_the_number(client, communes):
    client.get(SIGNUP)
    before = client.session["shown_code"]
    numbers = set()
    for _ in range(3):
        page = client.post(reverse("account_other_number")).content.decode()
        numbers.add(client.session["shown_code"])
    assert numbers != {before}
    assert shown_code.words(client.session) in page


@pytest.mark.parametrize("button", ["back", "other_number"])
def test_back_loses_nothing_that_was_typed_and_keeps_no_secret(client, communes, button):
    fields = _fields(client, secret_question="first_pet", secret_answer="Médor", password1="x")
    answer = client.post(SIGNUP, {**fields, button: "1"})
    assert answer.status_code == 302
    form = client.get(SIGNUP).context["form"]
    kept = {name: form[name].value() or "" for name in form.fields}
    for name in ("label", "username", "civility", "last_name", "first_name", "email"):
        assert kept[name] == fields[name]
    assert kept["secret_question"] == "first_pet"
    assert (kept["secret_answer"], kept["password1"], kept["password2"]) == ("", "", "")
    session = str(dict(client.session.items()))
    assert "Médor" not in session
    assert PASSWORD not in session


def test_a_known_address_looks_the_same_in_every_way(client, communes, django_user_model):
    """Same page, same account made, one mail each; only the mailbox learns it (§3.8, n° 13)."""
    accounts.account("deja.la", email="deja@exemple.fr")
    answers = {}
    for address in ("deja@exemple.fr", "neuve@exemple.fr"):
        visitor = client.__class__()
        name = address.split("@")[0]
        signed = visitor.post(SIGNUP, _fields(visitor, email=address, username=f"essai.{name}"))
        page = visitor.get(SENT)
        again = visitor.post("/compte/connexion/", {"login": f"essai.{name}", "password": PASSWORD})
        answers[address] = (signed.status_code, signed.url, page.content, again.url)
    first, second = answers.values()
    assert first[:2] == second[:2]
    assert _without_token(first[2]) == _without_token(second[2])
    assert first[3] == second[3] == SENT
    assert Account.objects.count() == 3
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox[:2]}
    assert subjects == {
        "deja@exemple.fr": "Vous avez déjà un compte",
        "neuve@exemple.fr": "Confirmez votre adresse e-mail",
    }


def _without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_an_account_made_with_a_known_address_never_opens(client, communes):
    """Whoever typed another's address cannot prove it, even with a link of their own making."""
    accounts.account("deja.la", email="deja@exemple.fr")
    client.post(SIGNUP, _fields(client, email="deja@exemple.fr", username="intrus"))
    address = EmailAddress.objects.get(verified=False)
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])
    assert "déjà celle d’un compte" in client.get(path).content.decode()
    client.post(path)
    assert EmailAddress.objects.filter(verified=True).count() == 1


def test_a_machine_in_the_trap_gets_the_same_page_and_no_account(client, communes):
    answer = client.post(SIGNUP, _fields(client, site_web="http://pub.exemple"))
    assert (answer.status_code, answer.url) == (302, SENT)
    assert Account.objects.count() == 0
    assert mail.outbox == []


def test_signup_sent_twice_makes_one_account_and_answers_the_same(client, communes):
    """Double click, back button (B5)."""
    fields = _fields(client)
    answers = [client.post(SIGNUP, fields).url for _ in range(2)]
    assert answers == [SENT, SENT]
    assert Account.objects.count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_visitors_taking_one_identifiant_at_once_make_one_account(communes):
    """The database says no to the second, who is told as if it had come later."""
    visitors = [Client(), Client()]
    forms = [
        _fields(visitor, email=f"{place}@exemple.fr") for place, visitor in enumerate(visitors)
    ]
    start = threading.Barrier(2)
    answers: list[int] = []

    def race(visitor, fields) -> None:
        start.wait()
        answers.append(visitor.post(SIGNUP, fields).status_code)
        connection.close()

    threads = [
        threading.Thread(target=race, args=pair) for pair in zip(visitors, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]
    assert Account.objects.count() == 1


def test_signup_is_rate_limited(client, communes, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/h/ip"}
    fields = _fields(client, username="")
    answers = [client.post(SIGNUP, fields).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_signup_keeps_the_adhesion_code_for_after_the_proof(client, communes):
    client.post(SIGNUP, _fields(client, adhesion_code="joli-7k3qf-m2xdp"))
    waiting = PendingJoin.objects.get()
    assert waiting.commune == communes.jolieville
    assert waiting.account == Account.objects.get()


def test_signup_works_without_code_shown_or_question_where_they_are_off(client, communes, settings):
    settings.SHOWN_CODE_REQUIRED = False
    settings.SECRET_QUESTION_OFFERED = False
    form = client.get(SIGNUP).context["form"]
    assert not {"shown_code", "secret_question", "secret_answer"} & set(form.fields)


def test_a_mail_server_in_trouble_does_not_break_the_page(client, communes, settings):
    settings.EMAIL_BACKEND = "tests.family.portal.mail_down.EmailBackend"
    answer = client.post(SIGNUP, _fields(client))
    assert (answer.status_code, answer.url) == (302, SENT)
    assert Account.objects.count() == 1
