"""One world for a whole module: built in a transaction that is rolled back at its end."""

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from shared.models import Account
from tenants.models import Commune
from tests.access import snapshot
from tests.access import world as made
from tests.conftest import MADE, _copy, forget_cache


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """Jolieville and Montclair, filled; the doors read Monday 1 February 2027, 10:00 in Paris."""
    before = os.environ.get("RIBAMBELLE_NOW")
    os.environ["RIBAMBELLE_NOW"] = made.CLOCK
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        forget_cache()
        try:
            with transaction.atomic():
                Commune.objects.bulk_create(MADE, ignore_conflicts=True)
                communes = SimpleNamespace(**{one.slug: _copy(one) for one in MADE})
                yield made.build(communes)
                transaction.set_rollback(True)
        finally:
            connection.set_schema_to_public()
            forget_cache()
            if before is None:
                del os.environ["RIBAMBELLE_NOW"]
            else:
                os.environ["RIBAMBELLE_NOW"] = before


Ask = Callable[..., Any]


@pytest.fixture
def browse(world: SimpleNamespace) -> Callable[[Account | None], Ask]:
    """``ask = browse(account)``; ``ask("post", path, data, htmx=True)``; nothing is kept.

    With ``watch=True``, ``answer.changed`` names the tables the request changed.
    """

    def signed_in(account: Account | None) -> Ask:
        client = Client(raise_request_exception=False)
        if account is not None:
            client.force_login(account)

        def ask(
            method: str, path: str, data: Any = None, *, htmx: bool = False, watch: bool = False
        ) -> Any:
            before = snapshot.taken() if watch else {}
            headers = {"HX-Request": "true"} if htmx else {}
            with transaction.atomic():
                answer = getattr(client, method)(path, data or {}, headers=headers)
                if answer.streaming:
                    answer.body = b"".join(answer.streaming_content)
                else:
                    answer.body = answer.content
                answer.changed = snapshot.changed(before, snapshot.taken()) if watch else []
                transaction.set_rollback(True)
            return answer

        return ask

    return signed_in
