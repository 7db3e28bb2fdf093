"""At least once, never forgotten, no lock held while the work is done."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from shared.ids import new_id
from tenants.context import commune_scope, current_schema_name
from tenants.models import Outbox
from tenants.operations import outbox


class Killed(BaseException):
    """Stands for kill -9: nothing of ours runs after it."""


@pytest.fixture
def done(monkeypatch):
    """What the handlers of a registry of our own were called with."""
    calls: list[tuple] = []
    monkeypatch.setattr(outbox, "HANDLERS", {})

    @outbox.handler("test.note")
    def note(object_id, *, now):
        calls.append((current_schema_name(), object_id, now, connection.in_atomic_block))

    return calls


@pytest.mark.django_db(transaction=True)
def test_drain_does_what_is_due_in_its_commune(communes, done, now):
    first, second = new_id(), new_id()
    with commune_scope(communes.montclair):
        outbox.put("test.note", second, due_at=now)
    with commune_scope(communes.jolieville):
        outbox.put("test.note", first, due_at=now - timedelta(minutes=1))
        outbox.put("test.note", new_id(), due_at=now + timedelta(seconds=1))

    assert outbox.drain(now) == 2

    assert done == [("c_jolieville", first, now, False), ("c_montclair", second, now, False)]
    assert Outbox.objects.count() == 1
    assert current_schema_name() == "public"


def test_put_belongs_to_the_transaction(scope, done, now):
    with transaction.atomic():
        outbox.put("test.note", new_id(), due_at=now)
        transaction.set_rollback(True)

    assert Outbox.objects.count() == 0


def test_put_many_costs_one_statement(scope, done, now, django_assert_num_queries):
    Outbox.objects.count()
    with django_assert_num_queries(1):
        outbox.put_many([("test.note", new_id()) for _ in range(50)], due_at=now)


@pytest.mark.django_db(transaction=True)
def test_failure_is_tried_again_later_and_stops_nobody(communes, done, now, monkeypatch):
    @outbox.handler("test.fail")
    def fail(object_id, *, now):
        raise ZeroDivisionError

    with commune_scope(communes.jolieville):
        row = outbox.put("test.fail", new_id(), due_at=now - timedelta(minutes=1))
        outbox.put("test.note", new_id(), due_at=now)

    assert outbox.drain(now) == 2
    assert len(done) == 1
    row.refresh_from_db()
    assert (row.tries, row.due_at) == (1, now + outbox.FIRST_WAIT)

    later = row.due_at
    assert outbox.drain(later) == 1
    row.refresh_from_db()
    assert (row.tries, row.due_at) == (2, later + 2 * outbox.FIRST_WAIT)


@pytest.mark.django_db(transaction=True)
def test_wait_between_tries_is_bounded(communes, done, now):
    @outbox.handler("test.fail")
    def fail(object_id, *, now):
        raise ZeroDivisionError

    with commune_scope(communes.jolieville):
        row = outbox.put("test.fail", new_id(), due_at=now)
    Outbox.objects.update(tries=200)
    outbox.drain(now)

    row.refresh_from_db()
    assert row.due_at == now + outbox.LONGEST_WAIT


@pytest.mark.django_db(transaction=True)
def test_worker_killed_in_the_middle_loses_nothing(communes, done, now):
    """The row is committed as claimed, not deleted: after the lease another worker does it."""

    @outbox.handler("test.killed")
    def killed(object_id, *, now):
        raise Killed

    with commune_scope(communes.jolieville):
        outbox.put("test.killed", new_id(), due_at=now)
    with pytest.raises(Killed):
        outbox.drain(now)
    assert current_schema_name() == "public"
    assert outbox.drain(now) == 0

    outbox.HANDLERS["test.killed"] = outbox.HANDLERS["test.note"]
    assert outbox.drain(now + outbox.LEASE) == 1
    assert len(done) == 1
    assert Outbox.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_row_is_not_locked_while_its_work_is_done(communes, done, now):
    @outbox.handler("test.look")
    def look(object_id, *, now):
        with transaction.atomic():
            assert Outbox.objects.select_for_update(nowait=True).count() == 1

    with commune_scope(communes.jolieville):
        outbox.put("test.look", new_id(), due_at=now)
    outbox.drain(now)

    assert Outbox.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_handler_may_ask_to_be_called_again(communes, done, now):
    @outbox.handler("test.poll")
    def poll(object_id, *, now):
        return now + timedelta(minutes=2)

    with commune_scope(communes.jolieville):
        row = outbox.put("test.poll", new_id(), due_at=now)
    outbox.drain(now)

    row.refresh_from_db()
    assert (row.due_at, row.tries) == (now + timedelta(minutes=2), 0)


@pytest.mark.django_db(transaction=True)
def test_handler_gets_the_rows_id_when_it_names_it(communes, done, now):
    seen = []

    @outbox.handler("test.mail")
    def mail(object_id, *, now, outbox_id):
        seen.append(outbox_id)

    with commune_scope(communes.jolieville):
        row = outbox.put("test.mail", new_id(), due_at=now)
    outbox.drain(now)

    assert seen == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_row_of_an_unknown_commune_is_kept_and_harmless(communes, done, now):
    outbox.put("test.note", new_id(), due_at=now, schema="c_disparue")

    assert outbox.drain(now) == 1
    assert done == []
    assert Outbox.objects.get().tries == 1


@pytest.mark.django_db(transaction=True)
def test_write_succeeds_when_the_broker_is_away(communes, done, now, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(outbox.current_app, "send_task", away)
    with commune_scope(communes.jolieville), transaction.atomic():
        outbox.put("test.note", new_id(), due_at=now)

    assert Outbox.objects.count() == 1


def test_cancel_forgets_one_object(scope, done, now):
    kept, dropped = new_id(), new_id()
    outbox.put_many([("test.note", kept), ("test.note", dropped)], due_at=now)

    assert outbox.cancel("test.note", dropped) == 1
    assert Outbox.objects.get().object_id == kept


def test_kind_has_one_handler(done):
    with pytest.raises(ValueError, match=r"test\.note"):

        @outbox.handler("test.note")
        def other(object_id, *, now):
            return None
