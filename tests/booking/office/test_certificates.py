"""*Certificat vu*: listed, previewed with its share, then noted (R28–R30)."""

from datetime import date, timedelta

import pytest

from booking.models import AbsencePolicy, Certificate
from family.models import AuditEvent
from tests.booking.office.conftest import eat, said, text_of
from tests.factories import booking

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
MONDAY = date(2026, 11, 30)


def miss(office, day, *, child=None, due=3, **fields):
    """An absence told too late, billed whole until a proof is seen."""
    openings = office.canteen.openings
    opening = openings.get(day) or booking.opening(office.canteen.meal, day)
    openings[day] = opening
    fields.setdefault("motive", "family")
    return booking.reservation(
        child or office.martin.lea,
        opening,
        office.martin.guardian,
        state="cancelled",
        out_of_time=True,
        proof_due_on=day + timedelta(days=due),
        **fields,
    )


@pytest.fixture
def desk(office):
    office.url = f"{office.base}/absences/{office.martin.lea.pk}/"
    return office


def dates(first, last, **more):
    return {"du": first.isoformat(), "au": last.isoformat()} | more


def test_the_list_holds_what_waits_those_past_their_deadline_last(desk):
    miss(desk, THURSDAY)
    miss(desk, MONDAY, child=desk.martin.hugo)
    eat(desk, desk.martin.lea, date(2026, 12, 10))
    text = text_of(desk.client.get(f"{desk.base}/absences/"))
    assert text.index("Hugo Martin") < text.index("Léa Martin")
    assert "délai passé" in text
    assert text.count("Certificat vu") == 2


def test_r28_the_page_says_what_it_changes_and_writes_nothing(desk):
    AbsencePolicy.objects.create(service=desk.canteen.service, carence_days=1)
    first, second = miss(desk, FRIDAY, due=9), miss(desk, MONDAY)
    text = text_of(desk.client.get(desk.url))
    assert 'facturé à 100 % (<span class="num">3,50 €</span>) → non facturé' in text
    assert "jour de carence n° 1" in text
    assert "3,50 €</span> de moins pour la famille" in text
    assert not Certificate.objects.exists()
    page = desk.client.post(desk.url, dates(FRIDAY, MONDAY), follow=True)
    assert said(page) == [
        "Certificat noté\u00a0: le montant de 1\u00a0date est revu. La famille est prévenue."
    ]
    for row in (first, second):
        row.refresh_from_db()
    assert (first.billed_percent, second.billed_percent) == (100, 0)


def test_r30_only_who_and_when_are_kept(desk):
    miss(desk, MONDAY)
    desk.client.post(desk.url, dates(MONDAY, MONDAY))
    seen = Certificate.objects.get()
    assert (seen.child_id, seen.starts_on, seen.seen_by_uid) == (
        desk.martin.lea.pk,
        MONDAY,
        desk.nadia.account.pk,
    )
    assert {field.name for field in Certificate._meta.get_fields()} == {
        "id",
        "child",
        "starts_on",
        "ends_on",
        "seen_at",
        "seen_by_uid",
    }
    event = AuditEvent.objects.get(verb="certificate.seen")
    assert event.family_uid == desk.martin.family.pk


def test_r29_past_its_deadline_a_motive_is_asked(desk):
    row = miss(desk, THURSDAY)
    assert "attendu au plus tard le dimanche 29" in text_of(
        desk.client.get(desk.url, dates(THURSDAY, THURSDAY))
    )
    refused = desk.client.post(desk.url, dates(THURSDAY, THURSDAY, motive=" "))
    assert refused.status_code == 422
    assert "Le délai est passé" in text_of(refused)
    assert not Certificate.objects.exists()
    desk.client.post(desk.url, dates(THURSDAY, THURSDAY, motive="Courrier perdu"))
    row.refresh_from_db()
    assert row.billed_percent == 0
    assert AuditEvent.objects.get(verb="certificate.seen").motive == "Courrier perdu"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"du": "2026-11-30", "au": "2026-11-27"}, "La date de fin doit suivre"),
        ({"du": "hier", "au": "2026-11-27"}, "Écrivez une date"),
        ({"du": "", "au": ""}, "Indiquez une date"),
        ({"du": "2026-11-30", "au": "2099-11-30"}, "La date de fin doit suivre"),
        ({"du": "9999-12-30", "au": "9999-12-31"}, "Écrivez une date"),
        ({"du": "0001-01-01", "au": "0001-01-02"}, "Écrivez une date"),
    ],
)
def test_impossible_dates_are_refused_in_words(desk, asked, says):
    miss(desk, MONDAY)
    for answer in (desk.client.get(desk.url, asked), desk.client.post(desk.url, asked)):
        assert answer.status_code == 422
        assert says in text_of(answer)
    assert not Certificate.objects.exists()


def test_dates_that_cover_no_absence_are_said_and_kept(desk):
    day = date(2026, 12, 10)
    assert "Aucune absence à justifier" in text_of(desk.client.get(desk.url, dates(day, day)))
    page = desk.client.post(desk.url, dates(day, day), follow=True)
    assert said(page) == ["Certificat noté. Il ne change aucun montant."]
    assert Certificate.objects.count() == 1


def test_an_unknown_child_is_404(desk):
    assert desk.client.get(f"{desk.base}/absences/{desk.martin.family.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "acts"),
    [("lecteur", 200, 403), ("regisseur", 200, 403), ("animateur", 403, 403)],
)
def test_rights_to_read_and_to_note(desk, as_role, role, reads, acts):
    miss(desk, MONDAY)
    client = as_role(role)
    page = client.get(f"{desk.base}/absences/")
    assert page.status_code == reads
    assert "Certificat vu" not in text_of(page)
    assert client.get(desk.url).status_code == acts
    assert client.post(desk.url, dates(MONDAY, MONDAY)).status_code == acts
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(desk, django_assert_max_num_queries, number):
    for day in (THURSDAY, FRIDAY, MONDAY)[:number]:
        miss(desk, day)
    with django_assert_max_num_queries(10):
        desk.client.get(f"{desk.base}/absences/")


def test_a_familys_file_leads_to_the_gesture(desk):
    text = text_of(desk.client.get(f"{desk.base}/familles/{desk.martin.family.pk}/"))
    assert f"/absences/{desk.martin.lea.pk}/" in text
