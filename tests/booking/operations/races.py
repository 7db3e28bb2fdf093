"""Parents who click at the same instant, each on a connection of their own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from tenants.context import commune_scope
from tenants.models import Commune


def at_once(commune: Commune, acts: list[Callable[[], Any]], *, hands: int = 6) -> list[Any]:
    """Run every act in the commune, ``hands`` at a time (the pool holds eight connections)."""
    gate = threading.Barrier(min(hands, len(acts)))
    opened = threading.Event()

    def run(act: Callable[[], Any]) -> Any:
        try:
            with commune_scope(commune):
                connection.ensure_connection()
                if not opened.is_set():
                    gate.wait(timeout=30)
                    opened.set()
                return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=min(hands, len(acts))) as pool:
        return list(pool.map(run, acts))
