"""What a deadline gives on the next days of service, and how the office lists a service's."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from booking.models import CalendarEntry, DeadlineRule, Opening, Period
from booking.rules.deadlines import Act
from booking.selectors import deadlines
from booking.selectors.deadline_days import upcoming
from tenants.context import commune_scope
from tests.factories import booking, families

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 12, 14)


@pytest.fixture
def service(cast):
    return cast.canteen.service


def drafted(service, **fields) -> DeadlineRule:
    fields = {"act": "book", "kind": "days_before", "days": 1, "at_time": time(10)} | fields
    return DeadlineRule(service=service, **fields)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def shown(service, now, rule=None, **fields) -> list[tuple[str, list[str]]]:
    """(day, its limits) of the rows."""
    found = upcoming(service, deadlines.rule_of(rule or drafted(service, **fields)), now=now)
    return [
        (plain(row.label), [plain(f"{names} {until}").strip() for names, until, _ in row.limits])
        for row in found.rows
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_next_days_and_their_cutoffs_cost_two_statements(
    service, now, number, django_assert_num_queries
):
    rule = deadlines.rule_of(service.deadline_rules.get())

    with django_assert_num_queries(2):
        found = upcoming(service, rule, now=now, number=number)

    assert [plain(row.label) for row in found.rows] == [
        "lun. 14 déc.",
        "mar. 15 déc.",
        "jeu. 17 déc.",
    ][:number]
    assert plain(found.rows[0].limits[0][1]) == "jeu. 10 déc. à 10:00"
    assert (found.rows[0].warning, found.rows[0].other, found.taken) == ("", "", "")


def test_only_the_days_the_rule_speaks_of_are_shown(service, now):
    term = Period(service=service, starts_on=date(2026, 12, 15), ends_on=date(2026, 12, 22))

    assert [day for day, _ in shown(service, now, period=term)] == [
        "mar. 15 déc.",
        "jeu. 17 déc.",
        "ven. 18 déc.",
        "lun. 21 déc.",
    ]
    days = {"override_from": date(2026, 12, 17), "override_until": date(2026, 12, 18)}
    assert [day for day, _ in shown(service, now, period=term, **days)] == ["jeu. 17 déc."]


def test_a_closed_opening_is_not_a_day_of_service(service, now):
    Opening.objects.filter(date=MONDAY).update(closed_reason="Grève")

    assert shown(service, now)[0][0] == "mar. 15 déc."


def test_activities_are_told_apart_when_their_cutoffs_differ(service, cast, now):
    snack = booking.activity(service, "Goûter", starts_at=time(16, 30), ends_at=time(17))
    booking.opening(snack, MONDAY, 10)

    (first, limits), (_, alone) = shown(service, now, kind="hours_before", hours=24)[:2]

    assert (first, limits) == (
        "lun. 14 déc.",
        [
            "Repas dim. 13 déc. à 12:00",
            "Goûter dim. 13 déc. à 16:30",
        ],
    )
    assert alone == ["lun. 14 déc. à 12:00"]
    one = shown(service, now, kind="hours_before", hours=24, activity=snack)
    assert one == [("lun. 14 déc.", ["dim. 13 déc. à 16:30"])]


def test_a_cutoff_that_is_over_is_told(service):
    late = datetime(2026, 12, 11, 9, tzinfo=UTC)

    found = upcoming(service, deadlines.rule_of(drafted(service)), now=late)

    assert [row.limits[0][2] for row in found.rows][:2] == [True, False]


def test_before_any_opening_ordinary_school_days_stand_in(scope, now):
    made = booking.service("Garderie")
    CalendarEntry.objects.create(
        kind="closure", name="Pont", starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 4)
    )

    found = upcoming(made, deadlines.rule_of(drafted(made)), now=now, number=3)

    assert found.is_example
    assert [plain(row.label) for row in found.rows] == [
        "mar. 1er déc.",
        "mer. 2 déc.",
        "ven. 4 déc.",
    ]


def test_a_long_weekend_is_announced_by_its_name(service, now):
    """R23."""
    CalendarEntry.objects.create(
        kind="public_holiday",
        name="Fête patronale",
        starts_on=date(2026, 12, 11),
        ends_on=date(2026, 12, 12),
    )

    found = upcoming(service, deadlines.rule_of(drafted(service)), now=now)

    assert plain(found.rows[0].warning) == (
        "Plus tôt que d’habitude (d’ordinaire : ven. 11 à 10:00) : Fête patronale ne compte pas."
    )
    assert found.rows[1].warning == ""


def test_a_far_public_holiday_is_known_to_the_rule(service, now):
    """180 working days before Monday 14 December 2026 is in spring: one more day off counts."""
    far = shown(service, now, days=180)[0]
    CalendarEntry.objects.create(
        kind="public_holiday",
        name="Lundi de Pâques",
        starts_on=date(2026, 4, 6),
        ends_on=date(2026, 4, 7),
    )

    assert far == ("lun. 14 déc.", ["lun. 6 avr. à 10:00"])
    assert shown(service, now, days=180)[0] == ("lun. 14 déc.", ["ven. 3 avr. à 10:00"])


def test_a_narrower_rule_that_wins_is_named(service, now):
    booking.deadline(
        service,
        kind="never",
        override_from=MONDAY,
        override_until=date(2026, 12, 15),
    )

    found = upcoming(service, deadlines.rule_of(service.deadline_rules.get(days=2)), now=now)

    assert [row.other for row in found.rows][:2] == ["jamais en ligne", ""]


def test_the_rule_already_at_that_place_is_told(service, now):
    found = upcoming(service, deadlines.rule_of(drafted(service)), now=now)

    assert plain(found.taken) == "jusqu’à 10 h, deux jours ouvrés avant"


def test_an_overseas_commune_sees_its_own_day(communes):
    """At 20:00 in Paris it is still morning in Tahiti, and the next day in Nouméa."""
    evening = datetime(2026, 12, 14, 19, tzinfo=UTC)
    seen = {}
    for name in ("Pacific/Tahiti", "Pacific/Noumea"):
        communes.jolieville.time_zone = name
        with commune_scope(communes.jolieville):
            made = booking.canteen(
                families.family(name).children.all(),
                days=[MONDAY, date(2026, 12, 15)],
                name=name,
            )
            seen[name] = shown(made.service, evening, kind="days_before", days=0)[0]

    assert seen == {
        "Pacific/Tahiti": ("lun. 14 déc.", ["lun. 14 déc. à 10:00"]),
        "Pacific/Noumea": ("mar. 15 déc.", ["mar. 15 déc. à 10:00"]),
    }


def test_rules_are_listed_from_the_widest(service, cast, django_assert_num_queries):
    booking.deadline(service, days=1, activity=cast.canteen.meal)
    booking.deadline(service, act="cancel", kind="never")

    with django_assert_num_queries(1):
        found = deadlines.lines(service, Act.BOOK, zone=PARIS)

    assert [(plain(one.sentence), one.scope) for one in found] == [
        ("jusqu’à 10 h, deux jours ouvrés avant", "toutes les prestations, toute l’année"),
        ("jusqu’à 10 h, un jour ouvré avant", "Repas, toute l’année"),
    ]


def test_exceptions_are_one_line_for_the_acts_that_share_them(service, django_assert_num_queries):
    week = {"override_from": date(2027, 2, 8), "override_until": date(2027, 2, 13)}
    over = {"override_from": date(2026, 11, 2), "override_until": date(2026, 11, 3)}
    for act in ("book", "cancel"):
        booking.deadline(service, act=act, kind="never", **week)
    booking.deadline(service, act="modify", kind="days_before", days=5, **week)
    booking.deadline(service, act="book", kind="never", **over)

    with django_assert_num_queries(1):
        found = deadlines.exceptions(service, zone=PARIS, today=date(2026, 12, 1))

    assert [(plain(one.days), one.acts, one.is_simple, one.is_past) for one in found] == [
        ("le 2 novembre 2026", "réserver", True, True),
        ("du 8 au 12 février 2027", "réserver et annuler", True, False),
        ("du 8 au 12 février 2027", "modifier", False, False),
    ]
    one = service.deadline_rules.get(act="cancel")
    assert {row.act for row in deadlines.exception_of(one)} == {"book", "cancel"}
