"""Which deadline speaks, what it answers and how it is said (R20, R21, R25)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.rules import deadlines
from booking.rules.deadlines import Act, DeadlineRule, Kind, TableRow, choose, decide, describe
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts
from shared.values.workdays import WORKING_DAYS, Counting

PARIS = ZoneInfo("Europe/Paris")
THURSDAY = date(2027, 1, 14)
NOTHING = CalendarFacts()
TEN = time(10)
OUVRABLES = Counting(skip_public_holidays=True, skip_weekdays=frozenset({6}))
WINTER = DateRange(date(2027, 2, 15), date(2027, 2, 27))


def rule(kind: Kind = Kind.ALWAYS, **fields: object) -> DeadlineRule:
    return DeadlineRule(**({"act": Act.BOOK, "kind": kind} | fields))  # type: ignore[arg-type]


SERVICE = rule(key="service")
ACTIVITY = rule(activity="repas", key="activity")
PERIOD = rule(period=DateRange(date(2027, 1, 1), date(2027, 2, 1)), key="period")
YEAR = rule(period=DateRange(date(2026, 9, 1), date(2027, 7, 3)), key="year")
TERM = rule(period=DateRange(date(2026, 9, 1), date(2027, 2, 1)), key="term")
PERIOD_ACTIVITY = rule(
    period=DateRange(date(2026, 9, 1), date(2027, 7, 3)), activity="repas", key="period+activity"
)
OVERRIDE = rule(override=DateRange(date(2027, 1, 11), date(2027, 1, 16)), key="override")


@pytest.mark.parametrize(
    ("rules", "activity", "chosen"),
    [
        ([SERVICE], "repas", "service"),
        ([SERVICE, ACTIVITY], "repas", "activity"),
        ([SERVICE, ACTIVITY], "matin", "service"),
        ([SERVICE, ACTIVITY, PERIOD], "repas", "period"),
        ([YEAR, PERIOD], "repas", "period"),
        ([PERIOD, PERIOD_ACTIVITY], "repas", "period+activity"),
        ([YEAR, TERM], "repas", "term"),
        ([SERVICE, ACTIVITY, PERIOD, OVERRIDE], "repas", "override"),
    ],
)
def test_choose_goes_from_the_narrow_to_the_wide(
    rules: list[DeadlineRule], activity: str, chosen: str
) -> None:
    for given_order in (rules, rules[::-1]):
        found = choose(given_order, Act.BOOK, day=THURSDAY, activity=activity)

        assert found is not None
        assert found.key == chosen


def test_an_override_covers_its_own_days_only() -> None:
    """R25."""
    found = choose([SERVICE, OVERRIDE], Act.BOOK, day=date(2027, 1, 18))

    assert found is SERVICE


@pytest.mark.parametrize("act", [Act.MODIFY, Act.CANCEL])
def test_an_absent_rule_falls_back_to_booking(act: Act) -> None:
    own = rule(act=act, key="own")

    assert choose([SERVICE], act, day=THURSDAY) is SERVICE
    assert choose([SERVICE, own], act, day=THURSDAY) is own


def test_booking_never_falls_back_to_another_act() -> None:
    assert choose([rule(act=Act.CANCEL)], Act.BOOK, day=THURSDAY) is None


TWO_DAYS = rule(Kind.DAYS_BEFORE, days=2, at=TEN, counting=WORKING_DAYS)


def ask(rules: list[DeadlineRule], at: datetime, act: Act = Act.BOOK) -> deadlines.DeadlineDecision:
    return decide(
        rules, act, day=THURSDAY, now=at, facts=NOTHING, zone=PARIS, starts_at=time(11, 30)
    )


LIMIT = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (Act.BOOK, "Réservable jusqu’au mar. 12 à 10:00."),
        (Act.MODIFY, "Modifiable jusqu’au mar. 12 à 10:00."),
        (Act.CANCEL, "Annulable jusqu’au mar. 12 à 10:00."),
    ],
)
def test_an_open_day_says_until_when(act: Act, sentence: str) -> None:
    """R21."""
    decision = ask([TWO_DAYS], LIMIT - timedelta(seconds=1), act)

    assert decision
    assert decision.limit == LIMIT
    assert decision.reason.sentence.replace("\u00a0", " ") == sentence


@pytest.mark.parametrize(
    ("rules", "at", "code", "limit"),
    [
        ([TWO_DAYS], LIMIT, "deadline_passed", LIMIT),
        ([], LIMIT, "no_deadline", None),
        ([rule(Kind.NEVER)], LIMIT, "never_online", None),
        ([rule(Kind.CLEAR_DAYS, days=2)], LIMIT, "never_online", None),
        (
            [rule(Kind.ALWAYS)],
            *(datetime(2027, 1, 14, 10, 30, tzinfo=UTC), "day_past"),
            datetime(2027, 1, 14, 10, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_closed_day_says_why(
    rules: list[DeadlineRule], at: datetime, code: str, limit: datetime | None
) -> None:
    decision = ask(rules, at)

    assert not decision
    assert decision.reason.code == code
    assert decision.limit == limit
    assert decision.reason.sentence.endswith(".")


def test_always_is_open_until_the_service_starts() -> None:
    assert ask([rule(Kind.ALWAYS)], datetime(2027, 1, 14, 10, 29, tzinfo=UTC))


@pytest.mark.parametrize(
    ("limit", "day", "text"),
    [
        (datetime(2027, 1, 12, 9, tzinfo=UTC), THURSDAY, "mar. 12 à 10:00"),
        (datetime(2027, 1, 11, 23, tzinfo=UTC), THURSDAY, "lun. 11 à 23:59"),
        (datetime(2026, 12, 31, 9, tzinfo=UTC), date(2027, 1, 4), "jeu. 31 déc. à 10:00"),
        (datetime(2027, 1, 12, 9, tzinfo=UTC), None, "mar. 12 janv. à 10:00"),
    ],
)
def test_a_cutoff_is_shown_as_people_say_it(limit: datetime, day: date | None, text: str) -> None:
    assert deadlines.cutoff_text(limit, PARIS, day=day).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (TWO_DAYS, "jusqu’à 10 h, deux jours ouvrés avant"),
        (
            rule(Kind.DAYS_BEFORE, days=1, at=time(10, 30), counting=WORKING_DAYS),
            "jusqu’à 10 h 30, un jour ouvré avant",
        ),
        (rule(Kind.DAYS_BEFORE, days=0, at=TEN), "jusqu’à 10 h, le jour même"),
        (rule(Kind.DAYS_BEFORE, days=1), "jusqu’à 23 h 59, la veille"),
        (
            rule(
                Kind.DAYS_BEFORE,
                days=3,
                at=TEN,
                counting=Counting(skip_weekends=True, skip_weekdays=frozenset({2})),
            ),
            "jusqu’à 10 h, trois jours avant (hors week-ends et mercredis)",
        ),
        (
            rule(
                Kind.DAYS_BEFORE,
                days=2,
                at=TEN,
                counting=Counting(
                    skip_weekends=True,
                    skip_public_holidays=True,
                    skip_school_holidays=True,
                    skip_closed=True,
                ),
            ),
            "jusqu’à 10 h, deux jours ouvrés avant (hors vacances scolaires et jours de fermeture)",
        ),
        (rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN), "jusqu’au jeudi précédent à 10 h"),
        (
            rule(Kind.WEEKDAY_OF_WEEK, weekday=3, at=TEN),
            "jusqu’au jeudi de la semaine précédente à 10 h",
        ),
        (
            rule(Kind.WEEKDAY_OF_WEEK, weekday=4, weeks=2, at=TEN),
            "jusqu’au vendredi, deux semaines avant, à 10 h",
        ),
        (
            rule(Kind.DAY_OF_MONTH, day_of_month=20, at=TEN),
            "jusqu’au 20 du mois précédent à 10 h",
        ),
        (rule(Kind.HOURS_BEFORE, hours=48), "jusqu’à 48 heures avant le début"),
        (
            rule(Kind.WORKING_HOURS_BEFORE, hours=48),
            "jusqu’à 48 heures ouvrées avant le début",
        ),
        (
            rule(Kind.PERIOD_INSTANT, instant=datetime(2027, 1, 4, 11, tzinfo=UTC)),
            "jusqu’au lundi 4 janvier 2027 à 12 h",
        ),
        (
            rule(Kind.DAYS_BEFORE, days=2, at=TEN, counting=OUVRABLES),
            "jusqu’à 10 h, deux jours ouvrables avant",
        ),
        (
            rule(
                Kind.DAYS_BEFORE,
                days=1,
                counting=Counting(skip_weekends=True, skip_weekdays=frozenset({2, 6})),
            ),
            "jusqu’à 23 h 59, la veille (hors week-ends et mercredis)",
        ),
        (rule(Kind.HOURS_BEFORE, hours=1), "jusqu’à 1 heure avant le début"),
        (rule(Kind.HOURS_BEFORE, hours=0), "jusqu’au début"),
        (
            rule(Kind.WORKING_HOURS_BEFORE, hours=24, counting=OUVRABLES),
            "jusqu’à 24 heures ouvrables avant le début",
        ),
        (
            rule(
                Kind.WORKING_HOURS_BEFORE,
                hours=48,
                counting=Counting(
                    skip_weekends=True,
                    skip_public_holidays=True,
                    skip_weekdays=frozenset({2}),
                ),
            ),
            "jusqu’à 48 heures ouvrées avant le début (hors mercredis)",
        ),
        (
            rule(Kind.CLEAR_DAYS, days=5),
            "jusqu’à 23 h 59, cinq jours francs avant le début de la période",
        ),
        (
            rule(Kind.CLEAR_DAYS, days=3, at=TEN, counting=WORKING_DAYS, period=WINTER),
            "jusqu’à 10 h, trois jours francs et ouvrés avant la période du 15 au 26 février 2027",
        ),
        (
            rule(Kind.CLEAR_DAYS, days=0, period=DateRange(date(2027, 2, 15))),
            "jusqu’à 23 h 59, la veille du lundi 15 février 2027",
        ),
        (rule(Kind.CLEAR_DAYS, days=0), "jusqu’à 23 h 59, la veille du début de la période"),
        (
            rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN, counting=WORKING_DAYS),
            "jusqu’au jeudi précédent à 10 h (plus tôt si c’est un jour férié)",
        ),
        (
            rule(
                Kind.DAY_OF_MONTH,
                day_of_month=1,
                at=TEN,
                counting=Counting(
                    skip_weekends=True,
                    skip_public_holidays=True,
                    skip_school_holidays=True,
                    skip_closed=True,
                    skip_weekdays=frozenset({2}),
                ),
            ),
            "jusqu’au 1er du mois précédent à 10 h (plus tôt si c’est un week-end, un jour férié, "
            "en vacances scolaires, un jour de fermeture ou un mercredi)",
        ),
        (
            rule(
                Kind.WEEKDAY_TABLE,
                counting=WORKING_DAYS,
                table={0: TableRow(4, time(9), 1), 2: TableRow(None, time(9))},
            ),
            "lundi : jusqu’au vendredi, une semaine plus tôt, à 9 h ; "
            "mercredi : jusqu’au jour même à 9 h (plus tôt si c’est un jour férié)",
        ),
        (
            rule(Kind.WEEKDAY_TABLE, table={2: TableRow(None)}),
            "mercredi : jusqu’au jour même à 23 h 59",
        ),
        (
            rule(
                Kind.WEEKDAY_TABLE,
                table={
                    0: TableRow(4, time(9)),
                    1: TableRow(4, time(9)),
                    3: TableRow(1, time(9)),
                    4: TableRow(1, time(9)),
                },
            ),
            "lundi et mardi : jusqu’au vendredi précédent à 9 h ; "
            "jeudi et vendredi : jusqu’au mardi précédent à 9 h",
        ),
        (rule(Kind.NEVER), "jamais en ligne"),
        (rule(Kind.ALWAYS), "à tout moment"),
    ],
)
def test_a_rule_is_described_in_french(deadline: DeadlineRule, words: str) -> None:
    assert describe(deadline, PARIS).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("deadline", "found"),
    [
        (TWO_DAYS, 0),
        (rule(Kind.PREVIOUS_WEEKDAY), 1),
        (rule(Kind.PREVIOUS_WEEKDAY, weekday=7), 1),
        (rule(Kind.WEEKDAY_OF_WEEK, weekday=1, weeks=0), 1),
        (rule(Kind.DAY_OF_MONTH, day_of_month=32), 1),
        (rule(Kind.DAYS_BEFORE, days=201), 1),
        (rule(Kind.HOURS_BEFORE, hours=-1), 1),
        (rule(Kind.PERIOD_INSTANT), 1),
        (rule(Kind.CLEAR_DAYS, days=2), 1),
        (rule(Kind.WEEKDAY_TABLE), 1),
        (rule(Kind.WEEKDAY_TABLE, table={8: TableRow(1)}), 1),
        (rule(Kind.WEEKDAY_TABLE, table={1: TableRow(1, None, 21)}), 1),
        (rule(Kind.WEEKDAY_TABLE, table={1: TableRow(None)}), 0),
        (rule(Kind.WEEKDAY_OF_WEEK, weekday=1, weeks=21), 1),
        (rule(Kind.HOURS_BEFORE, hours=2001), 1),
        (rule(Kind.DAYS_BEFORE, days=-1), 1),
        (rule(Kind.CLEAR_DAYS, days=2, period=WINTER), 0),
        (rule(counting=Counting(skip_weekdays=frozenset(range(7)))), 1),
        (rule(counting=Counting(skip_weekends=True, skip_weekdays=frozenset(range(5)))), 1),
        (rule(period=WINTER, override=DateRange(date(2027, 3, 1), date(2027, 3, 2))), 1),
        (rule(period=WINTER, override=DateRange(date(2027, 2, 26), date(2027, 3, 2))), 0),
    ],
)
def test_problems_are_told_to_the_agent(deadline: DeadlineRule, found: int) -> None:
    assert len(deadlines.problems(deadline)) == found


def test_a_table_survives_its_column() -> None:
    table = {0: TableRow(4, time(9)), 2: TableRow(None, time(9)), 3: TableRow(1, None, 1)}

    assert deadlines.table_from_json(deadlines.table_to_json(table)) == table
