"""Killed in the middle of a run: nothing lost, nothing doubled, no hole (B6)."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from booking.models import Opening
from invoicing.models import BillingRun, Invoice, LedgerEntry
from invoicing.operations import billing_runs, promotion
from invoicing.selectors import books
from tests.factories import families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

ROOT = Path(__file__).resolve().parents[3]
FAMILIES = 30


def town_of(monthly, february, number: int = FAMILIES) -> BillingRun:
    """A month of many families, its days closed, its run asked for."""
    Opening.objects.update(capacity=None)
    for opening in monthly.canteen.openings.values():
        opening.refresh_from_db()
    for index in range(number):
        household = families.family(f"Famille {index:04d}")
        payer = families.guardian(household, "Alix", email="")
        child = families.child(household, "Sam")
        money.booked(monthly.canteen, child, payer, JANUARY[:2])
    money.close(monthly.canteen.service, JANUARY[:2], now=february)
    return billing_runs.start(monthly.regie, JANUARY[0], by=money.AGENT, now=february)


def finish(run: BillingRun, now) -> None:
    """What a new worker and the régisseur do afterwards."""
    if BillingRun.objects.get().status != BillingRun.Status.PROMOTED:
        billing_runs.draft(run.id, now=now, batch=7)
        billing_runs.promote(run.id, by=money.AGENT, now=now)


def assert_whole(number: int = FAMILIES) -> None:
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, number + 1))
    assert LedgerEntry.objects.count() == number
    assert books.differences() == []


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["_link", "_number", "_book", "_use_credits", "_tell"])
def test_promotion_that_dies_at_any_step_leaves_nothing(monthly, february, monkeypatch, step):
    """B6: one transaction, so the next promotion starts from the same drafts and number 1."""
    run = town_of(monthly, february, 5)
    billing_runs.draft(run.id, now=february, batch=2)
    real = getattr(promotion, step)

    def die(*args, **kwargs):
        real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(promotion, step, die)
    with pytest.raises(KeyboardInterrupt):
        billing_runs.promote(run.id, by=money.AGENT, now=february)
    monkeypatch.undo()

    assert not Invoice.objects.filter(number__isnull=False).exists()
    assert not LedgerEntry.objects.exists()
    finish(run, february)
    assert_whole(5)


@pytest.mark.django_db
def test_draft_that_dies_between_batches_converges(monthly, february, monkeypatch):
    """B6: some drafts are committed; the next worker replaces them."""
    run = town_of(monthly, february, 5)
    real, calls = billing_runs._write, []

    def die(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(billing_runs, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        billing_runs.draft(run.id, now=february, batch=2)
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.status, run.done, run.total) == (BillingRun.Status.DRAFTING, 2, 5)

    finish(run, february)
    assert_whole(5)


WORKER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from datetime import datetime
from uuid import UUID
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from invoicing.operations import billing_runs
from shared.actors import SYSTEM, Actor
from tenants.context import commune_scope
now = datetime.fromisoformat(sys.argv[4])
print("ready", flush=True)
with commune_scope(sys.argv[2]):
    billing_runs.draft(UUID(sys.argv[3]), now=now, batch=3)
    billing_runs.promote(UUID(sys.argv[3]), by=Actor(UUID(sys.argv[3]), "R"), now=now)
print("done", flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("delay_ms", [0, 40, 90, 150, 220])
def test_worker_killed_with_sigkill_anywhere_converges(monthly, february, delay_ms):
    """B6, small: a real process, a real kill -9, then the same run again."""
    run = town_of(monthly, february)
    kill_worker(monthly.commune, run, february, delay_ms / 1000)
    finish(run, february)
    assert_whole()


def kill_worker(commune, run: BillingRun, now, delay_s: float) -> None:
    """Start a worker on the run and kill -9 it so many seconds after it is ready."""
    worker = subprocess.Popen(
        [
            sys.executable,
            "-c",
            WORKER,
            connection.settings_dict["NAME"],
            commune.schema_name,
            str(run.id),
            now.isoformat(),
        ],
        cwd=ROOT,
        env={**os.environ, "RIBAMBELLE_MODE": "test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    time.sleep(delay_s)
    worker.send_signal(signal.SIGKILL)
    worker.communicate(timeout=20)
