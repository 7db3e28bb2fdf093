"""Issue 3, bad input: rules that cannot be, wishes out of time; a sentence, and nothing changes."""

import html
import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from booking.models import (
    ActivityLink,
    BookingWindow,
    CapacityLimit,
    CartLine,
    Commission,
    Opening,
    Period,
    Reservation,
)
from booking.operations import offer_links
from tenants.context import commune_scope
from tests.access import snapshot
from tests.access.world import MARCH, NOW
from tests.factories import booking

pytestmark = [pytest.mark.django_db]
OFFICE = "/c/jolieville/gestion"
SET_UP = f"{OFFICE}/reglages"
WINDOW = {"opens_on": "2027-02-08", "opens_time": "08:00"}


@pytest.fixture
def joli(world) -> SimpleNamespace:
    """Jolieville: an agent and a parent signed in, each answer followed and compared."""
    town = world.jolieville
    town.service = f"{SET_UP}/services/{town.own['service_id']}"
    town.free = f"{SET_UP}/services/{town.own['free_service_id']}"
    town.as_agent = watched(town.agents["gestionnaire"])
    town.as_parent = watched(town.parent)
    return town


def watched(account: Any) -> Any:
    """``ask(path, data)`` posts, follows, and returns what people read; nothing must change."""
    client = Client()
    client.force_login(account)

    def ask(path: str, data: dict[str, Any]) -> str:
        before = snapshot.taken()
        answer = client.post(path, data, follow=True)
        assert answer.status_code in {200, 422}, answer.status_code
        assert snapshot.changed(before, snapshot.taken()) == []
        return read(answer)

    return ask


def read(answer: Any) -> str:
    """The page's words, spaces made plain."""
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return re.sub(r"\s+", " ", text)


def cell(own: Any, day: date, club: str = "canteen") -> dict[str, str]:
    return {"cell": f"{own['child_id']}|{own[club].meal.pk}|{day}", "mois": f"{day:%Y-%m}"}


# Overlapping rules.


def test_a_second_deadline_at_the_same_place_is_refused(joli):
    """R20: the rule that is there is named."""
    data = {"act": "book", "kind": "days_before", "days": "3", "at_time": "10:00"}

    said = joli.as_agent(f"{joli.service}/delais/nouveau/", data)

    assert "existe déjà" in said
    assert "deux jours ouvrés avant" in said


def test_a_window_over_dates_another_opens_for_the_same_families_is_refused(joli):
    """R43: the canteen's families would have two openings for March."""
    with commune_scope(joli.commune):
        service = joli.own["canteen"].service
        BookingWindow.objects.update(residence="")
        period = Period.objects.create(
            service=service, name="Fin mars", starts_on=MARCH[2], ends_on=MARCH[-1]
        )

    said = joli.as_agent(f"{joli.service}/places/ouverture/", WINDOW | {"period_id": period.pk})

    assert "Ces familles ont déjà une ouverture pour ces dates, le mar. 1er sept. à 2:00" in said


def test_two_limits_of_one_name_never_count_the_same_dates(joli):
    """R37: « Total » counts from September; another one from March would rule beside it."""
    own = joli.own
    data = {
        "name": "Total",
        "kind": "room",
        "activity_ids": str(own["activity_id"]),
        "places": "500",
        "under_six_ratio": "10",
        "from_six_ratio": "14",
        "starts_on": "2027-03-01",
    }

    said = joli.as_agent(f"{joli.service}/places/plafond/", data)

    assert "Un plafond « Total » compte déjà ces dates" in said
    with commune_scope(joli.commune):
        CapacityLimit.objects.update(ends_on=date(2027, 3, 1))
    client = Client()
    client.force_login(joli.agents["gestionnaire"])
    assert client.post(f"{joli.service}/places/plafond/", data).status_code == 302


@pytest.mark.parametrize(
    ("turned", "sentence"),
    [(False, "Ces deux prestations sont déjà liées"), (True, "se demanderaient l’une l’autre")],
)
def test_a_link_made_twice_or_in_a_circle_is_refused(joli, turned, sentence):
    with commune_scope(joli.commune):
        link = ActivityLink.objects.get()
    ends = [str(link.activity_id), str(link.other_id)]
    one, other = reversed(ends) if turned else ends

    said = joli.as_agent(
        f"{joli.free}/places/lien/", {"activity": one, "other": other, "kind": "requires"}
    )

    assert sentence in said


# Impossible patterns.


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"jour": []}, "Choisissez au moins un jour de la semaine."),
        ({"jour": "2"}, "Le service n’ouvre pas ce jour de la semaine."),
        ({"jour": "lundi"}, "Le service n’ouvre pas ce jour de la semaine."),
        ({"du": "2027-03-31", "au": "2027-03-01"}, "La fin précède le début."),
        ({"du": "2027-02-30"}, "Cette date n’existe pas."),
        ({"au": ""}, "Indiquez une date."),
    ],
)
@pytest.mark.parametrize("kept", [{}, {"garder": "on"}], ids=["once", "kept"])
def test_a_pattern_that_cannot_be_is_refused(joli, wrong, sentence, kept):
    """*Vue période*, once or kept as a rhythm."""
    own = joli.own
    data = {
        "enfant": str(own["child_id"]),
        "prestation": str(own["activity_id"]),
        "jour": "3",
        "du": "2027-03-01",
        "au": "2027-03-31",
        "semaines": "all",
    }

    said = joli.as_parent(
        f"/c/jolieville/reserver/{own['service_id']}/periode/ajouter/", data | kept | wrong
    )

    assert sentence in said


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"jour": []}, "Choisissez au moins un jour de la semaine."),
        ({"jour": "6"}, "Le service n’ouvre pas ce jour de la semaine."),
        ({"au": "2026-01-01"}, "La fin du rythme doit être à venir."),
        ({"au": "demain"}, "Cette date n’existe pas."),
    ],
)
def test_a_rhythm_changed_into_one_that_cannot_be_is_refused(joli, wrong, sentence):
    data = {"jour": "3", "semaines": "all", "au": "2027-06-30"}

    said = joli.as_parent(f"/c/jolieville/rythmes/{joli.own['pattern_id']}/changer/", data | wrong)

    assert sentence in said


# A capacity lowered under what is booked: the agent must choose.


def test_places_of_a_day_lowered_under_what_is_booked_name_the_days(joli):
    with commune_scope(joli.commune):
        days = [joli.own["canteen"].openings[day] for day in MARCH[:2]]
        taken = {Opening.objects.get(pk=one.pk).taken for one in days}
    assert taken == {2}

    said = joli.as_agent(
        f"{joli.service}/ouvertures/changer/",
        {"mois": "2027-03", "capacity": "1", "row": [str(one.pk) for one in days]},
    )

    assert "déjà inscrits le 1er, 2 mars : gardez au moins 2 places, ou annulez" in said


def test_a_limit_lowered_under_what_is_booked_names_the_days(joli):
    own = joli.own

    said = joli.as_agent(
        f"{joli.service}/places/plafond/",
        {
            "name": "Salle du bas",
            "kind": "room",
            "activity_ids": str(own["activity_id"]),
            "places": "1",
            "under_six_ratio": "10",
            "from_six_ratio": "14",
            "starts_on": "2027-02-01",
        },
    )

    assert "déjà inscrits le 1er, 2 mars : choisissez un plafond plus haut, ou annulez" in said


# Wishes out of their window.


@pytest.mark.parametrize(
    ("opens", "closes", "sentence"),
    [
        (1, 9, "Les souhaits se déposent du mar. 2 févr."),
        (-9, 0, "Les souhaits se déposaient jusqu’au lun. 1er févr."),
    ],
)
def test_a_wish_outside_the_window_of_a_commission_is_refused(joli, opens, closes, sentence):
    """R43: at the tap."""
    own = joli.own
    with commune_scope(joli.commune):
        booking.commission(
            own["canteen"].service,
            MARCH[2:4],
            opens_at=NOW + timedelta(days=opens),
            closes_at=NOW + timedelta(days=closes),
        )

    said = joli.as_parent(f"/c/jolieville/reserver/{own['service_id']}/jour/", cell(own, MARCH[2]))

    assert sentence in said


def test_a_wish_validated_after_its_window_stays_in_the_cart_with_its_reason(joli):
    """R43: it was in the cart in time; *Valider* is not."""
    own = joli.own
    with commune_scope(joli.commune):
        line = CartLine.objects.get(pk=own["line_id"])
        booking.commission(
            own["canteen"].service, [line.date], closes_at=NOW - timedelta(minutes=1)
        )
        before = Reservation.objects.count()
    client = Client()
    client.force_login(joli.parent)

    said = read(client.post("/c/jolieville/valider/", follow=True))

    assert "Les souhaits se déposaient jusqu’au lun. 1er févr. à 9:59" in said
    with commune_scope(joli.commune):
        assert Reservation.objects.count() == before
        assert CartLine.objects.filter(pk=line.pk).exists()


def test_a_day_that_does_not_book_yet_is_refused_with_the_hour(joli):
    own = joli.own
    with commune_scope(joli.commune):
        BookingWindow.objects.create(service=own["club"].service, opens_at=NOW + timedelta(days=7))

    said = joli.as_parent(
        f"/c/jolieville/reserver/{own['club'].service.pk}/jour/", cell(own, MARCH[4], "club")
    )

    assert "Les réservations ouvrent le lun. 8 févr. à 10:00" in said


# Offers.


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_an_offer_after_its_time_changes_nothing(joli, act):
    """R40: the time is over, the next family has the place."""
    said = joli.as_parent(f"{offered(joli, hours=-1)}reponse/", {"act": act})

    assert "Le temps pour répondre est passé" in said


@pytest.mark.parametrize("second", ["accept", "decline"])
def test_an_offer_accepted_is_not_answered_again(joli, second):
    path = offered(joli, hours=5)
    client = Client()
    assert "La place est gardée" in read(
        client.post(f"{path}reponse/", {"act": "accept"}, follow=True)
    )

    said = joli.as_parent(f"{path}reponse/", {"act": second})

    assert "Vous avez déjà accepté cette place" in said


def offered(joli: SimpleNamespace, *, hours: int) -> str:
    """The page of a place proposed until so many hours from now."""
    with commune_scope(joli.commune):
        row = Reservation.objects.get(pk=joli.own["waiting_id"])
        row.state, row.offered_at = "held", NOW - timedelta(days=1)
        row.held_until = NOW + timedelta(hours=hours)
        row.save()
        Opening.objects.filter(pk=row.opening_id).update(taken=1)
        return offer_links.path(row.order_uid)


# Commissions.


def commission(**changed: str) -> dict[str, str]:
    return {
        "name": "Printemps",
        "first": "2027-03-01",
        "last": "2027-03-05",
        "open_day": "2027-02-02",
        "open_at": "08:00",
        "close_day": "2027-02-12",
        "close_at": "18:00",
    } | changed


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"close_day": "2027-02-02", "close_at": "08:00"}, "La fin des souhaits doit suivre"),
        ({"close_day": "2027-01-31", "open_day": "2027-01-01"}, "est déjà passée"),
        ({"last": "2027-02-28"}, "La fin doit suivre le début."),
        ({}, "« Commission Zibeline » partage déjà une partie de ces jours"),
    ],
)
def test_a_commission_that_cannot_be_is_refused(joli, changed, sentence):
    said = joli.as_agent(f"{joli.free}/commissions/nouvelle/", commission(**changed))

    assert sentence in said


@pytest.mark.parametrize("door", ["attribuer", "modifier", "annuler"])
def test_a_drawn_commission_changes_no_more(joli, door):
    """R43: drawing twice gives the first result; its days and its end stay."""
    page = f"{OFFICE}/commissions/{joli.own['commission_id']}"

    said = joli.as_agent(f"{page}/{door}/", commission(reason="Erreur"))

    if door != "attribuer":
        assert "Cette commission est terminée" in said


def test_a_draw_before_the_end_of_the_wishes_is_refused(joli):
    with commune_scope(joli.commune):
        one = booking.commission(
            joli.own["canteen"].service,
            MARCH[2:4],
            closes_at=datetime(2027, 2, 12, 17, tzinfo=NOW.tzinfo),
        )

    said = joli.as_agent(f"{OFFICE}/commissions/{one.pk}/attribuer/", {})

    assert "Les familles peuvent déposer leurs souhaits jusqu’au ven. 12 févr. à 18:00" in said
    with commune_scope(joli.commune):
        assert Commission.objects.get(pk=one.pk).state == "open"
