"""The commune's public page, *Réserver*, the history of requests."""

from datetime import date

from booking.models import Service
from tenants.context import commune_scope
from tests.factories import accounts, booking, families


def text(page):
    return page.content.decode()


def test_commune_page_needs_no_log_in_and_shows_services_and_contact(home, client):
    with commune_scope(home.commune):
        Service.objects.update(description="Le midi", place="École Jules-Ferry")
        booking.service("Secret", is_active=False)
    client.logout()

    page = text(client.get("/c/jolieville/"))

    assert "Restaurant scolaire" in page
    assert "École Jules-Ferry" in page
    assert "01 23 45 67 89" in page
    assert "Pas encore inscrit" in page
    assert "Secret" not in page
    assert "Léa" not in page


def test_commune_page_leads_its_families_to_booking(home):
    page = text(home.client.get("/c/jolieville/"))

    assert 'href="/c/jolieville/reserver/"' in page
    assert "Pas encore inscrit" not in page


def test_services_are_those_of_my_children(home):
    with commune_scope(home.commune):
        booking.canteen(name="Centre du mercredi")

    page = text(home.client.get("/c/jolieville/reserver/"))

    assert "Restaurant scolaire" in page
    assert f"{home.url}?enfant={home.lea.pk}" in page
    assert "Centre du mercredi" not in page


def test_services_without_a_registered_child_say_what_to_do(communes, client):
    with commune_scope(communes.jolieville):
        new = accounts.member(communes.jolieville, families.martin().guardian)
    client.force_login(new.account)

    page = text(client.get("/c/jolieville/reserver/"))

    assert "Aucun enfant inscrit à un service" in page


def test_booking_from_anywhere_leads_to_the_only_commune(home):
    answer = home.client.get("/reserver/")

    assert answer["Location"] == "/c/jolieville/reserver/"


def test_booking_from_anywhere_shows_each_commune(home, communes):
    with commune_scope(communes.montclair):
        other = families.martin()
        booking.canteen([other.lea], name="Cantine de Montclair")
        accounts.join(home.member.account, communes.montclair, other.guardian)

    page = text(home.client.get("/reserver/"))

    assert "Restaurant scolaire" in page
    assert "Cantine de Montclair" in page


def test_account_without_a_commune_is_led_to_its_code(db, client):
    client.force_login(accounts.account())

    assert "Saisir mon code" in text(client.get("/reserver/"))


def test_history_shows_states_and_reasons_and_groups_what_was_asked_together(home):
    with commune_scope(home.commune):
        days = [date(2027, 1, 14), date(2027, 1, 15)]
        order = booking.reservation(
            home.lea, home.canteen.openings[days[0]], home.guardian, state="requested"
        ).order_uid
        booking.reservation(
            home.lea,
            home.canteen.openings[days[1]],
            home.guardian,
            state="requested",
            order_uid=order,
        )
        booking.reservation(
            home.hugo,
            home.canteen.openings[days[0]],
            home.guardian,
            state="refused",
            reason="Effectif atteint",
        )

    page = text(home.client.get("/c/jolieville/reservations/?tout=1"))

    assert "Léa · Repas · 14, 15\u00a0janv." in page
    assert "7,00\u00a0€" in page
    assert "Effectif atteint" in page


def test_history_shows_nothing_of_another_family(home, strangers):
    with commune_scope(home.commune):
        booking.reservation(
            strangers.zoe,
            home.canteen.openings[date(2027, 1, 14)],
            strangers.guardian,
            state="requested",
        )

    page = text(home.client.get("/c/jolieville/reservations/?tout=1"))

    assert "Zoé" not in page
    assert "Aucune demande ici" in page


def test_menu_leads_to_every_commune_and_is_lit_in_each(home):
    page = text(home.client.get("/c/jolieville/reserver/"))

    assert '<a href="/reserver/" aria-current="page">' in page
