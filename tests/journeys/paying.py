"""*Mes factures* of three communes: chosen, paid régie by régie, refused, left, answered late."""

import re

from playwright.sync_api import expect

from tests.journeys.eyes import Eyes, plain
from tests.journeys.world import World

NEXT = ".lots button.primary"
PAID = "[data-done]"


def chooses(eyes: Eyes, world: World) -> None:
    """All is ticked; one box moves *Montant à payer*; the plan names each payment."""
    page = eyes.page
    page.goto(world.url)
    eyes.look("60-accueil-a-payer")
    eyes.submit(page.get_by_role("link", name="Payer", exact=True).first)
    eyes.look("61-mes-factures")
    total = page.locator("[data-total]")
    before = plain(total.inner_text())
    box = page.locator("input[name=invoice]").first
    box.uncheck()
    expect(total).not_to_have_text(before)
    box.check()
    assert plain(total.inner_text()) == before
    page.get_by_role("link", name=re.compile("^Détail")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Facture")
    eyes.look("62-facture")
    page.go_back()


def pays_them_all(eyes: Eyes, world: World) -> int:
    """Pay the first, refuse then retry the second, leave the third, answer late; none is lost."""
    page = eyes.page
    page.get_by_role("button", name="Payer les factures sélectionnées").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Payer vos factures")
    number = page.locator(".lots > li").count()
    assert number >= 3, "one payment a régie, in three communes"
    eyes.look("63-paiements")

    _answers(eyes, "Payer")
    expect(page.locator(PAID)).to_have_count(1)
    eyes.look("64-premier-paye")

    _answers(eyes, "Refuser")
    expect(page.locator(PAID)).to_have_count(1)
    expect(page.locator(".lots")).to_contain_text(re.compile("refusé", re.IGNORECASE))
    eyes.look("65-deuxieme-refuse")
    _answers(eyes, "Payer")
    expect(page.locator(PAID)).to_have_count(2)

    here = page.url
    page.locator(NEXT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paiement en ligne")
    page.goto(here)
    expect(page.locator(PAID)).to_have_count(2)
    eyes.look("66-fenetre-fermee")
    _answers(eyes, "Abandonner")
    expect(page.locator(PAID)).to_have_count(2)

    _answers(eyes, "Répondre plus tard")
    expect(page.locator(PAID)).to_have_count(2)
    eyes.look("67-la-banque-repondra")
    expect(page.locator(PAID)).to_have_count(3, timeout=30_000)
    while page.locator(NEXT).count():
        before = page.locator(PAID).count()
        _answers(eyes, "Payer")
        expect(page.locator(PAID)).to_have_count(before + 1)
    expect(page.get_by_text("C’est payé.")).to_be_visible()
    eyes.look("68-tout-est-paye")
    return number


def finds_them_paid(eyes: Eyes, world: World) -> None:
    """*Payées*, with their PDF; nothing is due any more."""
    page = eyes.page
    page.goto(f"{world.url}/factures/")
    expect(page.locator("input[name=invoice]")).to_have_count(0)
    eyes.look("69-tout-est-regle")
    eyes.submit(page.get_by_role("link", name="Payées").first)
    eyes.look("70-factures-payees")
    address = page.get_by_role("link", name=re.compile("^PDF")).first.get_attribute("href")
    answer = page.request.get(f"{world.url}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def _answers(eyes: Eyes, button: str) -> None:
    """Go to the bank with the next payment and press one of its buttons."""
    page = eyes.page
    page.locator(NEXT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paiement en ligne")
    page.get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payer vos factures")
