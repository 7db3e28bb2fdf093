"""A forked child forgets its parent's pools instead of sharing their sockets."""

import os

import pytest
from django.db import connection

from tenants.backend import base


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_child_makes_its_own_pool(communes):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert base.DatabaseWrapper._connection_pools

    child = os.fork()
    if child == 0:
        os._exit(len(base.DatabaseWrapper._connection_pools))
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert base.DatabaseWrapper._connection_pools
