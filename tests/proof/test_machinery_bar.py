"""Lines B7, B14 and B15 with their full counts: ``make proof ONLY=B14``."""

import random
import threading

import pytest
from celery import current_app
from django.db import connection, transaction

from invoicing.models import BillingRun, Invoice
from invoicing.operations import billing_runs
from invoicing.selectors import books
from tenants.context import assert_schema, commune_scope, current_schema_name
from tenants.models import Commune
from tenants.tasks import CommuneTask, TaskRefused
from tests.access import snapshot
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.operations.test_races import together

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1800),
]
THREADS, TURNS = 100, 100


@pytest.mark.parametrize("round_", range(20))
def test_b7_two_agents_bill_one_month_at_once(monthly, february, round_):
    """One run per (régie, period), one invoice a payer, the second does nothing."""
    for family in (monthly.martins, monthly.durands):
        money.booked(monthly.canteen, family.children[0], family.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    runs = together(
        monthly.commune,
        4,
        lambda _: billing_runs.start(monthly.regie, JANUARY[0], by=money.AGENT, now=february),
    )
    run = runs[0].id
    together(monthly.commune, 3, lambda _: billing_runs.draft(run, now=february))
    billing_runs.draft(run, now=february)
    together(monthly.commune, 4, lambda _: billing_runs.promote(run, by=money.AGENT, now=february))

    assert len({one.id for one in runs}) == 1
    assert BillingRun.objects.get().status == BillingRun.Status.PROMOTED
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [1, 2]
    assert books.differences() == []


def test_b14_hundred_threads_alternate_communes_ten_thousand_times(communes):
    """With rollbacks, exceptions and connections given back: the canary is always right."""
    both = [communes.jolieville, communes.montclair]
    wrong: list[str] = []

    def turns(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(TURNS):
            commune = dice.choice(both)
            try:
                with commune_scope(commune), transaction.atomic():
                    assert_schema(commune)
                    Commune.objects.count()
                    if dice.random() < 0.3:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass
            except Exception as error:
                wrong.append(repr(error))
            # The pool holds fewer connections than threads: each is given back.
            connection.close()

    pool = connection.settings_dict["OPTIONS"]["pool"]
    patience, pool["timeout"] = pool["timeout"], 300
    connection.close()
    connection.close_pool()
    try:
        threads = [threading.Thread(target=turns, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        pool["timeout"] = patience
        connection.close()
        connection.close_pool()
    print(f"\nB14 {THREADS * TURNS} turns, {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.parametrize(
    "schema", [None, "", "public", "c_inconnue", "c_x,public", "jolieville", "C_JOLIEVILLE", 42]
)
def test_b15_every_task_refuses_what_is_no_commune(communes, schema):
    """Refused, and nothing written anywhere."""
    current_app.loader.import_default_modules()
    tasks = [task for task in current_app.tasks.values() if isinstance(task, CommuneTask)]
    before = snapshot.taken()
    for task in [*tasks, _probe()]:
        with pytest.raises(TaskRefused):
            task(schema) if schema is not None else task()
    assert snapshot.changed(before, snapshot.taken()) == []
    assert current_schema_name() == "public"


def _probe() -> CommuneTask:
    """A task of ours that would write, were it let in."""

    class Probe(CommuneTask):
        name = "tests.probe"

        def run(self, *args: object) -> None:
            raise AssertionError("let in")

    return Probe()
