"""*Mon foyer*: one's own file, and of the others only what the same file knows (R69)."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from family.models import School, Schooling
from family.selectors import household
from tenants.context import commune_scope
from tests.factories import accounts, families

TODAY = date(2026, 12, 1)


def test_of_member_tells_school_quotient_and_rights(scope):
    martin = families.martin()
    school = School.objects.create(name="École Prévert")
    Schooling.objects.create(
        child=martin.lea, school=school, school_year=2026, level="CE1", class_name="Mme Roux"
    )
    member = accounts.member(scope, martin.guardian)
    file = household.of_member(member, today=TODAY)
    lea, hugo = file.children
    assert (lea.name, lea.born, lea.school) == (
        "Léa Martin",
        "14\u00a0mai\u00a02019",
        "École Prévert",
    )
    assert (lea.class_name, hugo.school) == ("CE1 (Mme Roux)", "")
    assert (file.quotient.value, file.quotient.since) == (85_000, "1er\u00a0janvier\u00a02026")


def test_of_member_costs_the_same_for_one_and_three_children(scope):
    counts = []
    for name, born in (("Martin", 1), ("Durand", 3)):
        home = families.family(name)
        adult = families.guardian(home)
        for place in range(born):
            families.child(home, f"Enfant {place}", born=date(2018 + place, 1, 2))
        member = accounts.member(scope, adult)
        with CaptureQueriesContext(connection) as counted:
            assert len(household.of_member(member, today=TODAY).children) == born
        counts.append(len(counted))
    assert counts == [6, 6]


def test_page_shows_every_commune_and_no_private_fact_of_another_adult(client, communes):
    account = accounts.account("claire.martin")
    with commune_scope(communes.jolieville):
        martin = families.martin()
        families.guardian(
            martin.family, "Luc", is_payer=False, email="luc@secret.fr", phone="0600000000"
        )
        durand = families.durand()
        families.ChildGuardian.objects.create(child=martin.lea, guardian=durand.guardian)
        accounts.join(account, communes.jolieville, martin.guardian)
    with commune_scope(communes.montclair):
        accounts.join(account, communes.montclair, families.martin().guardian)
    client.force_login(account)
    answer = client.get("/foyer/")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert page.count("Léa Martin") == 2
    assert "Luc Martin" in page
    for secret in ("luc@secret.fr", "0600000000", "Durand", "Zoé", "paul.durand@exemple.fr"):
        assert secret not in page


def test_a_separated_parent_sees_the_child_and_not_the_other_file(client, communes):
    """The child stays in its family; the other parent reaches it by the link alone."""
    with commune_scope(communes.jolieville):
        martin = families.martin()
        durand = families.durand()
        families.ChildGuardian.objects.create(
            child=martin.lea, guardian=durand.guardian, can_book=False
        )
        paul = accounts.member(communes.jolieville, durand.guardian)
    client.force_login(paul.account)
    page = client.get("/foyer/").content.decode()
    assert "Léa Martin" in page
    assert "Consultation seulement" in page
    for secret in ("Hugo", "Claire", "850"):
        assert secret not in page


def test_page_of_a_new_account_leads_to_its_code(client, communes):
    client.force_login(accounts.account("neuve.venue"))
    assert 'href="/adherer/"' in client.get("/foyer/").content.decode()
