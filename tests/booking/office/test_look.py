"""Each office page of booking in a real browser: axe finds nothing, nothing scrolls sideways."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from booking.models import CalendarEntry, Period
from tenants.context import commune_scope
from tests.booking.office.conftest import TODAY, ask, eat, town
from tests.factories import accounts, booking, families

SHOTS = Path(__file__).parents[3] / "screenshots" / "booking_office"
NAMES = ("Benali", "Lefèvre-Dubois", "Nguyen", "O’Connor", "Petit", "Rousseau", "Sow", "Zhang")


@pytest.fixture
def opened(live: Any, page: Any, client: Any, settings: Any) -> Any:
    """Nadia signed in, a town at work."""
    with commune_scope(live.jolieville):
        made = town(live.jolieville)
        made.canteen.service.capacity = 60
        for opening in (*made.canteen.openings.values(), *made.evenings.values()):
            opening.capacity = 24
            opening.save()
        groups = [
            booking.group(made.canteen.service, name) for name in ("Maternelle", "Élémentaire")
        ]
        made.groups = groups
        for number, name in enumerate(NAMES * 2):
            household = families.family(name)
            adult = families.guardian(household, "Samira")
            child = families.child(
                household,
                ("Yanis", "Éloïse", "Minh", "Liam")[number % 4],
                born=date(2018 + number % 3, 3, 4),
                diet=("", "sans_porc", "", "panier")[number % 4],
            )
            booking.registration(child, made.canteen.service)
            eat(made, child, TODAY, payer=adult)
            if number % 3 == 0:
                booking.registration(child, made.care)
                for day in made.days[3 : 3 + 1 + number % 4]:
                    ask(made, child, day, payer=adult)
        eat(made, made.martin.lea, TODAY)
        eat(made, made.martin.lea, made.days[6])
        ask(
            made,
            made.durand.zoe,
            made.days[4],
            payer=made.durand.guardian,
            state="cancel_requested",
        )
        CalendarEntry.objects.create(
            kind="holiday",
            name="Vacances de Noël",
            starts_on=date(2026, 12, 19),
            ends_on=date(2027, 1, 4),
        )
        CalendarEntry.objects.create(
            kind="closure", name="Grève", starts_on=date(2026, 12, 17), ends_on=date(2026, 12, 18)
        )
        Period.objects.create(
            service=made.care,
            name="Année 2026-2027",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 7, 4),
        )
        agent = accounts.agent(live.jolieville, username="nadia.lebrun")
    client.force_login(agent.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
    page.made, page.base = made, f"{live.url}/c/jolieville/gestion"
    page.bad = []
    return page


def look(page: Any, name: str, path: str, schemes: tuple[str, ...] = ("light", "dark")) -> None:
    """One page at three widths."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.emulate_media(color_scheme="light")
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        answer = page.goto(f"{page.base}{path}")
        if answer.status != 200:
            page.bad.append((name, answer.status))
            return
        page.wait_for_timeout(100)
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        check(page, f"{name}-{width}", width, schemes if width != 768 else ("light",))


def check(page: Any, name: str, width: int, schemes: tuple[str, ...] = ("light",)) -> None:
    over = page.evaluate("document.documentElement.scrollWidth")
    if over > width:
        page.bad.append((name, "overflow", over))
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main .btn, main .chip, main .marks label')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)"
        ".map(e => e.className + ':' + e.textContent.trim().slice(0, 20))"
    )
    if small:
        page.bad.append((name, "small", small[:4]))
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for rule in Axe().run(page).response["violations"]:
            page.bad.append(
                (name, scheme, rule["id"], [n["html"][:160] for n in rule["nodes"][:2]])
            )
    page.emulate_media(color_scheme="light")


def tap_a_child(page: Any, path: str) -> None:
    """A tap is saved at once and the totals follow; a second tap erases it."""
    page.goto(f"{page.base}{path}")
    first = page.locator(".marks").first.get_by_text("Présent")
    first.click()
    page.locator("#totals").get_by_text("16 à pointer").wait_for()
    page.screenshot(path=SHOTS / "day-sheet-tapped-1280.png")
    first.click()
    page.locator("#totals").get_by_text("17 à pointer").wait_for()


@pytest.mark.browser
def test_commissions_are_found_from_the_pages_of_every_day(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after the end of the wishes, beside the requests (R43)."""
    with commune_scope(opened.made.commune):
        for service, name in (
            (opened.made.care, "Soirs de décembre"),
            (opened.made.canteen.service, "Vacances d’hiver, semaines 1 et 2"),
        ):
            booking.commission(service, opened.made.days[-4:], name=name)
    look(opened, "requests-commissions", "/demandes/")
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-05T13:00")
    look(opened, "requests-commissions-over", "/demandes/", schemes=("light",))
    look(opened, "today-commissions", "/", schemes=("light",))
    assert opened.bad == [], "\n".join(map(str, opened.bad))


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_the_day_are_accessible(opened: Any) -> None:
    made = opened.made
    service, lea = made.canteen.service.pk, made.martin.lea.pk
    look(opened, "today", "/")
    look(opened, "requests", "/demandes/")
    look(opened, "day-sheets", "/pointage/")
    look(opened, "day-sheet", f"/pointage/{service}/")
    tap_a_child(opened, f"/pointage/{service}/")
    look(opened, "day-roster", f"/pointage/{service}/imprimer/")
    look(opened, "day-close", f"/pointage/{service}/cloturer/?jour=2026-12-01")
    look(opened, "day-add", f"/pointage/{service}/ajouter/?jour=2026-12-01")
    look(opened, "find", "/reserver/?q=lea")
    look(opened, "desk", f"/reserver/{lea}/?service={service}")
    opened.locator("label.cell").nth(3).click()
    opened.get_by_role("button", name="Continuer").click()
    opened.screenshot(path=SHOTS / "desk-confirm-1280.png", full_page=True)
    check(opened, "desk-confirm", 1280)
    opened.goto(f"{opened.base}/demandes/")
    opened.locator("td.pick label").first.click()
    opened.get_by_role("button", name="Refuser…").click()
    opened.screenshot(path=SHOTS / "refuse-1280.png", full_page=True)
    check(opened, "refuse", 1280)
    assert opened.bad == [], "\n".join(map(str, opened.bad))


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_set_up_are_accessible(opened: Any) -> None:
    made = opened.made
    service, care = made.canteen.service.pk, made.care.pk
    setup = f"/reglages/services/{service}"
    look(opened, "setup", "/reglages/")
    look(opened, "service", f"{setup}/")
    look(opened, "service-edit", f"{setup}/modifier/", ("light",))
    look(opened, "activity", f"{setup}/prestation/", ("light",))
    look(opened, "calendar", "/reglages/calendrier/")
    look(opened, "calendar-fill", "/reglages/calendrier/remplir/")
    look(opened, "calendar-add", "/reglages/calendrier/ajouter/")
    look(opened, "openings", f"{setup}/ouvertures/")
    look(opened, "openings-year", f"{setup}/ouvertures/ouvrir/")
    look(opened, "tariffs", f"{setup}/tarifs/")
    look(opened, "tariff-new", f"/reglages/prestations/{made.canteen.meal.pk}/tarif/")
    look(opened, "registrations", f"{setup}/inscriptions/")
    look(opened, "registrations-add", f"/reglages/services/{care}/inscriptions/ajouter/")
    look(opened, "family-file", f"/familles/{made.martin.family.pk}/", ("light",))
    assert opened.bad == [], "\n".join(map(str, opened.bad))
