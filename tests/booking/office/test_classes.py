"""« Répartir par classe »: levels chosen once, registrations follow (R11)."""

from typing import Any

import pytest

from booking.models import Opening, Registration
from family.models import Schooling
from tenants.context import commune_scope
from tests.booking.office.conftest import eat, said, text_of
from tests.booking.office.test_look import look, opened  # noqa: F401 - a fixture
from tests.factories import booking


@pytest.fixture
def town(office):
    """Léa in CE1, Hugo in TPS (2½), Zoé without a class; two groups."""
    Schooling.objects.filter(child=office.martin.hugo).update(level="TPS")
    Schooling.objects.filter(child=office.durand.zoe).delete()
    office.small, office.big = (
        booking.group(office.canteen.service, name) for name in ("Maternelle", "Élémentaire")
    )
    office.page = (
        f"{office.base}/reglages/services/{office.canteen.service.pk}/inscriptions/classes/"
    )
    return office


def groups(town):
    found = Registration.objects.filter(service=town.canteen.service)
    return dict(found.values_list("child__first_name", "group__name"))


def test_levels_put_children_in_their_groups_once(town):
    page = town.client.get(town.page)
    assert "1 enfant inscrit n’a pas de classe cette année-là" in text_of(page)
    data = {"level_TPS": town.small.pk, "level_CE1": town.big.pk}
    done = town.client.post(town.page, data, follow=True)
    assert said(done) == ["2\u00a0enfants changent de groupe."]
    assert groups(town) == {"Léa": "Élémentaire", "Hugo": "Maternelle", "Zoé": None}
    again = town.client.post(town.page, data, follow=True)
    assert said(again) == ["Chaque enfant était déjà dans le groupe de sa classe."]
    assert f'<option value="{town.big.pk}" selected>' in text_of(town.client.get(town.page))


def test_booked_day_keeps_its_place_and_the_agent_is_told(town):
    row = eat(town, town.martin.lea, town.days[-1])
    Opening.objects.filter(id=row.opening_id).update(group=town.small)
    done = town.client.post(town.page, {"level_CE1": town.big.pk}, follow=True)
    assert any("garde la place prise" in line for line in said(done))
    row.refresh_from_db()
    assert (row.state, row.opening.group_id) == ("confirmed", town.small.pk)


def test_next_year_reads_the_classes_of_next_year(town):
    Schooling.objects.create(
        child=town.martin.lea, school=town.school, school_year=2027, level="CE2"
    )
    Registration.objects.filter(child=town.martin.lea, service=town.canteen.service).update(
        ends_on="2028-07-01"
    )
    town.client.post(f"{town.page}?annee=2027", {"level_CE2": town.big.pk})
    assert groups(town)["Léa"] == "Élémentaire"
    assert groups(town)["Hugo"] is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("", "Choisissez un groupe pour au moins un niveau."), ("x", "Choisissez un groupe dans")],
)
def test_bad_choice_is_said_and_changes_nothing(town, value, sentence):
    bad = town.client.post(town.page, {"level_CE1": value}, follow=True)
    assert sentence in said(bad)[0]
    assert set(groups(town).values()) == {None}


@pytest.mark.browser
@pytest.mark.slow
def test_page_is_accessible(opened: Any) -> None:  # noqa: F811
    made = opened.made
    with commune_scope(made.commune):
        Schooling.objects.filter(child=made.martin.hugo).update(level="TPS")
    path = f"/reglages/services/{made.canteen.service.pk}/inscriptions/"
    look(opened, "classes", f"{path}classes/")
    look(opened, "registrations", path)
    assert opened.bad == [], "\n".join(map(str, opened.bad))
