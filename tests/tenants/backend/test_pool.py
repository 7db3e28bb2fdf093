"""B14 in small: threads share two connections and never see another commune's canary."""

import random
import threading

import psycopg
import pytest
from django.db import connection, transaction

from tenants.backend.pool import reset
from tenants.context import assert_schema, commune_scope
from tenants.models import Commune

THREADS, ROUNDS = 6, 40


@pytest.fixture
def two_connections(communes):
    """The process's pool, made anew with two connections; the settings are back before the next.

    Not by monkeypatch: undone after the flush, it would leave a pool of two to every later test.
    """
    connection.close()
    connection.close_pool()
    pool = connection.settings_dict["OPTIONS"]["pool"]
    before = dict(pool)
    pool.update(max_size=2, timeout=60)
    yield
    pool.update(before)
    connection.close()
    connection.close_pool()


@pytest.mark.django_db(transaction=True)
def test_pool_of_two_never_mixes_communes(communes, two_connections):
    """With commits, rollbacks and exceptions, each turn on whichever connection comes."""
    both = [communes.jolieville, communes.montclair]
    wrong: list[str] = []

    def turn(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(ROUNDS):
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
            if dice.random() < 0.7:
                connection.close()
        connection.close()

    threads = [threading.Thread(target=turn, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_reset_forgets_the_commune_and_the_transaction(communes):
    """A connection given back inside a transaction is kept, clean, not thrown away."""
    params = connection.get_connection_params()
    with psycopg.connect(**{**params, "autocommit": False}) as plain:
        plain.execute("SET search_path = c_jolieville, public")
        plain.execute("SET lock_timeout = '1s'")
        # Committed, so that ending the transaction alone would not undo them.
        plain.commit()
        plain.execute("SELECT 1")

        reset(plain)

        assert plain.autocommit is True
        assert plain.execute("SHOW search_path").fetchone()[0] == '"$user", public'
        assert plain.execute("SHOW lock_timeout").fetchone()[0] == "3s"
