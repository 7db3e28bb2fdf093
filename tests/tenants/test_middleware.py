"""Every case of the commune's path, host and state (foundation §2)."""

import pytest
from django.db import connection
from django.urls import get_script_prefix

from tenants.context import commune_scope, current_schema_name
from tenants.models import Commune, Domain
from tenants.urls import absolute, commune_url, portal_url

Status = Commune.Status


def test_path_finds_the_commune(doors, client):
    answer = client.get("/c/jolieville/page/?x=1").json()

    assert answer == {
        "schema": "c_jolieville",
        "commune": "jolieville",
        "path": "/c/jolieville/page/",
        "path_info": "/page/",
        "script_name": "/c/jolieville",
    }


def test_public_page_has_no_commune(doors, client):
    answer = client.get("/").json()

    assert (answer["schema"], answer["commune"]) == ("public", None)


@pytest.mark.parametrize(
    "path",
    [
        "/c/inconnue/",
        "/c/inconnue/page/",
        "/c/Jolieville/",
        "/c/",
        "/c/c_jolieville/",
        "/c/pg_catalog/x/",
    ],
)
def test_unknown_commune_is_not_found(doors, client, path):
    assert client.get(path).status_code == 404


def test_unknown_page_of_a_commune_is_not_found(doors, client):
    assert client.get("/c/jolieville/rien/").status_code == 404


def test_missing_slash_is_added(doors, client):
    for path, target in (
        ("/c/jolieville", "/c/jolieville/"),
        ("/c/jolieville?x=1", "/c/jolieville/?x=1"),
    ):
        response = client.get(path)
        assert (response.status_code, response.url) == (301, target)
    response = client.get("/c/jolieville/page")
    assert (response.status_code, response.url) == (301, "/c/jolieville/page/")


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.CLOSED])
def test_shut_commune_shows_a_notice_and_reads_nothing(doors, client, status):
    Commune.objects.filter(slug="jolieville").update(status=status)

    response = client.get("/c/jolieville/page/")

    assert response.status_code == 503
    assert "Jolieville est fermé" in response.content.decode()
    assert "Content-Security-Policy" in response.headers
    assert client.get("/c/montclair/page/").status_code == 200


def test_commune_being_made_is_not_found(doors, client):
    Commune.objects.filter(slug="jolieville").update(status=Status.PROVISIONING)

    assert client.get("/c/jolieville/").status_code == 404


def test_change_of_state_is_seen_at_once(doors, client):
    """The look-up is remembered: a save must make it forgotten."""
    assert client.get("/c/jolieville/page/").status_code == 200
    commune = Commune.objects.get(slug="jolieville")
    commune.status = Status.SUSPENDED
    commune.save()

    assert client.get("/c/jolieville/page/").status_code == 503


def test_look_up_costs_no_query_once_remembered(doors, client, django_assert_num_queries):
    client.get("/c/jolieville/panne-de-page/")
    with django_assert_num_queries(2):  # SET search_path and the view's own SELECT
        client.get("/c/jolieville/page/")


def test_everything_is_put_back_after_a_request(doors, client):
    with commune_scope(doors.montclair):
        client.get("/c/jolieville/page/")
        assert current_schema_name() == "c_montclair"
        assert connection.tenant == doors.montclair
        assert get_script_prefix() == "/"
    assert current_schema_name() == "public"


def test_everything_is_put_back_after_a_failure(doors, client):
    client.raise_request_exception = False

    assert client.get("/c/jolieville/panne/").status_code == 500
    assert current_schema_name() == "public"
    assert get_script_prefix() == "/"


def test_stream_stays_in_its_commune(doors, client):
    """Foundation, line 3: the body is read after the middleware has left."""
    response = client.get("/c/jolieville/flux/")

    assert b"".join(response.streaming_content) == b"c_jolieville c_jolieville"
    assert current_schema_name() == "public"


def test_links_go_to_the_right_door(doors, client):
    text = client.get("/c/jolieville/liens/").content.decode().split()

    assert text == ["/c/jolieville/page/", "/c/montclair/page/", "/panier/", "/c/jolieville/page/"]


def test_links_outside_a_request(doors):
    assert commune_url(doors.jolieville, "page") == "/c/jolieville/page/"
    assert portal_url("cart") == "/panier/"
    assert absolute(portal_url("cart")) == "http://127.0.0.1:8000/panier/"


def test_links_under_an_outer_script_name(doors, client):
    text = client.get("/c/jolieville/liens/", SCRIPT_NAME="/portail").content.decode().split()

    assert text[1:3] == ["/portail/c/montclair/page/", "/portail/panier/"]
    assert get_script_prefix() == "/"


@pytest.fixture
def own_host(doors, settings):
    """Jolieville's own host."""
    settings.ALLOWED_HOSTS = ["testserver", "famille.jolieville.example"]
    settings.MAIN_URL = "https://portail.exemple.fr"
    Domain.objects.create(
        domain="famille.jolieville.example", tenant=doors.jolieville, is_primary=True
    )
    return "famille.jolieville.example"


def test_own_host_serves_the_communes_pages(own_host, client):
    answer = client.get("/page/", headers={"host": own_host}).json()

    assert (answer["commune"], answer["schema"]) == ("jolieville", "c_jolieville")


def test_own_host_sends_what_needs_a_log_in_to_the_main_host(own_host, client):
    for path, target in (
        ("/compte/connexion/?next=/", "https://portail.exemple.fr/compte/connexion/?next=/"),
        ("/c/montclair/page/", "https://portail.exemple.fr/c/montclair/page/"),
        ("/foyer/?x=1", "https://portail.exemple.fr/c/jolieville/foyer/?x=1"),
    ):
        response = client.get(path, headers={"host": own_host})
        assert (response.status_code, response.url) == (302, target)


def test_own_host_keeps_its_links_short(own_host, client):
    text = client.get("/liens/", headers={"host": own_host}).content.decode().split()

    assert text[0] == "/page/"


def test_own_host_of_a_suspended_commune_shows_the_notice(own_host, client):
    Commune.objects.filter(slug="jolieville").update(status=Status.SUSPENDED)

    assert client.get("/page/", headers={"host": own_host}).status_code == 503


def test_unknown_host_is_refused(doors, client):
    assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400


def test_security_policy_is_on_every_refusal(doors, client):
    for path in ("/c/inconnue/", "/c/jolieville/rien/", "/rien/"):
        assert "Content-Security-Policy" in client.get(path).headers
