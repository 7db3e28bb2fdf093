"""Régies set up: services move whole, what is printed stays (R78, R85)."""

import pytest

from invoicing.errors import NotFound
from invoicing.models import Regie, RegieService
from invoicing.operations import regies
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking
from tests.factories import invoicing as money

FIELDS = {"name": "Régie périscolaire", "code": "PE", "channel": "regie", "gateway": "none"}


def test_set_up_changes_only_what_is_given(scope, now):
    regie = money.regie(phone="04 77 00 00 01")

    regies.set_up(regie.id, services=[], by=money.AGENT, now=now, due_days=10)

    regie.refresh_from_db()
    assert (regie.due_days, regie.phone, regie.code) == (10, "04 77 00 00 01", "CA")


def test_unknown_service_leaves_everything_as_it_was(scope, now):
    evening = booking.service("Accueil du soir")
    money.regie(evening)

    with pytest.raises(NotFound):
        regies.set_up(None, services=[evening.id, new_id()], by=money.AGENT, now=now, **FIELDS)

    assert Regie.objects.count() == 1
    assert RegieService.objects.get().regie.code == "CA"


def test_unknown_regie_is_not_found(scope, now):
    with pytest.raises(NotFound):
        regies.set_up(new_id(), services=[], by=money.AGENT, now=now, **FIELDS)


def test_titre_never_goes_with_a_provider(scope, now):
    """payments §1.1: two channels that never mix."""
    with pytest.raises(DomainError) as refused:
        regies.set_up(
            None,
            services=[],
            by=money.AGENT,
            now=now,
            **{**FIELDS, "channel": "titre", "gateway": "demo"},
        )
    assert refused.value.code == "titre_not_online"
