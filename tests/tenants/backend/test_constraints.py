"""Our engine checks everything at the statement, in public and in every commune."""

import pytest
from django.db import IntegrityError, connection, transaction

from family.models import Guardian
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.models import Adhesion
from tests.factories import families


def test_no_constraint_waits_for_the_commit(communes):
    """Architecture §2, rule 4, in public and in both communes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE condeferrable"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT count(*) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace"
            " WHERE n.nspname = 'c_jolieville' AND c.contype = 'f'"
        )
        assert cursor.fetchone()[0] > 10


def test_foreign_key_is_refused_at_the_statement(scope, now):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Guardian.objects.create(
            family_id=new_id(), first_name="Claire", last_name="Martin", created_at=now
        )

    assert caught.value.__cause__.sqlstate == "23503"
    assert families.family().pk  # the transaction around goes on


def test_foreign_key_of_public_is_refused_at_the_statement(communes, now):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Adhesion.objects.create(
            account_id=new_id(), commune=communes.jolieville, guardian_uid=new_id(), created_at=now
        )

    assert caught.value.__cause__.sqlstate == "23503"


def test_exclusion_works_in_every_commune(communes):
    """Foundation, line 4: btree_gist lives in public, so both communes have it."""
    for commune in (communes.jolieville, communes.montclair):
        with commune_scope(commune):
            guardian = families.guardian(families.family())
            families.quotient(guardian)
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                families.quotient(guardian, 90_000)
            assert caught.value.__cause__.sqlstate == "23P01"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
            " WHERE e.extname = 'btree_gist'"
        )
        assert cursor.fetchall() == [("public",)]


def test_table_list_is_the_schemas_own(communes):
    with commune_scope(communes.jolieville), connection.cursor() as cursor:
        tables = {table.name for table in connection.introspection.get_table_list(cursor)}

    assert "family_guardian" in tables
    assert "tenants_commune" not in tables


def test_no_table_points_out_of_its_schema(communes):
    """Rule 1: a commune schema is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid"
            " JOIN pg_class b ON b.oid = c.confrelid WHERE a.relnamespace <> b.relnamespace"
        )
        assert cursor.fetchall() == []
