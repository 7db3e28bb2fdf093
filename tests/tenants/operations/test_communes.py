"""Communes are made step by step, refused early, and shut and opened with a trace."""

import pytest
from django.db import connection

from family.models import TenantIdentity
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tenants.context import commune_scope, current_schema_name, verify_identity
from tenants.models import Commune, OperatorEvent, ProvisioningJob
from tenants.operations import communes as operation
from tenants.operations import schemas
from tenants.signals import commune_provisioned

OLGA = Actor(uid=new_id(), label="Olga")


def make(now, **changes):
    facts = {"name": "Saint-Élan", "slug": "saint-elan", "short_code": "selan", "by": OLGA}
    return operation.provision(**{**facts, **changes}, now=now)


@pytest.fixture
def dropped(communes):
    """The schema a test makes is dropped, whatever happened."""
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP SCHEMA IF EXISTS "c_saint_elan" CASCADE')


def test_provision_opens_a_signed_commune(dropped, now):
    filled = []
    receiver = commune_provisioned.connect(
        lambda commune, **_: filled.append(current_schema_name()), weak=False, dispatch_uid="t"
    )
    try:
        commune = make(now)
    finally:
        commune_provisioned.disconnect(receiver, dispatch_uid="t")

    commune.refresh_from_db()
    assert (commune.status, commune.schema_name, commune.short_code) == (
        Commune.Status.ACTIVE,
        "c_saint_elan",
        "SELAN",
    )
    assert filled == ["c_saint_elan"]
    assert current_schema_name() == "public"
    with commune_scope(commune):
        verify_identity(commune)
    assert ProvisioningJob.objects.get(commune=commune).status == "done"
    assert OperatorEvent.objects.get(target_id=str(commune.pk)).actor_label == "Olga"


@pytest.mark.parametrize(
    "slug",
    ["x,public", "c_x,public", "../x", "a", "Jolieville", "é-tretat", "x" * 41, "", "pg_x", "a--b"],
)
def test_bad_addresses_are_refused_in_french(communes, now, slug):
    with pytest.raises(DomainError) as caught:
        make(now, slug=slug)

    assert caught.value.code == "slug"
    assert "lettres minuscules" in caught.value.sentence
    assert Commune.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slug": "jolieville"}, "taken"),
        ({"short_code": "JOLI"}, "taken"),
        ({"short_code": "A"}, "short_code"),
        ({"short_code": "ÉÉÉ"}, "short_code"),
        ({"name": "  "}, "field"),
        ({"time_zone": "Europe/Jolieville"}, "field"),
        ({"accent": "red"}, "field"),
    ],
)
def test_bad_facts_are_refused_before_anything_is_made(communes, now, changes, code):
    with pytest.raises(DomainError) as caught:
        make(now, **changes)

    assert caught.value.code == code
    assert Commune.objects.count() == 2
    assert ProvisioningJob.objects.filter(status="failed").count() == 0


def test_failure_leaves_the_door_shut_and_is_resumed(dropped, now, monkeypatch):
    with monkeypatch.context() as broken:

        def stop(schema):
            connection.set_schema("c_saint_elan")
            raise ZeroDivisionError

        broken.setattr(schemas, "migrate", stop)
        with pytest.raises(ZeroDivisionError):
            make(now)
    assert current_schema_name() == "public"
    commune = Commune.objects.get(slug="saint-elan")
    assert (commune.status, commune.job.status, commune.job.step) == (
        "provisioning",
        "failed",
        "tables",
    )
    assert "ZeroDivisionError" in commune.job.error

    operation.resume(commune, now=now)

    commune.refresh_from_db()
    assert commune.status == Commune.Status.ACTIVE
    with commune_scope(commune):
        assert TenantIdentity.objects.get().commune_uid == commune.pk


def test_resume_of_a_finished_commune_does_nothing(dropped, now):
    commune = make(now)

    operation.resume(commune, now=now)

    with commune_scope(commune):
        assert TenantIdentity.objects.count() == 1


def test_suspend_and_restore_leave_a_trace(communes, now):
    commune = communes.jolieville

    operation.suspend(commune, by=OLGA, now=now, motive="Impayé")
    assert Commune.objects.get(pk=commune.pk).status == Commune.Status.SUSPENDED
    with pytest.raises(DomainError):
        operation.suspend(commune, by=OLGA, now=now, motive="Encore")
    operation.restore(commune, by=OLGA, now=now)

    assert Commune.objects.get(pk=commune.pk).status == Commune.Status.ACTIVE
    verbs = list(
        OperatorEvent.objects.filter(target_id=str(commune.pk))
        .order_by("id")
        .values_list("verb", "motive")
    )
    assert verbs[-2:] == [("commune.suspended", "Impayé"), ("commune.restored", "")]


def test_suspend_wants_a_motive(communes, now):
    with pytest.raises(DomainError):
        operation.suspend(communes.jolieville, by=OLGA, now=now, motive=" ")


def test_behind_names_the_communes_that_lack_a_migration(communes):
    known = schemas.wanted()
    assert schemas.behind(known) == []
    assert not schemas.public_is_behind(known)

    with commune_scope(communes.montclair), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'booking'")

    assert schemas.behind(known) == ["c_montclair"]


@pytest.mark.parametrize(
    ("postcode", "time_zone", "department"),
    [
        ("67000", "Europe/Paris", "67"),
        ("97150", "America/Guadeloupe", "978"),
        ("98800", "Pacific/Noumea", "988"),
        ("", "Europe/Paris", ""),
    ],
)
def test_the_department_follows_from_the_postcode(communes, now, postcode, time_zone, department):
    """R20: it decides the public holidays of the first calendar."""
    commune = operation.order(
        name="Saint-Élan",
        slug="saint-elan",
        short_code="selan",
        postcode=postcode,
        time_zone=time_zone,
        now=now,
    )

    assert commune.department == department


def test_a_department_given_is_kept(communes, now):
    commune = operation.order(
        name="Saint-Élan",
        slug="saint-elan",
        short_code="selan",
        postcode="67000",
        department="88",
        now=now,
    )

    assert commune.department == "88"
