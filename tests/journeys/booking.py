"""The leaflet's second half: book by days and by period, validate three ways, give a day back."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.eyes import Eyes, plain
from tests.journeys.world import World

FREE = ".cell.s-bookable"


def home(eyes: Eyes, world: World) -> None:
    """Where taps are counted from."""
    eyes.page.goto(world.url)
    eyes.counted()


def service(page: Any, name: str) -> Any:
    """The card of one service on *Réserver*."""
    return page.locator("main .card", has=page.get_by_role("link", name=name, exact=True))


def books_days(eyes: Eyes, world: World) -> int:
    """Prepaid canteen: a month with free days, two taps, a sibling's chip, *Tous*."""
    page = eyes.page
    home(eyes, world)
    eyes.submit(page.get_by_role("link", name="Réserver").first)
    eyes.look("20-reserver")
    eyes.submit(service(page, "Restaurant scolaire").get_by_role("link", name="Camille"))
    eyes.look("21-calendrier-camille")
    page.get_by_role("link", name="Mois suivant").click()
    page.get_by_role("link", name="Mois suivant").click()
    expect(page.locator(".months strong")).to_have_text("Mars 2027")
    for _ in range(2):
        before = page.locator(".cell.s-in_cart").count()
        page.locator(FREE).first.click()
        expect(page.locator(".cell.s-in_cart")).to_have_count(before + 1)
    page.locator(".chip", has_text="Basile").click()
    page.locator(FREE).first.click()
    expect(page.locator(".cell.s-in_cart")).to_have_count(1)
    page.locator(".chip", has_text="Les deux").click()
    expect(page.locator(".cell.s-in_cart")).to_have_count(3)
    page.get_by_text("Pourquoi ce prix").first.click()
    eyes.look("22-calendrier-tous-et-panier")
    page.goto(f"{world.url}/panier/")
    eyes.look("23-panier")
    return 3


def walks_by_keyboard(eyes: Eyes) -> None:
    """In the calendar: arrows from day to day, Enter adds, Enter takes away."""
    page = eyes.page
    page.locator(FREE).first.focus()
    start = _day(page)
    page.keyboard.press("ArrowDown")
    below = _day(page)
    assert start != below
    page.keyboard.press("Enter")
    expect(page.locator(f"#{below} .cell.s-in_cart").first).to_be_visible()
    assert _day(page) == below, "the focus stays where the hand is"
    page.keyboard.press("Enter")
    expect(page.locator(f"#{below} .cell.s-in_cart")).to_have_count(0)


def _day(page: Any) -> str:
    return str(page.evaluate("document.activeElement.closest('.day').id"))


def validates_prepaid(eyes: Eyes, world: World) -> None:
    """*Valider*: places held, the bank's page, paid, and the calendar says so."""
    page = eyes.page
    page.goto(f"{world.url}/panier/")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Payer votre réservation")
    eyes.look("24-payer-la-reservation")
    page.get_by_role("button", name=re.compile("^Payer")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Paiement en ligne")
    eyes.look("25-banque-de-demonstration")
    page.get_by_role("button", name=re.compile("^Payer")).click()
    expect(page.get_by_text("C’est payé.")).to_be_visible()
    eyes.look("26-reservation-payee")


def books_a_week(eyes: Eyes, world: World) -> None:
    """The measure: one week of canteen for two children, at most six taps from home."""
    page = eyes.page
    home(eyes, world)
    eyes.tap(page.get_by_role("link", name="Réserver").first)
    eyes.tap(service(page, "Cantine").get_by_role("link", name=re.compile("Toute une période")))
    eyes.tap(page.get_by_role("link", name="La semaine prochaine"))
    expect(page.locator("#apercu")).to_contain_text("8 dates à ajouter")
    eyes.look("27-vue-periode")
    eyes.tap(page.get_by_role("button", name="Mettre dans le panier"))
    expect(page.locator("#cart")).to_be_visible()
    eyes.look("28-semaine-dans-le-panier")
    eyes.tap(page.get_by_role("button", name="Valider"))
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert eyes.counted() <= 6
    eyes.look("29-pris-en-compte")


def books_the_term(eyes: Eyes, world: World) -> None:
    """Until the holidays, both children, morning and evening: one form, one *Valider*."""
    page = eyes.page
    home(eyes, world)
    eyes.tap(page.get_by_role("link", name="Réserver").first)
    eyes.tap(service(page, "Garderie").get_by_role("link", name=re.compile("Toute une période")))
    eyes.tap(page.get_by_role("link", name=re.compile("Jusqu’aux vacances")).first)
    eyes.tap(page.get_by_role("button", name="Mettre dans le panier"))
    eyes.tap(page.get_by_role("button", name="Valider"))
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert eyes.counted() <= 6


def asks(eyes: Eyes, world: World) -> None:
    """A service whose agents decide: *demande en cours*."""
    page = eyes.page
    page.goto(f"{world.url}/c/saint-aubin-sur-lys/reserver/")
    service(page, "Cantine de l’école").get_by_role("link", name="Camille").click()
    for _ in range(3):
        before = page.locator(".cell.s-in_cart").count()
        page.locator(FREE).first.click()
        expect(page.locator(".cell.s-in_cart")).to_have_count(before + 1)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    eyes.look("30-demande-en-cours")
    page.goto(f"{world.url}/c/saint-aubin-sur-lys/reservations/")
    eyes.look("31-mes-demandes")


def reports_an_absence(eyes: Eyes, world: World) -> None:
    """Tomorrow's absence: two taps from home."""
    page = eyes.page
    home(eyes, world)
    eyes.tap(page.get_by_role("link", name=re.compile("Signaler une absence.*Jolieville")))
    line = page.locator("section", has=page.get_by_role("heading", name="Demain"))
    before = line.get_by_role("button", name=re.compile("^Annuler")).count()
    eyes.look("32-signaler-une-absence")
    eyes.tap(line.get_by_role("button", name=re.compile("^Annuler")).first)
    assert eyes.counted() == 2
    after = page.locator("section", has=page.get_by_role("heading", name="Demain"))
    expect(after.get_by_role("button", name=re.compile("^Annuler"))).to_have_count(before - 1)
    eyes.look("33-absence-signalee")


def asks_to_cancel(eyes: Eyes, world: World) -> None:
    """By a line of the cart, where an agent decides: *demande d’annulation*."""
    page = eyes.page
    page.goto(f"{world.url}/c/jolieville/reserver/")
    service(page, "Centre de loisirs").get_by_role("link", name="Camille").click()
    page.get_by_role("link", name="Mois suivant").click()
    page.locator(".cell.s-accepted:not([aria-disabled=true])").last.click()
    expect(page.locator(".cell.s-in_cart")).to_have_count(1)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    assert "annulation" in plain(page.inner_text("main")).lower()
    eyes.look("34-annulation-demandee")
