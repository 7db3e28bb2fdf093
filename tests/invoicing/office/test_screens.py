"""Every screen of the régisseur's day in a real browser: axe, no sideways scroll, a picture."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from invoicing.models import Attempt, BillingRun, PaymentAlert
from invoicing.operations import alerts, billing_runs, checkout, payments
from tenants.context import commune_scope
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money

FEBRUARY = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
JANUARY = [date(2027, 1, day) for day in (4, 5, 7)]
LATE = [date(2027, 2, day) for day in (1, 2)]
MARCH = [date(2027, 3, 8)]
QUARANTINE = PaymentAlert.Kind.QUARANTINE


@pytest.fixture
def office(live, page, client, settings):
    """One month issued, one with errors, one alert; a régisseur who also sets régies up."""
    agent = accounts.agent(live.jolieville, Role.REGISSEUR, Role.GESTIONNAIRE)
    with commune_scope(live.jolieville):
        martins = families.martin()
        member = accounts.member(live.jolieville, martins.guardian, username="claire.martin")
        canteen = booking.canteen(martins.children, days=[*JANUARY, *LATE])
        regie = money.regie(canteen.service, phone="04 77 00 00 01")
        payer = martins.guardian
        invoice = money.billed(regie, canteen, martins.lea, payer, JANUARY, now=FEBRUARY)
        payments.receive_at_desk(invoice.id, cents=500, means="cash", by=money.AGENT, now=FEBRUARY)
        evening = booking.canteen(martins.children, days=MARCH, name="Soir", billing="prepaid")
        money.regie(evening.service, code="SO")
        lately = {"promised_at": FEBRUARY, "created_at": FEBRUARY}
        booking.wish(member, martins.lea, evening.meal, MARCH[0], **lately)
        checkout.validate(member, now=FEBRUARY)
        attempt = Attempt.objects.get()
        alert = alerts.raise_for(attempt, QUARANTINE, 350, now=FEBRUARY)
        money.booked(canteen, martins.lea, payer, LATE)
        run = billing_runs.start(regie, LATE[0], by=money.AGENT, now=FEBRUARY)
        issued = BillingRun.objects.get(month=JANUARY[0].replace(day=1))
    client.force_login(agent.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live.url}]
    )

    def paths() -> dict[str, str]:
        def url(name: str, *args: object) -> str:
            return commune_url(live.jolieville, f"invoicing_office:{name}", *args)

        return {
            "campagnes": url("runs"),
            "campagne": url("run", run.id),
            "campagne-emise": url("run", issued.id),
            "factures": url("invoices"),
            "factures-rien": url("invoices") + "?q=zzz",
            "facture": url("invoice", invoice.id),
            "encaisser": url("invoice_collect", invoice.id),
            "paiements": url("payments"),
            "alerte": url("alert", alert.id),
            "compte": url("ledger", payer.pk),
            "regies": url("regies"),
            "regie": url("regie", regie.id),
        }

    return live, run, paths()


def look(page, live, name: str, path: str) -> None:
    folder = Path("screenshots/money-office")
    folder.mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.goto(live.url + path).status == 200, name
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], name


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_screens_have_nothing_for_axe_to_say(office, page, monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-02-20T10:00")
    live, run, paths = office

    for name, path in paths.items():
        look(page, live, name, path)
    with commune_scope(live.jolieville):
        billing_runs.draft(run.id, now=FEBRUARY)
    look(page, live, "campagne-anomalies", paths["campagne"])
    with commune_scope(live.jolieville):
        service = run.regie.service_links.get().service
        money.close(service, LATE, now=FEBRUARY)
        billing_runs.start(run.regie, run.month, by=money.AGENT, now=FEBRUARY)
        billing_runs.draft(run.id, now=FEBRUARY)
    look(page, live, "campagne-verifier", paths["campagne"])
    look(page, live, "emettre", f"{paths['campagne']}emettre/")
