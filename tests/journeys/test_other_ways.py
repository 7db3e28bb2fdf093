"""Other ways than a finger and a script: a browser without JavaScript, a keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import booking, joining

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


def test_family_logs_in_books_and_validates_without_javascript(world, tab):
    eyes = tab(java_script_enabled=False)
    page = eyes.page
    joining.logs_in(eyes, world, "paul.durand", world.facts["password"])
    page.get_by_role("link", name="Réserver").first.click()
    care = booking.service(page, "Accueil périscolaire")
    care.get_by_role("link", name="Accueil périscolaire", exact=True).click()
    for _ in range(2):
        page.get_by_role("link", name="Mois suivant").click()
    expect(page.locator(".months strong")).to_have_text("Mars 2027")
    page.locator(booking.FREE).first.click()
    expect(page.locator(".cell.s-in_cart")).to_have_count(1)
    page.get_by_role("button", name="Valider").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    expect(page.get_by_text("Pris en compte")).to_be_visible()
    assert eyes.faults == []


def test_sign_up_is_filled_by_the_keyboard_alone(world, tab):
    """Tab goes through every field in the leaflet's order; Enter sends, and nothing is lost."""
    page = tab().page
    page.goto(f"{world.url}/compte/creer/")
    page.focus("#id_label")
    visited = []
    for _ in range(30):
        visited.append(page.evaluate("document.activeElement.id"))
        if visited[-1] == "id_adhesion_code":
            break
        if visited[-1] == "id_last_name":
            page.keyboard.type("Lenoir")
        page.keyboard.press("Tab")

    fields = [one.removeprefix("id_") for one in visited if one.startswith("id_")]
    assert fields == [
        *("label", "username", "password1", "password2", "secret_question", "secret_answer"),
        *("civility", "last_name", "first_name", "email", "shown_code", "adhesion_code"),
    ]
    page.keyboard.press("Enter")
    expect(page.locator("main .alert, main .errors").first).to_be_visible()
    assert re.search("/compte/creer/", page.url)
    assert page.input_value("#id_last_name") == "Lenoir"
