"""Codes for many adults: only those who wait for one, in a constant number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from family.models import AdhesionCode, Guardian
from family.operations import code_batches, codes, families
from shared.ids import new_id
from tests.factories import families as cast
from tests.family.office.town import BY


def adults(number):
    """As many households of one adult."""
    return [cast.guardian(cast.family(f"Foyer {n:03}"), "Anne").pk for n in range(number)]


@pytest.fixture
def mixed(scope, now):
    """One who waits, one with an open code, one without address, one with an account."""
    waits = cast.guardian(cast.family("Attend"), "Anne")
    has_code = cast.guardian(cast.family("Code"), "Bob")
    codes.issue(has_code, channel="letter", by=BY, now=now)
    no_mail = cast.guardian(cast.family("Papier"), "Cyr", email="")
    joined = cast.guardian(cast.family("Relié"), "Dora", account_uid=new_id())
    return waits, has_code, no_mail, joined


def test_mail_goes_to_those_who_wait_and_have_an_address(mixed, now):
    waits, has_code, no_mail, joined = mixed

    batch = code_batches.send([one.pk for one in mixed], channel="mail", by=BY, now=now)

    assert [code.guardian for code in batch.made] == [waits]
    assert (batch.open, batch.without_address, batch.joined) == ([has_code], [no_mail], [joined])
    assert AdhesionCode.objects.get(guardian=has_code).revoked_at is None


def test_letters_are_marked_as_sent(mixed, now):
    batch = code_batches.send([one.pk for one in mixed], channel="letter", by=BY, now=now)

    assert {code.guardian.first_name for code in batch.made} == {"Anne", "Cyr"}
    assert AdhesionCode.objects.filter(sent_at=now).count() == 2


def test_closed_file_gets_no_code(scope, now):
    adult = cast.guardian(cast.family("Partie"), "Anne")
    families.close(adult.family, motive="Départ", by=BY, now=now)

    batch = code_batches.send([adult.pk], channel="letter", by=BY, now=now)

    assert batch.made == []
    assert not AdhesionCode.objects.exists()


def test_statements_do_not_grow_with_the_adults(scope, now):
    def count(number):
        Guardian.objects.all().delete()
        ids = adults(number)
        with CaptureQueriesContext(connection) as queries:
            code_batches.send(ids, channel="mail", by=BY, now=now)
        return len(queries)

    assert count(1) == count(30)
