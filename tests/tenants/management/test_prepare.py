"""`prepare` is a quick no-op when nothing is late, and repairs what is."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tenants.context import commune_scope
from tenants.models import Commune
from tenants.operations import schemas


def test_prepare_says_when_nothing_is_late(communes, capsys):
    call_command("prepare")

    assert "Tout était à jour." in capsys.readouterr().out


def test_prepare_migrates_only_who_is_behind(communes, capsys):
    with commune_scope(communes.montclair), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'invoicing'")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'c_montclair'")
        tables = [t for (t,) in cursor.fetchall() if t.startswith("invoicing_")]
        cursor.execute(f"DROP TABLE {', '.join(tables)} CASCADE")

    call_command("prepare")

    written = capsys.readouterr().out
    assert "c_montclair" in written
    assert "c_jolieville" not in written
    assert schemas.behind(schemas.wanted()) == []


def test_provision_command_tells_the_refusal(communes):
    with pytest.raises(CommandError, match="déjà"):
        call_command("provision_commune", "jolieville", "Jolieville", "JOLI")
    with pytest.raises(CommandError, match="lettres minuscules"):
        call_command("provision_commune", "c_x,public", "X", "XXX")
    assert Commune.objects.count() == 2
