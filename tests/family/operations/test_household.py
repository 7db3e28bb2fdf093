"""Files, adults and children: each edit is one operation, with its history and its refusals."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from family.models import AdhesionCode, AuditEvent, Child, ChildGuardian, Family, Guardian
from family.operations import children, codes, families, guardians, schools, uniqueness
from family.signals import family_closed
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking
from tests.factories import families as cast
from tests.family.office.town import BY, TODAY


@pytest.fixture
def martin(scope):
    """The Martins."""
    return cast.martin()


def history(family):
    """The verbs of a file, oldest first."""
    events = AuditEvent.objects.filter(family_uid=family.pk).order_by("at", "id")
    return [event.verb for event in events]


def test_edit_writes_what_changed_and_nothing_else(martin, now):
    families.edit(martin.family, address="1 rue Neuve", by=BY, now=now)
    families.edit(martin.family, address="1 rue Neuve", by=BY, now=now)

    (event,) = AuditEvent.objects.filter(verb="family.edited")
    assert event.facts == {"changed": {"address": ["", "1 rue Neuve"]}}
    assert (event.actor_label, event.at) == (BY.label, now)


def test_file_number_of_another_file_is_refused(martin, now):
    families.create(name="Durand", file_number="7", by=BY, now=now)

    with pytest.raises(DomainError, match="déjà celui du dossier Durand"):
        families.edit(martin.family, file_number="7", by=BY, now=now)

    assert Family.objects.get(pk=martin.family.pk).file_number == ""


def test_two_agents_take_the_same_number_at_once(martin, now):
    """What the check cannot see, the constraint says and the second agent reads in French."""
    families.create(name="Durand", file_number="7", by=BY, now=now)

    with (
        pytest.raises(DomainError, match="vient d’être pris"),
        uniqueness.told("file_number_taken", families.NUMBER_TAKEN),
    ):
        Family.objects.filter(pk=martin.family.pk).update(file_number="7")

    assert Family.objects.get(pk=martin.family.pk).file_number == ""


def test_closed_file_says_so_and_kills_its_codes(martin, now, settings):
    codes.issue(martin.guardian, channel="letter", by=BY, now=now)
    heard = []

    def hear(sender, family, **kwargs):
        heard.append(family)

    family_closed.connect(hear)
    try:
        families.close(martin.family, motive="Déménagement", by=BY, now=now)
    finally:
        family_closed.disconnect(hear)

    assert AdhesionCode.objects.get().revoked_at == now
    assert heard == [martin.family]
    assert history(martin.family) == ["code.issued", "family.closed"]
    with pytest.raises(DomainError, match="clos"):
        families.edit(martin.family, name="Autre", by=BY, now=now)


def test_file_stays_open_when_an_upper_room_refuses(martin, now):
    def refuse(sender, **kwargs):
        raise DomainError("booked", "Des réservations sont à venir.")

    family_closed.connect(refuse)
    try:
        with pytest.raises(DomainError, match="à venir"):
            families.close(martin.family, motive="Départ", by=BY, now=now)
    finally:
        family_closed.disconnect(refuse)

    assert Family.objects.get(pk=martin.family.pk).closed_at is None
    assert history(martin.family) == []


def test_closing_asks_a_motive(martin, now):
    with pytest.raises(DomainError, match="pourquoi"):
        families.close(martin.family, motive="  ", by=BY, now=now)


def test_reopened_file_is_edited_again(martin, now):
    families.close(martin.family, motive="Erreur", by=BY, now=now)
    families.reopen(martin.family, by=BY, now=now)

    assert families.edit(martin.family, city="Jolieville", by=BY, now=now).city == "Jolieville"


def test_first_adult_pays_and_the_payer_can_be_changed(martin, now):
    made = guardians.add(martin.family, first_name="Julien", last_name="Martin", by=BY, now=now)
    assert not made.is_payer

    guardians.choose_payer(made, by=BY, now=now)

    payers = Guardian.objects.filter(family=martin.family, is_payer=True)
    assert [payer.first_name for payer in payers] == ["Julien"]


def test_address_of_an_account_is_not_the_town_halls_to_change(martin, now):
    Guardian.objects.filter(pk=martin.guardian.pk).update(account_uid=new_id())

    with pytest.raises(DomainError, match="a un compte"):
        guardians.edit(martin.guardian, email="autre@exemple.fr", by=BY, now=now)


def test_adult_with_anything_hanging_on_them_is_kept(martin, now):
    with pytest.raises(DomainError, match="redevable"):
        guardians.remove(martin.guardian, by=BY, now=now)

    julien = guardians.add(martin.family, first_name="Julien", last_name="Martin", by=BY, now=now)
    canteen = booking.canteen([martin.lea], days=[date(2026, 12, 3)])
    booking.reservation(martin.lea, canteen.openings[date(2026, 12, 3)], julien)
    with pytest.raises(DomainError, match="réservations ou des factures"):
        guardians.remove(julien, by=BY, now=now)


def test_adult_added_by_mistake_is_removed(martin, now):
    julien = guardians.add(martin.family, first_name="Julien", last_name="Martin", by=BY, now=now)

    guardians.remove(julien, by=BY, now=now)

    assert Guardian.objects.filter(family=martin.family).count() == 1


def test_child_is_tied_to_the_chosen_adults(martin, now):
    made = children.add(
        martin.family,
        guardians=[martin.guardian],
        first_name="Tom",
        last_name="Martin",
        birth_date=date(2022, 1, 9),
        diet="",
        today=TODAY,
        by=BY,
        now=now,
    )

    assert [tie.guardian for tie in made.guardian_links.all()] == [martin.guardian]


@pytest.mark.parametrize(
    ("name", "born", "sentence"),
    [
        ("Tom", date(2027, 1, 1), "avenir"),
        ("Tom", date(1990, 1, 1), "enfant"),
        ("léa", date(2019, 5, 14), "déjà dans ce dossier"),
    ],
)
def test_child_that_cannot_be_is_refused(martin, now, name, born, sentence):
    with pytest.raises(DomainError, match=sentence):
        children.add(
            martin.family,
            guardians=[martin.guardian],
            first_name=name,
            last_name="Martin",
            birth_date=born,
            today=TODAY,
            by=BY,
            now=now,
        )

    assert Child.objects.count() == 2


def test_separated_parent_of_another_file_is_tied_then_untied(martin, now):
    """R69."""
    paul = cast.durand().guardian

    tie = children.link(martin.lea, paul, has_authority=True, can_book=False, by=BY, now=now)
    children.unlink(tie, by=BY, now=now)

    assert [link.guardian for link in martin.lea.guardian_links.all()] == [martin.guardian]
    assert history(martin.family) == ["child.linked", "child.unlinked"]


def test_last_adult_of_a_child_is_kept(martin, now):
    tie = ChildGuardian.objects.get(child=martin.lea)

    with pytest.raises(DomainError, match="au moins un responsable"):
        children.unlink(tie, by=BY, now=now)

    assert ChildGuardian.objects.filter(child=martin.lea).exists()


def test_class_of_the_year_is_written_once(martin, now):
    """R11."""
    ferry = schools.create(name="École Jules-Ferry", address="", by=BY, now=now)
    for level in ("CE1", "CE2"):
        children.enrol(
            martin.lea, school=ferry, level=level, class_name="", today=TODAY, by=BY, now=now
        )

    (schooling,) = martin.lea.schoolings.all()
    assert (schooling.level, schooling.school_year) == ("CE2", 2026)
    with pytest.raises(DomainError, match="elle est gardée"):
        schools.remove(ferry, by=BY, now=now)


def test_school_name_is_unique_whatever_the_case(scope, now):
    schools.create(name="École Pasteur", address="", by=BY, now=now)

    with pytest.raises(DomainError, match="existe déjà"):
        schools.create(name="école pasteur", address="", by=BY, now=now)


def test_database_keeps_one_payer_a_file(martin):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.guardian(martin.family, "Julien", is_payer=True)
