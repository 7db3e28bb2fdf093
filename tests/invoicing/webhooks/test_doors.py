"""The two doors of the bank over HTTP: they prove nothing, and record for whoever asks."""

from datetime import timedelta

import pytest

from invoicing.models import Payment
from invoicing.operations import payment_routes
from invoicing.rules.attempts import AttemptState
from tenants.context import public_scope
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pending(town, bank, now):
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    return money.requested(draft, town.member, now=now)


def url(door: str, token: str) -> str:
    return f"/paiement/{door}/{token}/"


def test_notification_makes_us_read_and_answers_204(client, pending, bank):
    bank.pay(pending.idop)
    token = payment_routes.token(pending.id)
    with public_scope():
        answer = client.post(url("notification", token), {"idop": pending.idop})
    assert answer.status_code == 204
    assert Payment.objects.count() == 1


def test_notification_body_is_never_believed(client, pending):
    """F15: another operation's id, a megabyte, nothing: the bank is read, nothing is paid."""
    token = payment_routes.token(pending.id)
    with public_scope():
        for body in ({"idop": "0000", "resultrans": "P"}, {}, {"x": "y" * 1_000_000}):
            assert client.post(url("notification", token), body).status_code == 204
    pending.refresh_from_db()
    assert pending.state == AttemptState.PENDING
    assert not Payment.objects.exists()


@pytest.mark.parametrize("door", ["notification", "retour"])
def test_unknown_token_is_404(client, pending, door):
    """F15: a random token, another tenant's idop."""
    with public_scope():
        ask = client.post if door == "notification" else client.get
        assert ask(url(door, "f" * 64)).status_code == 404
        assert ask(url(door, pending.idop.replace("-", ""))).status_code == 404


def test_wrong_method_changes_nothing(client, pending, bank):
    bank.pay(pending.idop)
    token = payment_routes.token(pending.id)
    with public_scope():
        assert client.get(url("notification", token)).status_code == 405
        assert client.post(url("retour", token)).status_code == 405
    assert not Payment.objects.exists()


def test_return_without_session_records_and_shows_nothing(client, pending, bank):
    """F27: recording needs no log-in, showing does."""
    bank.pay(pending.idop)
    with public_scope():
        answer = client.get(url("retour", payment_routes.token(pending.id)))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/paiement/{pending.selection_uid}/")
    assert answer.content == b""
    assert Payment.objects.count() == 1


def test_replayed_return_makes_one_receipt(client, pending, bank):
    """F16."""
    bank.pay(pending.idop)
    token = payment_routes.token(pending.id)
    with public_scope():
        for _ in range(3):
            assert client.get(url("retour", token)).status_code == 302
    assert Payment.objects.count() == 1


def test_urls_given_to_the_bank_lead_to_the_doors(pending):
    token = payment_routes.token(pending.id)
    assert payment_routes.notification_url(pending.id).endswith(url("notification", token))
    assert payment_routes.return_url(pending.id).endswith(url("retour", token))
