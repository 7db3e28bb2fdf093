"""Logging in and out, lost passwords, a new address: French pages, and nothing revealed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from shared.accounts import records
from tests.factories import accounts

LOGIN = "/compte/connexion/"
FORGOTTEN = "/compte/mot-de-passe/oublie/"
NEW = "Quatre-ours-verts-9"


def _login(client, name, password=accounts.PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def _is_in(client) -> bool:
    return "_auth_user_id" in client.session


def _reset_link(client, address) -> str:
    client.post(FORGOTTEN, {"email": address})
    found = re.search(r"http\S+/mot-de-passe/nouveau/\S+", mail.outbox[-1].body).group()
    return client.get(found.removeprefix("http://127.0.0.1:8000")).url


@pytest.mark.parametrize("name", ["claire.martin", "CLAIRE.Martin", "claire.martin@exemple.fr"])
def test_login_takes_the_identifiant_or_the_address_in_any_case(client, communes, name):
    accounts.account("claire.martin")
    assert _login(client, name).url == "/"
    assert _is_in(client)


@pytest.mark.parametrize("name", ["claire.martin", "personne", "personne@exemple.fr"])
def test_login_says_the_same_for_a_wrong_password_and_an_unknown_name(client, communes, name):
    accounts.account("claire.martin")
    page = _login(client, name, "mauvais mot de passe").content.decode()
    assert "Identifiant ou mot de passe incorrect." in page
    assert not _is_in(client)


def test_login_stops_after_five_wrong_passwords(client, communes):
    accounts.account("claire.martin")
    for _ in range(5):
        _login(client, "claire.martin", "mauvais")
    page = _login(client, "claire.martin").content.decode()
    assert "patientez quelques minutes" in page
    assert not _is_in(client)


def test_login_of_an_unproved_address_sends_the_link_again(client, communes):
    accounts.account("claire.martin", verified=False)
    assert _login(client, "claire.martin").url == "/compte/adresse/a-confirmer/"
    assert not _is_in(client)
    assert mail.outbox[0].subject == "Confirmez votre adresse e-mail"


def test_login_refuses_a_disabled_account(client, communes):
    accounts.account("claire.martin", is_active=False)
    assert _login(client, "claire.martin").url == "/compte/desactive/"
    assert not _is_in(client)


def test_logout_needs_its_button(client, communes):
    client.force_login(accounts.account("claire.martin"))
    client.get("/compte/deconnexion/")
    assert _is_in(client)
    assert client.post("/compte/deconnexion/").url == "/"
    assert not _is_in(client)


def test_a_foreign_next_is_not_followed(client, communes):
    accounts.account("claire.martin")
    fields = {"login": "claire.martin", "password": accounts.PASSWORD}
    answer = client.post(f"{LOGIN}?next=https://ailleurs.exemple/", fields)
    assert answer.url == "/"


def test_forgotten_password_says_the_same_for_every_address(client, communes):
    accounts.account("claire.martin")
    answers = [
        client.post(FORGOTTEN, {"email": address})
        for address in ("claire.martin@exemple.fr", "personne@exemple.fr")
    ]
    assert answers[0].url == answers[1].url == "/compte/mot-de-passe/oublie/envoye/"
    assert [sent.subject for sent in mail.outbox] == [
        "Choisissez un nouveau mot de passe",
        "Aucun compte à cette adresse",
    ]


def test_a_reset_link_changes_the_password_once(client, communes):
    accounts.account("claire.martin")
    path = _reset_link(client, "claire.martin@exemple.fr")
    fields = {"password1": NEW, "password2": NEW}
    assert client.post(path, fields).url == "/compte/mot-de-passe/nouveau/fait/"
    link = re.search(r"/compte/mot-de-passe/nouveau/\S+", mail.outbox[0].body).group()
    assert "Ce lien n’est plus valable" in client.__class__().get(link).content.decode()
    assert _login(client, "claire.martin", NEW).url == "/"


def test_a_reset_ends_the_other_sessions(client, communes):
    account = accounts.account("claire.martin")
    elsewhere = client.__class__()
    elsewhere.force_login(account)
    path = _reset_link(client, "claire.martin@exemple.fr")
    client.post(path, {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/compte/").status_code == 302


def test_the_secret_question_is_asked_after_the_link_and_never_instead(client, communes):
    """The answer alone resets nothing; the link alone does not either (threat model)."""
    account = accounts.account("claire.martin")
    records.set_secret_question(account, question="first_pet", answer="Médor")
    assert "Comment s’appelait" not in client.get(FORGOTTEN).content.decode()
    path = _reset_link(client, "claire.martin@exemple.fr")
    assert "Comment s’appelait votre premier animal" in client.get(path).content.decode()
    fields = {"password1": NEW, "password2": NEW}
    assert "obligatoire" in client.post(path, fields).content.decode()
    wrong = client.post(path, {**fields, "secret_answer": "Rex"}).content.decode()
    assert "Ce n’est pas la réponse" in wrong
    account.refresh_from_db()
    assert account.check_password(accounts.PASSWORD)
    assert client.post(path, {**fields, "secret_answer": "medor"}).status_code == 302
    account.refresh_from_db()
    assert account.check_password(NEW)


def test_five_wrong_answers_stop_the_reset(client, communes):
    account = accounts.account("claire.martin")
    records.set_secret_question(account, question="first_pet", answer="Médor")
    path = _reset_link(client, "claire.martin@exemple.fr")
    fields = {"password1": NEW, "password2": NEW}
    for _ in range(5):
        client.post(path, {**fields, "secret_answer": "Rex"})
    page = client.post(path, {**fields, "secret_answer": "Médor"}).content.decode()
    assert "Trop d’essais" in page
    account.refresh_from_db()
    assert account.check_password(accounts.PASSWORD)


def test_a_new_address_needs_the_password_then_replaces_the_old_one_once_proved(client, communes):
    account = accounts.account("claire.martin")
    client.force_login(account)
    answer = client.post("/compte/adresse/", {"action_add": "1", "email": "neuve@exemple.fr"})
    assert answer.url.startswith("/compte/verification/")
    wrong = client.post(answer.url, {"password": "mauvais", "next": "/compte/adresse/"})
    assert "Mot de passe incorrect" in wrong.content.decode()
    assert EmailAddress.objects.count() == 1
    client.post(answer.url, {"password": accounts.PASSWORD, "next": "/compte/adresse/"})
    account.refresh_from_db()
    assert account.email == "claire.martin@exemple.fr"
    link = re.search(r"/compte/adresse/confirmer/\S+", mail.outbox[-1].body).group()
    client.get(link)
    assert not EmailAddress.objects.get(email="neuve@exemple.fr").verified
    client.post(link)
    account.refresh_from_db()
    assert account.email == "neuve@exemple.fr"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("neuve@exemple.fr", True)
    ]
    told = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert told["claire.martin@exemple.fr"] == "Votre adresse e-mail est changée"


def test_profile_changes_the_names_and_nothing_else(client, communes):
    account = accounts.account("claire.martin")
    client.force_login(account)
    fields = {"label": "Chez nous", "civility": "mme", "last_name": "Petit", "first_name": "Anne"}
    forged = {"username": "autre", "email": "x@exemple.fr", "is_operator": "1"}
    assert client.post("/compte/", {**fields, **forged}).url == "/compte/"
    account.refresh_from_db()
    assert str(account) == "Anne Petit"
    assert (account.username, account.is_operator) == ("claire.martin", False)
    assert account.email == "claire.martin@exemple.fr"


def test_secret_question_page_needs_both_or_neither(client, communes):
    account = accounts.account("claire.martin")
    client.force_login(account)
    path = "/compte/question-secrete/"
    assert client.post(path, {"question": "first_pet", "answer": ""}).status_code == 200
    assert client.post(path, {"question": "", "answer": "Médor"}).status_code == 200
    account.refresh_from_db()
    assert account.secret_answer == ""
    assert client.post(path, {"question": "first_pet", "answer": "Médor"}).status_code == 302
    account.refresh_from_db()
    assert account.secret_answer != ""


@pytest.mark.parametrize(
    "path",
    [
        *("/compte/creer/", LOGIN, "/compte/deconnexion/", FORGOTTEN),
        *("/compte/mot-de-passe/oublie/envoye/", "/compte/mot-de-passe/nouveau/fait/"),
        *("/compte/adresse/a-confirmer/", "/compte/adresse/confirmer/rien/"),
        *("/compte/desactive/", "/compte/mot-de-passe/nouveau/abc-rien/"),
    ],
)
def test_pages_of_a_visitor_are_french_and_never_a_500(client, communes, path):
    answer = client.get(path)
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        page = answer.content.decode()
        assert 'lang="fr"' in page
        assert not re.search(r"\b(Sign|Password|Email address|Please|Log ?in)\b", page)


@pytest.mark.parametrize(
    "path",
    [
        *("/compte/", "/compte/adresse/", "/compte/mot-de-passe/", "/compte/question-secrete/"),
        "/compte/verification/",
    ],
)
def test_pages_of_an_account_are_closed_to_a_visitor(client, communes, path):
    assert client.get(path).url.startswith(LOGIN)
    client.force_login(accounts.account("claire.martin"))
    assert client.get(path).status_code == 200


def test_allauths_english_paths_are_not_served(client, communes):
    for path in ("/compte/login/", "/compte/signup/", "/compte/email/"):
        assert client.get(path).status_code == 404
