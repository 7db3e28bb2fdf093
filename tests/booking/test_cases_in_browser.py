"""Each case of a scarce place in a real browser, as the person it happens to sees it.

Full, waiting with a rank, offered, refused, closed, deadline passed, wished for, drawn, and the
countdown before booking opens; then the agents' pages behind them. A phone and a desk each time.
"""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import expect

from booking.models import Reservation
from tenants.context import commune_scope
from tenants.operations import outbox
from tests.booking import scarce
from tests.journeys.eyes import DESK, PHONE, Eyes, plain

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIGHT = ("light",)
OFFER_URL = re.compile(r"https?://\S+/offre/\S+/")


@pytest.fixture
def town(live: Any, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The town of ``scarce`` on Tuesday 1 December 2026, with the mails its families got."""
    monkeypatch.setenv("RIBAMBELLE_NOW", scarce.NOW.isoformat())
    with commune_scope(live.jolieville):
        made = scarce.build(live.jolieville)
    made.home = f"{live.url}/c/jolieville"
    made.url = live.url
    return made


def signed_in(page: Any, client: Any, one: Any, town: SimpleNamespace, width: int = PHONE) -> Eyes:
    """Eyes of somebody with an account."""
    client.force_login(one.account)
    page.context.add_cookies(
        [
            {"name": key, "value": kept.value, "url": town.url}
            for key, kept in client.cookies.items()
        ]
    )
    return Eyes(page, width=width)


def see(eyes: Eyes, address: str, name: str, *said: str, schemes: Any = LIGHT) -> None:
    """Go there, read each sentence on the page, and look at it."""
    assert eyes.page.goto(address).status == 200
    text = plain(eyes.page.locator("main").inner_text())
    for sentence in said:
        assert sentence in text, f"{name}: {sentence!r} not in {text}"
    eyes.look(f"cases/{name}", schemes=schemes)


def month(town: SimpleNamespace, of: Any, at: str) -> str:
    return f"{town.home}/reserver/{of.service.pk}/?mois={at}&enfant={town.martin.lea.pk}"


def offers() -> list[str]:
    """The links families were sent, the latest last."""
    found = [OFFER_URL.search(one.body) for one in mail.outbox]
    return [one.group() for one in found if one]


def test_a_parent_reads_each_case_with_its_reason(town, page, client):
    """R21, R38–R44. What another parent's custody changes joins this list."""
    eyes = signed_in(page, client, town.member, town)

    see(
        eyes,
        month(town, town.centre, "2026-12"),
        "waiting-list",
        "Délai passé",
        "Liste d’attente, 2e",
        "Place proposée à accepter avant mer. 2 déc. à 8:00",
        "Fermé",
        "Rejoindre la liste d’attente",
        "Comment la liste d’attente est-elle ordonnée ?",
    )
    see(eyes, month(town, town.sport, "2026-12"), "refused", "En cours", scarce.REFUSAL)
    see(eyes, month(town, town.study, "2026-12"), "full", "Complet")
    see(
        eyes,
        month(town, town.camp, "2027-02"),
        "wishes",
        "Souhaits jusqu’au ven. 18 déc. à 18:00. Pour les jours du 22 au 26 février 2027.",
        "Souhait déposé réponse après le ven. 18 déc.",
        "Faire un souhait jusqu’au ven. 18 déc. à 18:00",
        schemes=("light", "dark"),
    )
    see(
        eyes,
        month(town, town.camp, "2026-12"),
        "drawn",
        "Refusée",
        "sur 6. Complet : la dernière place est allée au rang",
    )
    see(
        eyes,
        f"{town.home}/reservations/",
        "requests",
        "À accepter avant mer. 2 déc. à 8:00",
        "Liste d’attente, 2e",
        "Fratrie : ensemble ou pas du tout",
        "Tirage après le ven. 18 déc. à 18:00",
        scarce.REFUSAL,
    )
    see(
        eyes,
        f"{town.home}/reserver/",
        "services",
        "Des dates ouvrent le lundi 7 décembre à 8 h.",
        "Vacances d’hiver 2027 : neige, poney et théâtre : souhaits jusqu’au ven. 18 déc. à 18:00.",
    )
    page.goto(f"{town.home}/reservations/")
    rows = page.locator(".requests > li")
    assert "Place proposée" in rows.first.inner_text()
    for row in rows.filter(has_text="Refusée").all():
        assert "€" not in row.inner_text()

    assert eyes.faults == []


def test_keyboard_alone_waits_and_wishes(town, page, client):
    """R38, R43: Enter on the cell joins the list or makes a wish, the cart takes both."""
    eyes = signed_in(page, client, town.member, town, DESK)
    for of, at, day, word in (
        (town.centre, "2026-12", "20261222", "Rejoindre la liste d’attente"),
        (town.camp, "2027-02", "20270225", "Faire un souhait"),
    ):
        page.goto(month(town, of, at))
        page.locator(".cell", has_text=word).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#j-{day} .cell")).to_have_class(re.compile("s-in_cart"))

    page.goto(f"{town.home}/panier/")
    page.get_by_role("button", name="Valider").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("valid"))

    assert "liste d’attente" in page.locator("main").inner_text()
    with commune_scope(town.commune):
        made = Reservation.objects.filter(child=town.martin.lea)
        assert made.get(date=scarce.FULL).state == "waitlisted"
        assert made.get(date=scarce.WINTER[3]).commission == town.commission
    assert eyes.faults == []


def test_an_offer_is_answered_in_one_tap_from_its_mail(town, page, monkeypatch):
    """R40: declined, the place goes to the next family, who takes it."""
    eyes = Eyes(page)
    see(
        eyes,
        offers()[-1],
        "offer",
        "Une place s’est libérée",
        "Journée avec repas, mercredi 16 décembre 2026",
        "14,50 € sur la facture de fin de mois",
        "Gardée pour vous jusqu’au mer. 2 déc. à 8:00.",
        schemes=("light", "dark"),
    )

    eyes.submit(page.get_by_role("button", name="Laisser la place"))

    assert "famille suivante" in page.locator("main").inner_text()
    eyes.look("cases/offer-declined", schemes=LIGHT)
    with commune_scope(town.commune):
        outbox.drain(scarce.NOW)
    eyes.page.goto(offers()[-1])
    assert "Éloïse" in page.locator("main").inner_text()
    page.get_by_role("button", name="Accepter la place").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("La place est à vous.")
    eyes.look("cases/offer-accepted", schemes=LIGHT)
    with commune_scope(town.commune):
        states = dict(
            Reservation.objects.filter(date=scarce.OFFERED).values_list(
                "child__first_name", "state"
            )
        )
    assert states["Léa"] == "cancelled"
    assert states["Éloïse"] == "confirmed"
    assert eyes.faults == []


def test_an_offer_past_its_time_says_so(town, page, monkeypatch):
    eyes = Eyes(page)
    monkeypatch.setenv("RIBAMBELLE_NOW", (scarce.NOW + timedelta(hours=25)).isoformat())

    see(eyes, offers()[-1], "offer-late", "Le temps pour répondre est passé")

    assert page.locator("main button").count() == 0
    assert eyes.faults == []


def test_the_countdown_ticks_and_opens_the_calendar(town, page, client, monkeypatch):
    """R43: the commune's clock counts, not the device's; at zero the page lets the family in."""
    page.clock.install(time="2020-02-29T12:00:00Z")
    eyes = signed_in(page, client, town.member, town)
    see(
        eyes,
        month(town, town.sailing, "2027-04"),
        "not-yet-open",
        "Les réservations ouvrent le lundi 7 décembre à 8 h.",
        "Pas encore ouvert",
    )
    page.get_by_role("link", name="Compte à rebours").focus()
    page.keyboard.press("Enter")
    left = page.locator("#countdown")
    expect(left).to_contain_text(re.compile(r"5\sjours\s*2[12]\sh"))
    eyes.look("cases/countdown", schemes=LIGHT)

    monkeypatch.setenv("RIBAMBELLE_NOW", (scarce.OPENS - timedelta(seconds=90)).isoformat())
    page.reload()
    expect(left).to_contain_text(re.compile(r"01\smin"))
    page.clock.run_for(35_000)
    expect(left).to_contain_text(re.compile(r"00\smin"))
    monkeypatch.setenv("RIBAMBELLE_NOW", (scarce.OPENS + timedelta(seconds=5)).isoformat())
    page.clock.run_for(60_000)

    page.wait_for_url(f"{town.home}/reserver/{town.sailing.service.pk}/")
    page.goto(month(town, town.sailing, "2027-04"))
    expect(page.locator("#j-20270412 .cell")).to_have_class(re.compile("s-bookable"))
    assert eyes.faults == []


def test_agents_set_share_and_read(town, page, client):
    """The office's side: windows, limits, lists, commissions before and after the draw."""
    eyes = signed_in(page, client, town.agent, town)
    office = f"{town.home}/gestion"
    of = f"{office}/reglages/services"
    centre, sailing, camp = (one.service.pk for one in (town.centre, town.sailing, town.camp))

    page.goto(f"{of}/{sailing}/places/")
    assert page.locator(".tabs [aria-current]").evaluate(
        "tab => tab.getBoundingClientRect().left < innerWidth"
    )
    see(eyes, f"{of}/{sailing}/places/", "units", "Lun. 7 déc. à 8:00", "Habitants de la commune")
    see(eyes, f"{office}/reglages/ouvertures/{town.sailing.windows[0].pk}/", "window", "Ouvre à")
    see(eyes, f"{of}/{centre}/places/plafond/", "limit", "Nombre de places")
    expect(page.get_by_label("Enfants de 6 ans et plus par adulte")).to_be_hidden()
    page.get_by_label("Encadrement", exact=True).check()
    expect(page.get_by_label("Enfants de 6 ans et plus par adulte")).to_be_visible()
    see(
        eyes,
        f"{office}/attente/",
        "lists",
        "1 sur 1 place prise, dont 1 proposée en attente de réponse",
        "Fratrie : ensemble ou pas du tout",
    )
    see(eyes, f"{of}/{centre}/attente/", "list-settings", "Une liste d’attente")
    see(eyes, f"{of}/{camp}/commissions/", "commissions", "28 souhaits, 6 familles")
    see(eyes, f"{of}/{camp}/commissions/nouvelle/", "commission-new", "Jours à partager, du")
    assert page.get_by_label("Heure de début").input_value() == "08:00"
    see(eyes, f"{office}/commissions/{town.commission.pk}/?essai=1", "commission-trial", "Jour par")
    assert "Léa" not in page.locator("main").inner_text()
    see(eyes, f"{office}/commissions/{town.drawn.pk}/", "commission-drawn", "28, 29, 30 déc.")

    assert eyes.faults == []
