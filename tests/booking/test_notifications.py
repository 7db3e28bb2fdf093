"""Every mail of booking is written in French, from facts kept with the message (R111)."""

from datetime import date

import pytest
from django.core import mail

from booking import notifications
from booking.models import Reservation
from booking.operations import telling
from family.models import Message
from tenants.operations import outbox
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
FACTS = {
    "motive": "Plus de place",
    "effect": "Cette date n’est pas facturée.",
    "commission": "Vacances d’hiver",
    "refused": [],
    "to_pay": False,
    "seed": "00" * 32,
    "offer_url": "https://ribambelle.test/c/jolieville/offre/abc/",
}


# What one parent does, told to the other: see operations/test_custody.py.
@pytest.mark.parametrize("kind", sorted(notifications.MAILS.keys() - {"other_parent"}))
def test_mail_says_which_days_which_service_and_whom_to_call(scope, now, kind):
    home = families.martin()
    canteen = booking.canteen(home.children, days=[MONDAY])
    booking.reservation(
        home.lea, canteen.openings[MONDAY], home.guardian, state="held", held_until=now
    )
    booking.reservation(home.hugo, canteen.openings[MONDAY], home.guardian)
    rows = list(Reservation.objects.select_related("payer"))
    telling.tell_guardians(rows, kind, now=now, **FACTS)
    assert Message.objects.count() == 1
    outbox.drain(now)
    letter = mail.outbox[0]
    assert letter.to == [home.guardian.email]
    assert "Léa, Repas\u00a0: 14\u00a0déc." in letter.body
    assert "Hugo, Repas" in letter.body
    assert "01 23 45 67 89" in letter.body
    assert "Objet" not in letter.body
    assert letter.subject


def test_parent_of_another_household_is_not_asked_to_pay(scope, now):
    home = families.martin()
    apart = families.guardian(families.family("Petit"), "Marc")
    home.lea.guardian_links.create(guardian=apart)
    canteen = booking.canteen(home.children, days=[MONDAY])
    booking.reservation(home.lea, canteen.openings[MONDAY], home.guardian)
    rows = list(Reservation.objects.select_related("payer"))
    telling.tell_family(rows, "place_to_pay", now=now)
    assert set(Message.objects.values_list("guardian_id", flat=True)) == {home.guardian.id}
