"""The town hall's side: the morning, answers, the day sheet, a month billed; a commune opened."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.eyes import Eyes, plain
from tests.journeys.world import World

REASON = "Il n’y a plus de place ce jour-là."


def office(world: World, slug: str, path: str = "") -> str:
    """An address of a commune's office."""
    return f"{world.url}/c/{slug}/gestion/{path}"


def answers_requests(eyes: Eyes, world: World) -> None:
    """The morning page, then in bulk: two accepted, one refused with its reason."""
    page = eyes.page
    page.goto(office(world, "saint-aubin-sur-lys"))
    expect(page.get_by_role("heading", name="Demandes à traiter")).to_be_visible()
    eyes.look("40-aujourd-hui")
    page.goto(office(world, "saint-aubin-sur-lys", "demandes/"))
    eyes.look("41-demandes")
    boxes = _day_by_day(eyes)
    assert len(boxes) == 3
    boxes[0].check()
    boxes[1].check()
    eyes.submit(page.get_by_role("button", name="Accepter la sélection"))
    boxes = _day_by_day(eyes)
    assert len(boxes) == 1
    boxes[0].check()
    eyes.submit(page.get_by_role("button", name="Refuser…"))
    page.get_by_label(REASON).check()
    eyes.look("42-refuser")
    eyes.submit(page.get_by_role("button", name="Refuser et prévenir"))
    page.goto(office(world, "saint-aubin-sur-lys", "demandes/"))
    assert "Camille Petit" not in page.inner_text("main")


def decides_a_cancellation(eyes: Eyes, world: World) -> None:
    """Avec ou sans remboursement: the agent chooses, the family is told."""
    page = eyes.page
    page.goto(office(world, "jolieville", "demandes/?demande=cancel"))
    eyes.look("43-annulations")
    row = page.locator("tbody tr", has_text="Petit").first
    row.locator("select").select_option("without")
    row.locator("input[type=checkbox]").check()
    eyes.submit(page.get_by_role("button", name="Accepter la sélection"))
    expect(page.locator("tbody tr", has_text="Petit")).to_have_count(0)


def points_and_closes(eyes: Eyes, world: World, day: str) -> None:
    """The sheet of a day: one absent, everybody else present, then *Clôturer la journée*."""
    page = eyes.page
    page.goto(office(world, "jolieville", f"pointage/?jour={day}"))
    eyes.look("44-pointage")
    eyes.submit(page.get_by_role("link", name=re.compile("Ouvrir la feuille.*Restaurant scolaire")))
    page.locator("label", has_text=re.compile("^Absent")).first.click()
    page.once("dialog", lambda dialog: dialog.accept())
    eyes.submit(page.get_by_role("button", name="Tous présents"))
    eyes.look("45-feuille-du-jour")
    eyes.submit(page.get_by_role("link", name="Clôturer la journée…"))
    eyes.look("46-cloturer")
    page.get_by_role("button", name="Clôturer la journée").click()
    expect(page.get_by_text("La journée est close.").first).to_be_visible()


def reads_a_family(eyes: Eyes, world: World) -> None:
    """A family found by its name, its file, and an hour at the counter."""
    page = eyes.page
    page.goto(office(world, "jolieville", "familles/"))
    eyes.look("47-familles")
    page.goto(office(world, "jolieville", "recherche/?q=petit"))
    eyes.submit(page.locator("main").get_by_role("link", name=re.compile("Petit")).first)
    eyes.look("48-dossier-famille")


def drafts(eyes: Eyes, world: World, slug: str, regie: str, *, looks: bool = False) -> None:
    """December of a régie, drafted in the background; ends on its review or its anomalies."""
    page = eyes.page
    page.goto(office(world, slug, "facturation/"))
    if looks:
        eyes.look("50-facturation")
    page.get_by_label("Régie").select_option(label=regie)
    page.get_by_label("Mois").select_option("2026-12-01")
    eyes.submit(page.get_by_role("button", name="Calculer les brouillons"))
    expect(page.get_by_role("button", name="Relancer le calcul")).to_be_visible(timeout=30_000)


def promotes(eyes: Eyes, *, looks: bool = False) -> list[str]:
    """From the review to numbered invoices; their references, in order."""
    page = eyes.page
    if looks:
        eyes.look("51-brouillons")
    eyes.submit(page.get_by_role("link", name="Émettre les factures…"))
    if looks:
        eyes.look("52-emettre")
    eyes.submit(page.get_by_role("button", name=re.compile("^Émettre")))
    expect(page.locator("td", has_text=re.compile(r"2027-\w+-00-\d+")).first).to_be_visible()
    if looks:
        eyes.look("53-factures-emises")
    return sorted(set(re.findall(r"2027-\w+-00-\d+", page.inner_text("main"))))


def days_left_open(eyes: Eyes) -> list[str]:
    """Nothing is drafted while a day is open: each anomaly leads to its sheet."""
    links = eyes.page.get_by_role("link", name=re.compile("^Ouvrir la feuille du jour")).all()
    if links:
        eyes.look("57-anomalies")
    return [str(link.get_attribute("href")) for link in links]


def closes(eyes: Eyes, world: World, sheet: str) -> None:
    """The day left open, closed as it was booked."""
    page = eyes.page
    page.goto(f"{world.url}{sheet}")
    page.get_by_role("link", name="Clôturer la journée…").click()
    page.get_by_role("button", name="Clôturer la journée").click()
    expect(page.get_by_text("La journée est close.").first).to_be_visible()


def _day_by_day(eyes: Eyes) -> list[Any]:
    """The boxes of Camille's requests, one a day."""
    page = eyes.page
    link = page.get_by_role("link", name="Répondre jour par jour")
    if link.count():
        eyes.submit(link)
    return page.locator("tbody tr", has_text="Camille Petit").locator("input[type=checkbox]").all()


def surveys(eyes: Eyes, world: World, slug: str) -> None:
    """Every other page of the office: set-up, codes, imports, payments, régies, agents."""
    page = eyes.page
    for name, path in {
        "80-services": "reglages/",
        "81-calendrier": "reglages/calendrier/",
        "82-codes": "codes/",
        "83-importer": "import/",
        "84-ecoles": "ecoles/",
        "85-agents": "agents/",
        "86-commune": "commune/",
        "93-regies": "regies/",
        "87-reserver-pour-une-famille": "reserver/?q=petit",
    }.items():
        answer = page.goto(office(world, slug, path))
        assert answer.ok, f"{path}: {answer.status}"
        eyes.look(name)
    page.goto(office(world, slug, "reglages/"))
    eyes.submit(page.locator("main").get_by_role("link", name="Restaurant scolaire").first)
    eyes.look("88-service")
    here = page.url
    for name, part in {
        "89-ouvertures": "ouvertures/",
        "90-delais": "delais/",
        "91-tarifs": "tarifs/",
        "92-inscriptions": "inscriptions/",
    }.items():
        answer = page.goto(f"{here}{part}")
        assert answer.ok, f"{part}: {answer.status}"
        eyes.look(name)


def counts_money(eyes: Eyes, world: World, slug: str) -> None:
    """The régisseur's lists: invoices, payments."""
    page = eyes.page
    for name, path in {
        "54-factures": "factures/",
        "55-paiements": "paiements/",
    }.items():
        answer = page.goto(office(world, slug, path))
        assert answer.ok, f"{path}: {answer.status}"
        eyes.look(name)


def opens_a_commune(eyes: Eyes, world: World) -> None:
    """The operator provisions a commune; it has its page and its address at once."""
    page = eyes.page
    page.goto(f"{world.url}/operateur/")
    eyes.look("95-operateur")
    eyes.submit(page.get_by_role("link", name="Nouvelle commune").first)
    page.locator("[name=name]").fill("Valfleuri")
    page.locator("[name=slug]").fill("valfleuri")
    page.locator("[name=short_code]").fill("VALF")
    page.locator("[name=school_zone]").select_option("C")
    page.locator("[name=postcode]").fill("31999")
    page.locator("[name=city]").fill("Valfleuri")
    page.locator("[name=email]").fill("mairie@valfleuri.exemple.fr")
    page.locator("[name=phone]").fill("05 00 00 40 40")
    eyes.look("96-nouvelle-commune")
    page.get_by_role("button", name="Créer la commune").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valfleuri")
    for _ in range(60):
        if page.request.get(f"{world.url}/c/valfleuri/").ok:
            break
        page.wait_for_timeout(500)
    page.goto(f"{world.url}/c/valfleuri/")
    assert "Valfleuri" in plain(page.inner_text("h1"))
    page.goto(f"{world.url}/operateur/")
    eyes.look("97-communes")
    page.goto(f"{world.url}/operateur/journal/")
    eyes.look("98-journal")
