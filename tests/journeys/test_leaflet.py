"""The whole leaflet in a browser: from a code in an envelope to invoices paid in three communes."""

import pytest
from playwright.sync_api import expect

from tests.journeys import booking, joining, office, paying

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]
YESTERDAY = "2027-01-12"
expect.set_options(timeout=15_000)


def test_leaflet_is_played_from_the_code_to_the_paid_invoices(world, parent, agent):
    """Every page is looked at: axe in light and dark, 390 and 1280 px, nothing wider than 320."""
    _joins(parent, world)
    _as(agent, world, "paul.durand")
    joining.is_refused_a_spent_code(agent, world)
    _books(parent, world)
    _answers(agent, world)
    _bills(agent, world)
    _pays(parent, world)
    _opens_a_commune(agent, world)

    assert parent.faults + agent.faults == []
    assert ", 0 différence." in world.manage("check_books")
    assert "Aucune différence." in world.manage("check_links")


def _joins(parent, world):
    joining.visits(parent, world)
    joining.signs_up(parent, world)
    joining.proves_and_joins(parent, world)
    joining.logs_out(parent, world)
    joining.logs_in(parent, world, joining.IDENTIFIER, joining.PASSWORD)
    joining.joins(parent, world, "montclair")
    joining.joins(parent, world, "saint-aubin-sur-lys")
    joining.sees_three_communes(parent, world)


def _books(parent, world):
    booking.books_days(parent, world)
    parent.page.go_back()
    booking.walks_by_keyboard(parent)
    booking.validates_prepaid(parent, world)
    booking.books_a_week(parent, world)
    booking.books_the_term(parent, world)
    booking.asks(parent, world)
    booking.reports_an_absence(parent, world)
    booking.asks_to_cancel(parent, world)


def _answers(agent, world):
    _as(agent, world, "sylvie.dewaele")
    office.answers_requests(agent, world)
    _as(agent, world, "gaelle.kermadec")
    office.decides_a_cancellation(agent, world)
    office.points_and_closes(agent, world, YESTERDAY)
    office.reads_a_family(agent, world)
    office.surveys(agent, world, "jolieville")


def _bills(agent, world):
    """Three communes bill December; in Jolieville a day was left open."""
    _as(agent, world, "rachid.amrani")
    office.drafts(agent, world, "jolieville", "Régie du restaurant scolaire", looks=True)
    references = office.promotes(agent, looks=True)
    numbers = [int(one.rpartition("-")[2]) for one in references]
    assert references[0].startswith("2027-CA-00-0")
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "no number is missing"
    office.counts_money(agent, world, "jolieville")
    _bill(agent, world, "jolieville", "Régie enfance", ("rachid.amrani", "gaelle.kermadec"))
    assert "57-anomalies" in agent.seen, "the seed leaves a day open"
    regie = "Régie scolaire et périscolaire"
    _bill(agent, world, "montclair", regie, ("roland.chabert", "monique.jourdan"))
    regie = "Régie de Saint-Aubin-sur-Lys"
    assert _bill(agent, world, "saint-aubin-sur-lys", regie, ("sylvie.dewaele",) * 2)


def _bill(agent, world, slug, regie, people):
    """One who bills, one who closes the days left open; the references of the invoices."""
    biller, keeper = people
    _as(agent, world, biller)
    office.drafts(agent, world, slug, regie)
    for sheet in office.days_left_open(agent):
        _as(agent, world, keeper)
        office.closes(agent, world, sheet)
        _as(agent, world, biller)
        office.drafts(agent, world, slug, regie)
    return office.promotes(agent)


def _pays(parent, world):
    joining.reads(parent, world, world.facts["mail"], "^Votre facture")
    parent.look("59-mail-facture")
    paying.chooses(parent, world)
    assert paying.pays_them_all(parent, world) >= 3
    paying.finds_them_paid(parent, world)


def _opens_a_commune(agent, world):
    _as(agent, world, "olga.operatrice")
    office.opens_a_commune(agent, world)


def _as(agent, world, identifier):
    """Change places with another agent."""
    joining.logs_out(agent, world)
    joining.logs_in(agent, world, identifier, world.facts["password"])
