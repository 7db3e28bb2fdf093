"""A month from the office: started, corrected, reviewed, issued by a régisseur (R48, R76, R89)."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from booking.models import DayClosure
from family.models import Family
from invoicing.models import BillingRun, Invoice
from invoicing.operations import billing_runs
from invoicing.selectors import books
from shared.ids import new_id
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.office.conftest import text

JAN = date(2027, 1, 1)


def url(town, name="runs", *args) -> str:
    return commune_url(town.commune, f"invoicing_office:{name}", *args)


def started(town, client) -> BillingRun:
    client.post(url(town, "run_start"), {"regie": town.regie.id, "month": "2027-01-01"})
    return BillingRun.objects.get()


def test_month_is_started_once_and_shows_its_progress(january, gestionnaire):
    """B7: a second press finds the same run."""
    run = started(january, gestionnaire)
    again = started(january, gestionnaire)

    page = text(gestionnaire.get(url(january, "run", run.id)))

    assert run == again
    assert "Le calcul va commencer" in page
    assert 'hx-trigger="load delay:2s"' in page


def test_partial_refreshes_the_page_when_the_work_is_over(january, gestionnaire, february):
    run = started(january, gestionnaire)
    htmx = {"HTTP_HX_REQUEST": "true"}

    working = gestionnaire.get(url(january, "run", run.id), **htmx)
    billing_runs.draft(run.id, now=february)
    over = gestionnaire.get(url(january, "run", run.id), **htmx)

    assert "HX-Refresh" not in working
    assert "<html" not in text(working)
    assert over["HX-Refresh"] == "true"


def test_days_not_closed_are_listed_with_their_sheet(january, gestionnaire, february):
    """R48: attendance is checked first; nothing is drafted until then."""
    DayClosure.objects.filter(date=JANUARY[0]).delete()
    run = started(january, gestionnaire)
    billing_runs.draft(run.id, now=february)

    page = text(gestionnaire.get(url(january, "run", run.id)))

    sheet = commune_url(january.commune, "booking_office:day_sheet", january.canteen.service.id)
    assert "1 anomalie à corriger" in page
    assert "lun. 4 janv. : journée non close." in page
    assert f'href="{sheet}?jour=2027-01-04"' in page
    assert "2 réservations" in page
    assert not Invoice.objects.exists()


def test_corrected_month_is_computed_again(january, gestionnaire, february):
    closure = DayClosure.objects.get(date=JANUARY[0])
    DayClosure.objects.filter(id=closure.id).delete()
    run = started(january, gestionnaire)
    billing_runs.draft(run.id, now=february)
    money.close(january.canteen.service, JANUARY[:1], now=february)

    gestionnaire.post(url(january, "run_again", run.id))
    billing_runs.draft(run.id, now=february)

    assert "À vérifier" in text(gestionnaire.get(url(january, "run", run.id)))
    assert Invoice.objects.count() == 2


def test_review_shows_totals_activities_and_drafts(january, gestionnaire, february):
    run = started(january, gestionnaire)
    billing_runs.draft(run.id, now=february)

    page = text(gestionnaire.get(url(january, "run", run.id)))

    assert "24,50 €" in page
    assert "Restaurant scolaire – Repas" in page
    assert page.index("Claire Martin") < page.index("Paul Durand")
    assert "Un régisseur émet les factures." in page
    draft = Invoice.objects.get(payer=january.martins.guardian)
    shown = text(gestionnaire.get(url(january, "draft", draft.id)))
    assert "Léa Martin" in shown
    assert "Rien n’est dû avant l’émission" in shown


def test_only_a_regisseur_issues(january, gestionnaire, regisseur, february):
    """R89: who prepares does not issue."""
    run = started(january, gestionnaire)
    billing_runs.draft(run.id, now=february)
    there = url(january, "run_promote", run.id)

    assert gestionnaire.get(there).status_code == 403
    assert gestionnaire.post(there).status_code == 403
    assert not Invoice.objects.filter(number__isnull=False).exists()
    asked = text(regisseur.get(there))
    assert "Émettre 2 factures" in asked
    assert not Invoice.objects.filter(number__isnull=False).exists()
    done = text(regisseur.post(there, follow=True))
    assert "2 factures émises, 24,50 €" in done
    assert "Émise" in done
    assert sorted(Invoice.objects.values_list("reference", flat=True)) == [
        "2027-CA-00-001",
        "2027-CA-00-002",
    ]


def test_issuing_twice_numbers_once(january, regisseur, february):
    """B7: a double press, or the page left open."""
    run = started(january, regisseur)
    billing_runs.draft(run.id, now=february)
    there = url(january, "run_promote", run.id)

    regisseur.post(there)
    regisseur.post(there)

    assert Invoice.objects.count() == 2
    assert books.differences() == []
    assert regisseur.get(there).url == url(january, "run", run.id)


def test_bookings_changed_since_the_draft_are_told(january, regisseur, february):
    run = started(january, regisseur)
    billing_runs.draft(run.id, now=february)
    money.booked(january.canteen, january.martins.hugo, january.martins.guardian, JANUARY[:1])

    page = text(regisseur.post(url(january, "run_promote", run.id), follow=True))

    assert "relancez le calcul" in page
    assert not Invoice.objects.filter(number__isnull=False).exists()


def test_issued_month_cannot_be_started_nor_discarded(billed, regisseur):
    again = regisseur.post(
        url(billed, "run_start"), {"regie": billed.regie.id, "month": "2027-01-01"}, follow=True
    )
    dropped = regisseur.post(url(billed, "run_discard", billed.run.id), follow=True)

    for page in (again, dropped):
        assert "déjà émises" in text(page)
    assert Invoice.objects.count() == 2


def test_draft_month_may_be_discarded(january, gestionnaire, february):
    run = started(january, gestionnaire)
    billing_runs.draft(run.id, now=february)

    page = text(gestionnaire.post(url(january, "run_discard", run.id), follow=True))

    assert "rien n’a été émis" in page
    assert not BillingRun.objects.exists()


@pytest.mark.parametrize(
    ("regie", "month"),
    [("", "2027-01-01"), ("x", "2027-01-01"), (None, "2019-01-01"), (None, "2027-13-01")],
)
def test_start_refuses_what_was_not_offered(january, gestionnaire, regie, month):
    sent = {"regie": january.regie.id if regie is None else regie, "month": month}

    answer = gestionnaire.post(url(january, "run_start"), sent)

    assert answer.status_code == 422
    assert not BillingRun.objects.exists()


def test_regie_of_nowhere_is_refused(january, gestionnaire):
    sent = {"regie": new_id(), "month": "2027-01-01"}

    assert gestionnaire.post(url(january, "run_start"), sent).status_code == 422


def test_paper_invoices_and_workbook_are_files(billed, regisseur):
    paper, book = (url(billed, name, billed.run.id) for name in ("run_paper", "run_workbook"))
    assert regisseur.get(paper).status_code == 404

    Family.objects.filter(guardians=billed.martins.guardian).update(paper_invoices=True)
    Invoice.objects.filter(id=billed.invoice.id).update(wants_paper=True)
    printed, sheet = regisseur.get(paper), regisseur.get(book)

    assert printed.content.startswith(b"%PDF-")
    rows = list(openpyxl.load_workbook(BytesIO(sheet.content)).active.values)
    assert [row[0] for row in rows[1:]] == ["2027-CA-00-001", "2027-CA-00-002"]
    assert [row[6] for row in rows[1:]] == [3.5, 21]


def test_reader_reads_and_animateur_does_not(billed, as_role):
    reader, animateur = as_role(Role.LECTEUR), as_role(Role.ANIMATEUR)
    run = billed.run.id

    assert reader.get(url(billed)).status_code == 200
    assert reader.get(url(billed, "run", run)).status_code == 200
    assert reader.post(url(billed, "run_start")).status_code == 403
    assert reader.post(url(billed, "run_again", run)).status_code == 403
    assert reader.post(url(billed, "run_discard", run)).status_code == 403
    assert reader.get(url(billed, "run_workbook", run)).status_code == 403
    assert animateur.get(url(billed)).status_code == 403
    assert animateur.get(url(billed, "run", run)).status_code == 403


def test_unknown_run_is_not_found(january, regisseur):
    for name in ("run", "run_promote", "run_paper", "run_workbook", "draft"):
        assert regisseur.get(url(january, name, new_id())).status_code == 404
    for name in ("run_again", "run_promote", "run_discard"):
        assert regisseur.post(url(january, name, new_id())).status_code == 404


def test_empty_office_says_what_to_do(scope, gestionnaire):
    page = text(gestionnaire.get(commune_url(scope, "invoicing_office:runs")))

    assert "Aucune campagne" in page
    assert "Il faut d’abord une régie ouverte." in page
