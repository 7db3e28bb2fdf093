"""Each page in a real browser: axe finds nothing, nothing scrolls sideways; pictures are kept."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from family.operations import codes, quotients
from tenants.context import commune_scope
from tests.factories import accounts
from tests.family.office import town

SHOTS = Path(__file__).parents[3] / "screenshots" / "family_office"


# On a tablet only the layout is new.
SCREENS = {390: ("light",), 768: (), 1280: ("light", "dark")}


@pytest.fixture
def opened(live: Any, page: Any, now: Any, client: Any, monkeypatch: Any, settings: Any) -> Any:
    """A gestionnaire signed in, Jolieville peopled."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")
    with commune_scope(live.jolieville):
        cast = town.people()
        agent = accounts.agent(live.jolieville, username="nadia.lebrun")
        codes.issue(cast.martin.guardian, channel="letter", by=town.BY, now=now)
        quotients.add(
            cast.martin.guardian,
            value_hundredths=74_250,
            starts_on=town.TODAY,
            ends_on=None,
            source="caf",
            by=town.BY,
            now=now,
        )
    client.force_login(agent.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
    page.cast, page.agent = cast, agent
    page.base = f"{live.url}/c/jolieville/gestion"
    return page


def look(page: Any, name: str, path: str) -> None:
    """One page at three widths and both schemes."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width, schemes in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="light")
        answer = page.goto(f"{page.base}{path}")
        assert answer.status == 200, path
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            said = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
            assert said == [], (name, width, scheme)


@pytest.mark.browser
@pytest.mark.slow
def test_pages_about_families_are_accessible(opened: Any) -> None:
    cast = opened.cast
    family, claire, lea = cast.martin.family.pk, cast.martin.guardian.pk, cast.martin.lea.pk

    look(opened, "list", "/familles/")
    look(opened, "family", f"/familles/{family}/")
    look(opened, "family-new", "/familles/nouveau/")
    look(opened, "guardian", f"/responsables/{claire}/")
    look(opened, "quotient", f"/responsables/{claire}/quotient/")
    look(opened, "child", f"/enfants/{lea}/")
    look(opened, "codes", "/codes/?afficher=tous")
    look(opened, "schools", "/ecoles/")
    look(opened, "search", "/recherche/?q=lea")
    look(opened, "close", f"/familles/{family}/clore/")


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_set_up_are_accessible(opened: Any, tmp_path: Path) -> None:
    file = tmp_path / "familles.csv"
    file.write_text(
        "Numéro de dossier;Nom responsable;Prénom responsable;Email responsable;Prénom enfant;"
        "Date de naissance;École;Niveau\n"
        "2001;Garcia;Lucie;lucie.garcia@exemple.fr;Nino;12/04/2019;École Jules Ferry;CE1\n"
        "2002;Haddad;Karim;karim.haddad@exemple.fr;Sofia;31/02/2018;École Pasteur;CE2\n"
    )

    look(opened, "agents", "/agents/")
    look(opened, "agent", f"/agents/{opened.agent.account.pk}/")
    look(opened, "commune", "/commune/")
    look(opened, "import", "/import/")
    opened.set_input_files("input[type=file]", file)
    opened.get_by_role("button", name="Vérifier").click()
    look(opened, "import-errors", opened.url.partition("/gestion")[2])
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:2]))
    opened.goto(f"{opened.base}/import/")
    opened.set_input_files("input[type=file]", file)
    opened.get_by_role("button", name="Vérifier").click()
    look(opened, "import-good", opened.url.partition("/gestion")[2])
    opened.get_by_role("button", name="Importer").click()
    opened.get_by_text("Le fichier est importé").wait_for()
