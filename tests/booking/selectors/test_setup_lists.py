"""What set-up screens list."""

from datetime import date

from booking.models import Registration
from booking.selectors import setup_lists
from tests.factories import booking

TODAY = date(2026, 12, 1)


def test_checklist_says_what_a_service_lacks(cast, django_assert_num_queries):
    empty = booking.service("Garderie")
    with django_assert_num_queries(1):
        found = {one.service.id: one for one in setup_lists.services(today=TODAY)}
    assert found[cast.canteen.service.id].is_ready
    assert [code for code, _ in found[empty.id].missing] == [
        "activity",
        "tariff",
        "deadline",
        "opening",
        "registration",
    ]
    booking.activity(cast.canteen.service, "Goûter")
    found = {one.service.id: one for one in setup_lists.services(today=TODAY)}
    assert [code for code, _ in found[cast.canteen.service.id].missing] == ["tariff"]


def test_openings_and_registrations_are_listed(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = setup_lists.openings(cast.canteen.service, date(2026, 12, 14), date(2026, 12, 19))
    assert [row.capacity for row in rows] == [100] * 4
    with django_assert_num_queries(2):
        listed = setup_lists.registrations(cast.canteen.service, today=TODAY)
    assert [row.child for row in listed] == ["Hugo Martin", "Léa Martin"]
    Registration.objects.update(ends_on=TODAY)
    assert setup_lists.registrations(cast.canteen.service, today=TODAY) == []
