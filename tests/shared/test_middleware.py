"""A refusal is a French page or a partial, and each request has a name in the logs."""

import pytest
import structlog

from tests.tenants.conftest import without_menus

PAGE = "/c/jolieville/refus/{}/"


@pytest.fixture
def doors(communes, settings):
    """Two small URLconfs with views that refuse."""
    settings.ROOT_URLCONF = "tests.tenants.urls_public"
    settings.COMMUNE_URLCONF = "tests.tenants.urls_commune"
    without_menus(settings)


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [
        ("late", 400, "Il est trop tard pour ce repas."),
        ("busy", 409, "réessayez"),
        ("locked", 409, "réessayez"),
    ],
)
def test_refusal_is_a_french_page(doors, client, how, status, sentence):
    response = client.get(PAGE.format(how))

    assert response.status_code == status
    assert sentence in response.content.decode()
    assert "<html" in response.content.decode()


@pytest.mark.parametrize(("how", "status"), [("late", 422), ("busy", 409)])
def test_refusal_for_htmx_is_a_message_where_messages_are(doors, client, how, status):
    response = client.get(PAGE.format(how), headers={"HX-Request": "true"})

    assert response.status_code == status
    assert "<html" not in response.content.decode()
    assert response.headers["HX-Retarget"] == ".alerts"


def test_any_other_failure_stays_a_failure(doors, client):
    with pytest.raises(ZeroDivisionError):
        client.get("/c/jolieville/panne/")


def test_each_request_has_its_own_id(doors, client):
    first, second = (client.get("/").headers["X-Request-ID"] for _ in range(2))

    assert first != second
    assert structlog.contextvars.get_contextvars() == {}
