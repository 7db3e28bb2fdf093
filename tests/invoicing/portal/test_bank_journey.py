"""*Payer les factures sélectionnées* in a real browser, at a real bank, over two communes (R84)."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from invoicing.models import Payment
from invoicing.selectors import books
from tenants.context import commune_scope
from tests.deploy.simulators.bank import start_bank
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money

FEBRUARY = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
JANUARY = [date(2027, 1, day) for day in (4, 5, 7)]
MARCH = [date(2027, 3, day) for day in (8, 9)]
WIDTHS = (390, 768, 1280)


@pytest.fixture
def screens(page: Any, live: SimpleNamespace):
    """Look at a page at every width: nothing for axe, no sideways scroll, a picture kept."""
    folder = Path("screenshots/money")
    folder.mkdir(parents=True, exist_ok=True)

    def look(name: str, path: str = "") -> None:
        if path:
            assert page.goto(live.url + path).status == 200
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
            scroll = page.evaluate("document.documentElement.scrollWidth")
            assert scroll <= width, (name, width, scroll)
            found = Axe().run(page).response["violations"]
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], name

    return look


@pytest.fixture
def claire(live, page, client, settings, monkeypatch, tmp_path):
    """Claire owes one invoice in each commune and may book a prepaid evening; 20 February."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-02-20T10:00")
    account, wishes = accounts.account("claire.martin"), {}
    for commune, code in ((live.jolieville, "CA"), (live.montclair, "PE")):
        with commune_scope(commune):
            martins = families.martin()
            member = accounts.join(account, commune, martins.guardian)
            canteen = booking.canteen(martins.children, days=JANUARY)
            regie = money.regie(canteen.service, code=code, phone="04 77 00 00 01")
            payer = martins.guardian
            money.billed(regie, canteen, martins.lea, payer, JANUARY, now=FEBRUARY)
            evening = booking.canteen(
                martins.children, days=MARCH, name="Accueil du soir", billing="prepaid"
            )
            money.regie(evening.service, code="SO")
            wishes[commune] = (member, martins.lea, evening.meal)
    client.force_login(account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live.url}]
    )
    with start_bank(tmp_path, DEMO_BANK_NOTIFY="0", DEMO_BANK_DELAY_S="0.2") as bank:
        settings.DEMO_BANK_URL = bank.url
        policy = dict(settings.CONTENT_SECURITY_POLICY)
        policy["DIRECTIVES"] = {**policy["DIRECTIVES"], "form-action": ["'self'", bank.url]}
        settings.CONTENT_SECURITY_POLICY = policy
        yield SimpleNamespace(account=account, wishes=wishes, bank=bank)


def pay(page: Any, answer: str = "Payer") -> None:
    """Press the first *Payer*, then a button of the bank, and be back."""
    page.locator("ol.lots button.primary").click()
    page.wait_for_load_state()
    page.get_by_role("button", name=answer).first.click()
    page.wait_for_url("**/paiement/**")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_two_invoices_of_two_communes_are_paid_one_by_one(live, page, claire, screens):
    screens("factures", "/factures/")
    page.locator("input[name=invoice]").last.uncheck()
    shown = page.locator(".paybar").inner_text().replace("\u00a0", " ")
    assert "Montant à payer 10,50 €" in shown
    assert "1 paiement : Jolieville 10,50 €" in shown
    page.locator("input[name=invoice]").last.check()
    page.get_by_role("button", name="Payer les factures sélectionnées").click()

    screens("paiement")
    pay(page, "Refuser")
    screens("paiement-refuse")
    pay(page)
    screens("paiement-un-sur-deux")
    pay(page)
    screens("paiement-fait")

    assert "2 paiements sur 2" in page.locator("main").inner_text()
    screens("factures-payees", "/factures/?vue=payees")
    screens("factures-plus-rien", "/factures/")
    page.goto(live.url + "/factures/?vue=payees")
    page.get_by_role("link", name="Détail").first.click()
    screens("facture")
    for commune in (live.jolieville, live.montclair):
        with commune_scope(commune):
            assert Payment.objects.count() == 1
            assert books.differences() == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_prepaid_cart_of_two_communes_is_validated_and_paid(live, page, claire, screens):
    for commune, (member, child, meal) in claire.wishes.items():
        with commune_scope(commune):
            for day in MARCH:
                booking.wish(member, child, meal, day, promised_at=FEBRUARY, created_at=FEBRUARY)
    page.goto(live.url + "/panier/")
    page.get_by_role("button", name="Valider").first.click()
    page.wait_for_url("**/paiement/**")

    screens("commande")
    pay(page)
    pay(page)

    screens("commande-payee")
    assert "Vos réservations sont confirmées." in page.locator("main").inner_text()
    for commune in (live.jolieville, live.montclair):
        with commune_scope(commune):
            assert books.differences() == []
