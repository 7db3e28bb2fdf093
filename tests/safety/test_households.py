"""R72: a child shared by two households; neither reads a word, a price or a child of the other."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from booking.models import Service
from booking.operations import agents, carts, requests, reservations
from booking.operations.outcomes import Wish
from family.models import CustodyPlan, Message
from shared import clock
from tenants.context import commune_scope
from tenants.operations import outbox
from tests.factories import accounts, booking, families
from tests.safety.test_canary import LINK

pytestmark = [pytest.mark.django_db]
# What is Marc's: his street, his quotient, his prices, his other child, his mail and telephone.
HIS = ["Moulin-Secret", "Aubrac", "300,00", "marc.bernard@", "06 55", "Éva", "2,11", "1,17", "4,22"]
HERS = ["Tilleuls", "850,00", "claire.martin@", "Hugo", "3,53", "1,89"]


@pytest.fixture
def homes(communes, monkeypatch):
    """A monthly canteen that answers itself, a care on request, a prepaid centre, both booked."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")
    with commune_scope(communes.jolieville):
        now = clock.now()
        hers = families.martin()
        hers.family.address = "2 allée des Tilleuls"
        hers.family.save()
        his = families.apart(hers)
        hers.member = accounts.member(communes.jolieville, hers.guardian)
        his.member = accounts.member(communes.jolieville, his.guardian)
        day = now.date() + timedelta(days=13)  # Monday 14 December, Claire's
        days = [day + timedelta(days=n) for n in (0, 1, 7, 8, 10)]
        grids = {
            "Restaurant": ((0, 70_000, 211), (70_000, None, 353)),
            "Accueil du soir": ((0, 70_000, 117), (70_000, None, 189)),
            "Centre": ((0, 70_000, 422), (70_000, None, 706)),
        }
        for name, prices in grids.items():
            made = booking.canteen([hers.lea, hers.hugo, his.eva], days=days, name=name)
            made.meal.tariffs.all().delete()
            booking.tariff(made.meal, prices)
            if name == "Centre":
                made.service.billing = Service.Billing.PREPAID
            if name == "Accueil du soir":
                made.service.booking_answer = "manual"
            made.service.save()
            for home in (hers, his):
                reservations.place(
                    [Wish(hers.lea.id, made.meal.id, one) for one in days],
                    guardian_id=home.guardian.id,
                    by=home.member.actor,
                    now=now,
                )
        agent = accounts.agent(communes.jolieville)
        asked = hers.lea.reservations.filter(state="requested")
        requests.refuse(
            [asked.get(date=days[2]).id], "Quotient 300,00 à revoir", by=agent.actor, now=now
        )
        agents.cancel_for(
            [hers.lea.reservations.filter(state="confirmed", payer=his.guardian)[0].id],
            by=agent.actor,
            now=now,
            motive="Erreur",
        )
        outbox.drain(now)
        yield hers, his


def pages_of(account) -> dict[str, str]:
    """Every page the person reaches by links, the months around December only."""
    client = Client()
    client.force_login(account)
    seen: dict[str, str] = {}
    waiting = ["/", "/foyer/", "/c/jolieville/", "/messages/"]
    while waiting:
        path = waiting.pop(0)
        other = re.search(r"mois=(\d{4}-\d{2})", path)
        if path in seen or (other and other[1] not in {"2026-12", "2027-01"}):
            continue
        if not path.startswith("/") or path.startswith(("//", "/static/", "/deconnexion")):
            continue
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        seen[path] = re.sub(r"&nbsp;|\u00a0|\u202f", " ", body.decode(errors="replace"))
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"])
        elif "html" in answer.headers.get("Content-Type", ""):
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(seen[path])]
    return seen


def leaks(account, words) -> dict[str, list[str]]:
    seen = pages_of(account)
    assert len(seen) > 15
    assert any("Léa" in said for said in seen.values())
    return {
        path: found
        for path, said in seen.items()
        if (found := [word for word in words if word in said])
    }


def test_claire_reads_nothing_of_marc(homes):
    hers, his = homes
    assert hers.lea.reservations.filter(payer=his.guardian).count() > 3
    assert leaks(hers.member.account, HIS) == {}


def test_marc_reads_nothing_of_claire(homes):
    hers, his = homes
    assert leaks(his.member.account, HERS) == {}


def test_both_may_book_and_still_read_no_price_of_the_other(homes):
    hers, his = homes
    CustodyPlan.objects.update(bookers="both")
    assert leaks(hers.member.account, HIS) == {}
    assert leaks(his.member.account, HERS) == {}


def test_what_is_done_on_a_day_the_other_pays_tells_no_amount(homes):
    """Cart, *Valider* and its page: a day of Marc's booked by Claire, another given back."""
    hers, his = homes
    CustodyPlan.objects.update(bookers="both")
    rows = hers.lea.reservations.filter(payer=his.guardian, activity__service__name="Restaurant")
    free, booked = rows.get(state="cancelled"), rows.filter(state="confirmed")[0]
    for row in (free, booked):
        carts.toggle(
            hers.member,
            child_id=hers.lea.id,
            activity_id=row.activity_id,
            day=row.date,
            now=clock.now(),
        )
    assert leaks(hers.member.account, HIS) == {}

    client = Client()
    client.force_login(hers.member.account)
    page = client.post("/c/jolieville/valider/", {"agreed": "0"}, follow=True)
    said = re.sub(r"&nbsp;|\u00a0|\u202f", " ", page.content.decode())
    assert "réglé par l’autre parent" in said
    assert [word for word in [*HIS, "0,00 €"] if word in said.split("<main")[1]] == []
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    assert rows.filter(date=free.date, state="confirmed", price_cents=211).exists()
    assert leaks(hers.member.account, HIS) == {}


def test_no_mail_carries_what_is_the_other_s(homes, mailoutbox):
    hers, his = homes
    assert Message.objects.filter(guardian=hers.guardian).exists()
    for home, words in ((hers, HIS), (his, HERS)):
        said = " ".join(str(one.facts) for one in Message.objects.filter(guardian=home.guardian))
        assert [word for word in words if word in said.replace("\u00a0", " ")] == []
