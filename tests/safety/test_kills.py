"""kill -9 of a real web server or worker: nothing lost, nothing doubled, the books at zero (B6).

During promote: `tests/invoicing/operations/test_kills.py`.
"""

import re
from types import SimpleNamespace

import pytest
import requests

from booking.models import CartLine, Opening, Reservation
from family.models import Message
from invoicing.models import Attempt, Invoice, Payment
from invoicing.operations import attempts
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books
from shared import clock
from tenants.models import Outbox
from tests.factories import booking
from tests.invoicing.conftest import JANUARY
from tests.safety.processes import (
    browser,
    is_paused_in_a_transaction,
    mails_in,
    wait_for,
    web,
    worker,
)

AT = {"RIBAMBELLE_NOW": "2026-12-01T10:00"}
SOON = {"RIBAMBELLE_NOW": "2026-12-01T10:03"}
LATER = {"RIBAMBELLE_NOW": "2026-12-01T10:10"}
VALIDATE = "/c/jolieville/valider/"

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def claire(town, bank, monkeypatch) -> SimpleNamespace:
    """Claire with one prepaid day in her cart, her browser, the bank's address for processes."""
    monkeypatch.setenv("RIBAMBELLE_NOW", AT["RIBAMBELLE_NOW"])
    booking.wish(town.member, town.martins.lea, town.canteen.meal, JANUARY[0])
    return SimpleNamespace(
        town=town, bank=bank, person=browser(town.member.account), env={"DEMO_BANK_URL": bank.url}
    )


def at_the_bank(claire, site) -> Attempt:
    """*Valider*, then *Payer*: the bank's page is open."""
    claire.person.post(site.url + VALIDATE, allow_redirects=False, timeout=30)
    attempt = Attempt.objects.get()
    answer = claire.person.post(
        f"{site.url}/c/jolieville/payer/{attempt.id}/", allow_redirects=False, timeout=30
    )
    attempt.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (303, attempt.pay_url)
    return attempt


def assert_paid_once(number: int = 1) -> None:
    """One receipt, one invoice, the place confirmed and counted once, the books at zero."""
    assert Payment.objects.count() == number
    assert Invoice.objects.count() == number
    assert list(Reservation.objects.values_list("state", flat=True)) == ["confirmed"] * number
    assert Opening.objects.get(date=JANUARY[0]).taken == 1
    assert books.differences() == []


def test_b6_web_killed_inside_valider_leaves_nothing_and_books_once_later(claire, tmp_path):
    """Killed after the checks, before the write: no row, no place, the cart is whole."""
    with web(tmp_path, **AT, **claire.env, RIBAMBELLE_PAUSE_AFTER_CHECK="20000") as site:
        with pytest.raises(requests.Timeout):
            claire.person.post(site.url + VALIDATE, timeout=4)
        wait_for(is_paused_in_a_transaction)
        site.kill()
    wait_for(lambda: not is_paused_in_a_transaction())
    assert not Reservation.objects.exists()
    assert not Attempt.objects.exists()
    assert CartLine.objects.count() == 1
    assert books.differences() == []

    with web(tmp_path, **AT, **claire.env) as site:
        for _ in range(2):
            claire.person.post(site.url + VALIDATE, allow_redirects=False, timeout=30)

    assert list(Reservation.objects.values_list("state", flat=True)) == ["held"]
    assert Opening.objects.get(date=JANUARY[0]).taken == 1
    assert books.differences() == []


def test_b6_web_killed_at_the_bank_page_and_the_worker_finds_the_payment(claire, tmp_path):
    """The payer pays, nobody is there to see them come back: polling settles it once (F5)."""
    with web(tmp_path, **AT, **claire.env) as site:
        attempt = at_the_bank(claire, site)
        site.kill()
    back = claire.bank.pay(attempt.idop).headers["Location"]

    with worker(tmp_path, **SOON, **claire.env) as drainer:
        wait_for(Payment.objects.exists, drainer)
        wait_for(lambda: mails_in(tmp_path), drainer)
    assert_paid_once()

    with web(tmp_path, **SOON, **claire.env) as site:
        path = back[back.index("/paiement/") :]
        for method in ("get", "get", "post"):
            where = path if method == "get" else path.replace("retour", "notification")
            answer = requests.request(method, site.url + where, allow_redirects=False, timeout=30)
            assert answer.status_code < 400
    assert_paid_once()


def test_b6_web_killed_while_the_bank_opens_its_page(claire, tmp_path):
    """REQUESTING is committed before the call: the worker gives it up, a new try pays (F8)."""
    with web(tmp_path, **AT, **claire.env) as site:
        claire.person.post(site.url + VALIDATE, allow_redirects=False, timeout=30)
        attempt = Attempt.objects.get()
        claire.bank.fault("create", "slow", seconds=8)
        with pytest.raises(requests.Timeout):
            claire.person.post(f"{site.url}/c/jolieville/payer/{attempt.id}/", timeout=2)
        assert Attempt.objects.get().state == AttemptState.REQUESTING
        site.kill()

    with worker(tmp_path, **SOON, **claire.env) as drainer:
        wait_for(lambda: Attempt.objects.get().state != AttemptState.REQUESTING, drainer)
    assert Attempt.objects.get().state == AttemptState.CREATE_UNKNOWN
    assert not Payment.objects.exists()

    with web(tmp_path, **SOON, **claire.env) as site:
        claire.person.post(
            f"{site.url}/c/jolieville/payer/{attempt.id}/", allow_redirects=False, timeout=30
        )
        second = Attempt.objects.get(state=AttemptState.PENDING)
        back = claire.bank.pay(second.idop).headers["Location"]
        requests.get(site.url + back[back.index("/paiement/") :], allow_redirects=False, timeout=30)
    assert_paid_once()


def test_b6_web_killed_between_commit_and_mail(claire, tmp_path):
    """The payment is committed with its mail's row; a worker that starts later sends it once."""
    with web(tmp_path, **AT, **claire.env) as site:
        attempt = at_the_bank(claire, site)
        back = claire.bank.pay(attempt.idop).headers["Location"]
        requests.get(site.url + back[back.index("/paiement/") :], allow_redirects=False, timeout=30)
        site.kill()
    assert_paid_once()
    due = Outbox.objects.filter(kind="mail").count()
    assert due >= 1
    assert mails_in(tmp_path) == []

    with worker(tmp_path, **AT, **claire.env) as drainer:
        wait_for(lambda: not Outbox.objects.filter(kind="mail").exists(), drainer)
    assert len(mails_in(tmp_path)) == due
    assert not Message.objects.filter(sent_at=None).exists()
    assert_paid_once()


@pytest.mark.parametrize(("where", "copies"), [("before", 1), ("after", 2)])
def test_b6_worker_killed_around_the_mail(claire, tmp_path, where, copies):
    """At least once: killed before sending, one mail; after, its twin has the same Message-ID."""
    with web(tmp_path, **AT, **claire.env) as site:
        attempt = at_the_bank(claire, site)
    claire.bank.pay(attempt.idop)
    attempts.poll(attempt.id, now=clock.now())

    with worker(tmp_path, **AT, **claire.env, SAFETY_PAUSE=where) as drainer:
        wait_for((tmp_path / "paused").exists, drainer)
        drainer.kill()
    with worker(tmp_path, **LATER, **claire.env) as drainer:
        wait_for(lambda: not Outbox.objects.filter(kind="mail").exists(), drainer)

    found = [re.findall(r"(?im)^Message-ID: (.+)$", text) for text in mails_in(tmp_path)]
    names = [name for names in found for name in names]
    assert len(names) == copies
    assert len(set(names)) == 1
    assert_paid_once()
