"""Architecture §2 on our models and migrations: rules 1, 3, 4, 5 and 7."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from shared.ids import new_id
from tests.source import APPS, modules

COMMUNE_APPS = tuple(settings.TENANT_APPS)
MOST_TABLES = 60
FORBIDDEN_SQL = re.compile(r"\b(TRIGGER|CREATE\s+(OR\s+REPLACE\s+)?RULE|MERGE\s+INTO)\b", re.I)


def ours(*labels: str) -> list[type[models.Model]]:
    """Every model of our apps, automatic many-to-many tables included."""
    return [
        model
        for label in labels or APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def test_commune_tables_point_only_to_commune_tables():
    """Rules 1 and 7: no foreign key to public, so none to the account."""
    crossing = [
        f"{field.model._meta.label}.{field.name}"
        for model in ours(*COMMUNE_APPS)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label not in COMMUNE_APPS
    ]
    assert crossing == []


def test_public_tables_do_not_point_into_communes():
    crossing = [
        f"{field.model._meta.label}.{field.name}"
        for model in ours("shared", "tenants")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in COMMUNE_APPS
    ]
    assert crossing == []


@pytest.mark.parametrize("model", ours(), ids=lambda model: model._meta.label)
def test_key_is_made_by_the_application(model):
    """Rule 3, automatic through tables included."""
    key = model._meta.pk
    assert isinstance(key, models.UUIDField)
    assert key.default is new_id
    assert not model._meta.auto_created


def test_no_sequence_and_no_deferrable_constraint():
    """Rules 3 and 4."""
    for model in ours():
        for field in model._meta.get_fields():
            assert not isinstance(field, models.AutoField), field
        for constraint in model._meta.constraints:
            assert not getattr(constraint, "deferrable", None), constraint.name


def test_migrations_hold_nothing_that_does_not_move():
    """Rules 3, 4, 5: no identity, no deferrable, no trigger, rule or MERGE."""
    found = [
        m.path
        for m in modules(*APPS, migrations=True)
        if "/migrations/" in m.path
        and (
            FORBIDDEN_SQL.search(m.text)
            or re.search(r"\b(Big|Small)?AutoField|deferrable=", m.text)
        )
    ]
    assert found == []


def test_extension_lives_in_public():
    """Foundation, line 4: in a commune it would fall with that commune."""
    holders = [m.path for m in modules(*APPS, migrations=True) if "Extension()" in m.text]
    assert holders == ["shared/migrations/0001_initial.py"]


def test_no_generic_relations():
    for model in ours():
        assert not model._meta.private_fields, model._meta.label


def test_no_table_name_is_common_to_public_and_communes():
    """Rule 7: a missing commune table would silently fall back to public."""
    commune = {model._meta.db_table for model in ours(*COMMUNE_APPS)}
    public = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in COMMUNE_APPS
    } | {"django_migrations"}
    labels = {
        model._meta.app_label for model in apps.get_models() if model._meta.db_table in public
    }
    assert commune
    assert not commune & public
    assert not labels & set(COMMUNE_APPS)
    assert all(table.split("_")[0] in COMMUNE_APPS for table in commune)


def test_a_commune_has_few_tables():
    assert len({model._meta.db_table for model in ours(*COMMUNE_APPS)}) <= MOST_TABLES


def test_no_money_in_a_float_column():
    for model in ours():
        for field in model._meta.get_fields():
            assert not isinstance(field, models.FloatField), field
            if getattr(field, "name", "").endswith("_cents"):
                assert isinstance(field, models.IntegerField | models.BigIntegerField), field
