"""B15: a task without commune, or for an unknown, shut or vanished one, writes nothing."""

import pytest
from celery import shared_task
from django.db import connection, transaction

from family.models import Family
from tenants.context import WrongSchema, commune_scope, current_schema_name
from tenants.models import Commune
from tenants.tasks import CommuneTask, TaskRefused
from tests.factories import families


@shared_task(base=CommuneTask, name="tests.write_family")
def write_family(schema: str, name: str = "Martin") -> str:
    """A task that writes."""
    families.family(name)
    return current_schema_name()


@shared_task(base=CommuneTask, name="tests.break_off")
def break_off(schema: str) -> None:
    """A task that fails inside its commune."""
    raise ZeroDivisionError


def count(commune) -> int:
    with commune_scope(commune):
        return Family.objects.count()


def test_task_works_in_its_commune_and_leaves_it(communes):
    assert write_family.apply(args=["c_jolieville"]).get() == "c_jolieville"
    assert write_family.apply(kwargs={"schema": "c_montclair"}).get() == "c_montclair"

    assert (count(communes.jolieville), count(communes.montclair)) == (1, 1)
    assert current_schema_name() == "public"


@pytest.mark.parametrize(
    "args", [[], [None], ["public"], ["c_inconnue"], ["c_x,public"], ["jolieville"], [42]]
)
def test_task_refuses_what_is_not_a_commune(communes, args):
    with pytest.raises(TaskRefused):
        write_family(*args)

    assert (count(communes.jolieville), count(communes.montclair)) == (0, 0)


@pytest.mark.parametrize("status", ["suspended", "closed", "provisioning"])
def test_task_refuses_a_commune_that_is_not_open(communes, status):
    Commune.objects.filter(slug="jolieville").update(status=status)

    with pytest.raises(TaskRefused):
        write_family("c_jolieville")

    assert count(communes.jolieville) == 0


def test_task_refuses_a_commune_whose_schema_is_gone(communes):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER SCHEMA c_jolieville RENAME TO c_elsewhere")
        with pytest.raises(TaskRefused):
            write_family("c_jolieville")
        transaction.set_rollback(True)


def test_task_refuses_a_schema_that_is_another_communes(communes):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER SCHEMA c_jolieville RENAME TO c_kept")
            cursor.execute("ALTER SCHEMA c_montclair RENAME TO c_jolieville")
        with pytest.raises(WrongSchema):
            write_family("c_jolieville")
        transaction.set_rollback(True)


def test_task_called_inside_another_commune_keeps_to_its_own(communes):
    with commune_scope(communes.montclair):
        assert write_family("c_jolieville") == "c_jolieville"
        assert current_schema_name() == "c_montclair"


def test_task_that_fails_does_not_poison_the_next(communes):
    with pytest.raises(ZeroDivisionError):
        break_off("c_jolieville")

    assert current_schema_name() == "public"
    assert write_family("c_montclair") == "c_montclair"
