"""Agents cancel by a motive of the table; the billed share is said before (R18, R27, R28)."""

from datetime import UTC, date, datetime

import pytest

from booking.models import AbsencePolicy, Certificate, OutcomeRule
from family.models import Message
from invoicing.selectors import books
from tests.booking.office.conftest import eat, said, text_of
from tests.factories import booking

LATE, IN_TIME = date(2026, 12, 3), date(2026, 12, 10)


@pytest.fixture
def desk(office):
    """Half of an illness told late is billed; the canteen asks for a proof within three days."""
    OutcomeRule.objects.create(
        service=office.canteen.service, motive="illness", notice="late", percent=50
    )
    office.url = f"{office.base}/reserver/{office.martin.lea.pk}/valider/"
    return office


def cancel(office, *rows, **more):
    return office.client.post(
        office.url, {"day": [f"c_{row.pk.hex}" for row in rows], "motive": ""} | more, follow=True
    )


def test_r27_each_answer_says_what_it_bills_before_anything_is_written(desk):
    late, early = eat(desk, desk.martin.lea, LATE), eat(desk, desk.martin.lea, IN_TIME)
    text = text_of(cancel(desk, late, early))
    assert "Annulation par la famille : 3,50 € facturés sur 7,00 €, justificatif" in text
    assert "Maladie sans certificat : 1,75 € facturés sur 7,00 €, justificatif" in text
    assert "Maladie avec certificat : non facturé" in text
    assert "Sortie scolaire : non facturé" in text
    assert "Hors grille, sans remboursement : 7,00 € facturés" in text
    late.refresh_from_db()
    assert late.state == "confirmed"


def test_r27_the_motive_says_the_share_row_by_row(desk):
    late, early = eat(desk, desk.martin.lea, LATE), eat(desk, desk.martin.lea, IN_TIME)
    cancel(desk, late, early, act="save", cause="illness")
    for row in (late, early):
        row.refresh_from_db()
    assert (late.state, late.billed_percent, late.motive) == ("cancelled", 50, "illness")
    assert (late.out_of_time, late.proof_due_on) == (True, date(2026, 12, 6))
    assert (early.state, early.billed_percent, early.proof_due_on) == ("cancelled", 0, None)
    assert early.out_of_time is False
    told = Message.objects.get()
    assert told.facts["motive"] == "Maladie sans certificat."
    assert told.facts["effect"].startswith("Il reste facturé 1,75\u00a0€ sur 7,00\u00a0€")
    assert books.differences() == []
    assert "Léa Martin" in text_of(desk.client.get(f"{desk.base}/absences/"))


def test_r28_with_a_certificate_the_carence_still_bills_its_first_day(desk):
    AbsencePolicy.objects.create(service=desk.canteen.service, carence_days=1)
    first, second = (eat(desk, desk.martin.lea, day) for day in (date(2026, 12, 1), LATE))
    text = text_of(cancel(desk, first, second))
    assert "Maladie avec certificat : 1,75 € facturés sur 7,00 €" in text
    cancel(desk, first, second, act="save", cause="illness_certificate")
    for row in (first, second):
        row.refresh_from_db()
    assert (first.billed_percent, second.billed_percent) == (50, 0)
    assert list(Certificate.objects.values_list("starts_on", "ends_on").order_by("starts_on")) == [
        (date(2026, 12, 1), date(2026, 12, 2)),
        (LATE, date(2026, 12, 4)),
    ]


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ("no_show", "Ce motif n’existe pas"),
        ("caprice", "Ce motif n’existe pas"),
        ("", "Choisissez une réponse"),
        ("without", "Indiquez un motif"),
    ],
)
def test_a_bad_answer_is_refused_in_words_and_nothing_is_written(desk, cause, says):
    row = eat(desk, desk.martin.lea, IN_TIME)
    answer = cancel(desk, row, act="save", cause=cause)
    assert answer.status_code == 422
    assert says in text_of(answer)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_r27_a_request_is_judged_by_when_the_family_asked(desk):
    """Asked on 27 November, before the cut-off of 1 December; answered after it."""
    rows = [
        eat(
            desk,
            child,
            LATE,
            state="cancel_requested",
            requested_at=datetime(2026, *day, 12, tzinfo=UTC),
        )
        for child, day in ((desk.martin.lea, (11, 27)), (desk.martin.hugo, (12, 1)))
    ]
    text = text_of(desk.client.get(f"{desk.base}/demandes/"))
    assert text.count("Maladie sans certificat : non facturé") == 1
    assert text.count("Maladie sans certificat : 1,75 € facturés sur 3,50 €") == 1
    data = {"row": [row.id.hex for row in rows], "act": "accept"}
    data |= {f"cause_{row.id.hex}": "illness" for row in rows}
    page = desk.client.post(f"{desk.base}/demandes/repondre/", data, follow=True)
    assert said(page) == ["2\u00a0annulations acceptées. Les familles sont prévenues."]
    for row in rows:
        row.refresh_from_db()
    assert [row.billed_percent for row in rows] == [0, 50]


def test_an_unknown_motive_for_a_request_changes_nothing(desk):
    row = eat(desk, desk.martin.lea, IN_TIME, state="cancel_requested")
    data = {"row": row.id.hex, "act": "accept", f"cause_{row.id.hex}": "book"}
    page = desk.client.post(f"{desk.base}/demandes/repondre/", data, follow=True)
    assert said(page) == ["Ce motif n’existe pas\u00a0: choisissez-en un autre."]
    row.refresh_from_db()
    assert row.state == "cancel_requested"


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_costs_the_same_for_one_or_four(desk, django_assert_max_num_queries, number):
    for day in desk.days[6 : 6 + number]:
        eat(desk, desk.martin.lea, day, state="cancel_requested")
    with django_assert_max_num_queries(21):
        desk.client.get(f"{desk.base}/demandes/?vue=jours")


def test_r72_each_household_reads_its_own_amounts(desk):
    """Two families' cancellations accepted at once: one message each, its own euros."""
    rows = [
        eat(desk, child, LATE, payer=home.guardian, state="cancel_requested", requested_at=when)
        for child, home, when in (
            (desk.martin.lea, desk.martin, datetime(2026, 12, 1, 12, tzinfo=UTC)),
            (desk.durand.zoe, desk.durand, datetime(2026, 11, 27, 12, tzinfo=UTC)),
        )
    ]
    data = {"row": [row.id.hex for row in rows], "act": "accept"}
    data |= {f"cause_{row.id.hex}": "illness" for row in rows}
    desk.client.post(f"{desk.base}/demandes/repondre/", data)
    told = {one.guardian_id: one.facts["effect"] for one in Message.objects.all()}
    assert "1,75\u00a0€ sur 3,50\u00a0€" in told[desk.martin.guardian.pk]
    assert "n’est pas facturée" in told[desk.durand.guardian.pk]


def test_r37_the_price_said_is_that_of_the_day_and_of_the_meal_it_brought(desk):
    day = eat(desk, desk.martin.lea, IN_TIME)
    care = booking.reservation(
        desk.martin.lea,
        desk.evenings[IN_TIME],
        desk.martin.guardian,
        implied_by=day,
        price_cents=150,
    )
    assert "sans remboursement : 5,00 € facturés" in text_of(cancel(desk, day))
    cancel(desk, day, act="save", cause="exclusion")
    care.refresh_from_db()
    assert care.state == "cancelled"
