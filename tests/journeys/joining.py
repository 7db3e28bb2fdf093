"""The leaflet's first half: find one's commune, make an account, prove it, give the code."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.eyes import Eyes, plain
from tests.journeys.world import World

IDENTIFIER = "amandine.petit"
PASSWORD = "Le-chat-dort-sous-la-table-4"
UNITS = [
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
]
TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}


def digits(words: str) -> str:
    """« neuf mille deux cent quatre-vingt-dix-huit » → "9298", as a person would read it."""
    total = below = 0
    last = ""
    for word in re.findall(r"\w+", words):
        if word in UNITS:
            below += UNITS.index(word)
        elif word in {"vingt", "vingts"} and last == "quatre":
            below += 76
        elif word in TENS:
            below += TENS[word]
        elif word in {"cent", "cents"}:
            below = max(below, 1) * 100
        elif word == "mille":
            total, below = max(below, 1) * 1000, 0
        last = word
    return str(total + below)


def visits(eyes: Eyes, world: World) -> None:
    """Signed out: the promise, the three steps, one's commune and its page."""
    page = eyes.page
    page.goto(world.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Les services enfance")
    eyes.look("01-visiteur")
    page.fill("input[name=q]", "jolie")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("link", name="Jolieville")).to_be_visible()
    eyes.look("02-communes")
    page.get_by_role("link", name="Jolieville").click()
    expect(page.get_by_text("Pas encore inscrit")).to_be_visible()
    eyes.look("03-commune")
    page.goto(f"{world.url}/mentions-legales/")
    eyes.look("04-mentions-legales")
    page.goto(f"{world.url}/accessibilite/")
    eyes.look("05-accessibilite")


def signs_up(eyes: Eyes, world: World) -> None:
    """Every field of the leaflet; one mistake first, which loses nothing typed."""
    page = eyes.page
    page.goto(world.url)
    page.locator("main").get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Nom du compte").fill("Famille Petit")
    page.get_by_label("Identifiant").fill(IDENTIFIER)
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    page.get_by_label("Question secrète").select_option(index=2)
    page.get_by_label("Réponse").fill("Les Saules")
    page.get_by_label("Civilité").select_option("mme")
    page.fill("#id_last_name", "Petit")
    page.fill("#id_first_name", "Amandine")
    page.get_by_label("Notification e-mail").fill(world.facts["mail"])
    page.get_by_label("Code d’adhésion").fill(world.facts["codes"]["jolieville"].lower())
    page.get_by_label("Saisir le code affiché").fill("12")
    eyes.look("06-creer-un-compte")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_text("Ce n’est pas le nombre affiché").first).to_be_visible()
    assert page.get_by_label("Identifiant").input_value() == IDENTIFIER
    eyes.look("07-creer-un-compte-erreur")
    page.fill("#id_password1", PASSWORD)
    page.fill("#id_password2", PASSWORD)
    shown = digits(page.inner_text("#shown-words"))
    page.get_by_label("Saisir le code affiché").fill(shown)
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("confirmez votre adresse")
    eyes.look("08-adresse-a-confirmer")


def reads(eyes: Eyes, world: World, address: str, subject: str) -> Any:
    """Open the newest mail of the demonstration's mailbox with this subject."""
    page = eyes.page
    link = page.locator("main").get_by_role("link", name=re.compile(subject)).first
    for _ in range(60):
        page.goto(f"{world.url}/demo/mails/?q={address}")
        if link.count():
            break
        page.wait_for_timeout(250)
    link.click()
    return page.locator(".prose")


def proves_and_joins(eyes: Eyes, world: World) -> None:
    """The mail's link, then the birth date that goes with the code kept since sign-up."""
    page = eyes.page
    page.get_by_role("link", name="Ouvrir la boîte de démonstration").click()
    eyes.look("09-mails")
    letter = reads(eyes, world, world.facts["mail"], "adresse")
    eyes.look("10-mail-de-confirmation")
    letter.locator("a[href*='/confirmer/']").click()
    eyes.look("11-confirmer-l-adresse")
    page.get_by_role("button", name="Oui, confirmer").click()
    if page.locator("#id_password").count():
        logs_in(eyes, world, IDENTIFIER, PASSWORD)
    expect(page.get_by_text("Terminez votre adhésion à Jolieville")).to_be_visible()
    eyes.look("12-terminer-l-adhesion")
    page.locator("input[name$=birth_date]").first.fill("2020-01-01")
    eyes.submit(page.get_by_role("button", name="Terminer"))
    assert "Bienvenue" not in page.inner_text("h1"), "a wrong birth date must open nothing"
    page.locator("input[name$=birth_date]").first.fill(world.facts["born"])
    page.get_by_role("button", name="Terminer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue à Jolieville")
    eyes.look("13-bienvenue")
    page.get_by_role("link", name="Aller à l’accueil").click()
    eyes.look("14-accueil")


def joins(eyes: Eyes, world: World, slug: str) -> None:
    """One more commune, the same way."""
    page = eyes.page
    page.goto(f"{world.url}/adherer/")
    if slug == "montclair":
        eyes.look("15-adherer")
    page.locator("input[name=code]").fill(world.facts["codes"][slug])
    page.locator("input[name$=birth_date]").fill(world.facts["born"])
    page.get_by_role("button", name="Adhérer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bienvenue à")


def is_refused_a_spent_code(eyes: Eyes, world: World) -> None:
    """Somebody else's code, already used: refused as a wrong one is, and nothing changes."""
    page = eyes.page
    page.goto(f"{world.url}/adherer/")
    page.locator("input[name=code]").fill(world.facts["codes"]["jolieville"])
    page.locator("input[name$=birth_date]").fill(world.facts["born"])
    eyes.submit(page.get_by_role("button", name="Adhérer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Adhérer à une commune")
    eyes.look("16-code-deja-utilise")


def logs_in(eyes: Eyes, world: World, identifier: str, password: str) -> None:
    """Log in by identifiant; the page the person wanted comes after."""
    page = eyes.page
    if not page.locator("#id_login").count():
        page.goto(f"{world.url}/compte/connexion/")
    page.fill("#id_login", identifier)
    page.fill("#id_password", password)
    eyes.submit(page.get_by_role("main").get_by_role("button", name="Se connecter"))


def logs_out(eyes: Eyes, world: World) -> None:
    """Log out, on the page that asks; somebody signed out is sent home."""
    page = eyes.page
    page.goto(f"{world.url}/compte/deconnexion/")
    if "/deconnexion/" in page.url:
        eyes.submit(page.get_by_role("main").get_by_role("button").first)


def sees_three_communes(eyes: Eyes, world: World) -> None:
    """One login shows them all."""
    page = eyes.page
    page.goto(world.url)
    seen = plain(page.inner_text("main"))
    assert all(name in seen for name in ("Jolieville", "Montclair", "Saint-Aubin-sur-Lys")), seen
    eyes.look("17-accueil-trois-communes")
    page.goto(f"{world.url}/foyer/")
    eyes.look("18-mon-foyer")
