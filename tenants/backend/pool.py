"""How a connection goes back to the pool, so that no request inherits another's commune."""

from typing import Any


def reset(connection: Any) -> None:
    """Wipe what a request left on a psycopg connection before another one takes it.

    Autocommit comes first: a connection returned inside a transaction would be thrown away by
    the pool. ``RESET search_path`` forgets the commune; Django sets it again at its next
    cursor. Time-outs and roles set for one piece of work go as well.
    """
    if connection.info.transaction_status.name != "IDLE":
        connection.rollback()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("RESET search_path; RESET lock_timeout; RESET ROLE")
