"""The set-up of absences: the grid and the numbers (R27–R33)."""

import pytest

from booking.models import AbsencePolicy, OutcomeRule
from booking.office.absence_forms import PolicyForm, TableForm, name_of
from booking.operations.setup import absences
from booking.rules.cancellations import Motive, Notice
from booking.rules.outcomes import DEFAULTS
from family.models import AuditEvent
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking

BY = Actor(uid=new_id(), label="Agnès", is_agent=True)
KEY = (Motive.ILLNESS, Notice.LATE, True)


@pytest.fixture
def canteen(scope):
    return booking.canteen()


def typed(**changed):
    fields = {name: field.initial for name, field in PolicyForm.base_fields.items()}
    return {key: value for key, value in (fields | changed).items() if value is not None}


def table(**changed):
    return {name_of(key): share for key, share in DEFAULTS.items()} | changed


def test_only_what_differs_from_the_defaults_is_kept(canteen, now):
    absences.save_table(canteen.service, {**DEFAULTS, KEY: 50}, by=BY, now=now)
    rule = OutcomeRule.objects.get()
    assert (rule.motive, rule.notice, rule.has_proof, rule.percent) == ("illness", "late", True, 50)
    absences.save_table(canteen.service, {}, by=BY, now=now)
    assert not OutcomeRule.objects.exists()
    assert AuditEvent.objects.filter(verb="absence_table.changed").count() == 2


def test_a_share_beyond_the_whole_changes_nothing(canteen, now):
    with pytest.raises(DomainError) as refused:
        absences.save_table(canteen.service, {KEY: 101}, by=BY, now=now)
    assert refused.value.code == "percent"
    form = TableForm(table(**{name_of(KEY): "101"}))
    assert not form.is_valid()
    assert form.errors[name_of(KEY)] == ["Écrivez un nombre d’au plus 100."]


def test_the_form_gives_the_whole_table():
    form = TableForm(table(**{name_of(KEY): "50"}))
    assert form.is_valid()
    assert form.shares() == {**DEFAULTS, KEY: 50}


def test_the_numbers_are_written_once_a_service(canteen, now):
    form = PolicyForm(typed(late_absence="on", unbooked="cents", unbooked_cents="1,99"))
    assert form.is_valid(), form.errors
    for _ in range(2):
        absences.save_policy(canteen.service, by=BY, now=now, **form.cleaned_data)
    made = AbsencePolicy.objects.get()
    assert (made.late_absence, made.unbooked_cents, made.pickup_then_cents) == (True, 199, None)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("pickup_step", "0", "Écrivez un nombre d’au moins 1."),
        ("carence_days", "deux", "Écrivez un nombre entier."),
        ("unbooked_cents", "5000", "Écrivez un montant entre 0 et 1\u00a0000\u00a0€."),
        ("unbooked", "gratuit", ""),
    ],
)
def test_bad_input_has_its_sentence(field, value, sentence):
    form = PolicyForm(typed(**{field: value}))
    assert not form.is_valid()
    assert sentence in str(form.errors[field][0])
