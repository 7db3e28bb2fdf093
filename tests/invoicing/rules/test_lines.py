"""Booked days become lines whose total is always quantity × unit (R3, R79)."""

from datetime import date

import pytest

from invoicing.rules import lines
from invoicing.rules.lines import Billable


def meal(
    day: int, *, child: str = "Léa", cents: int = 415, percent: int = 100, **rest: object
) -> Billable:
    return Billable(
        reservation=f"{child}{day}{rest.get('label', '')}",
        child=child,
        child_name=f"{child} Martin",
        activity=rest.get("label", "Repas"),
        label=str(rest.get("label", "Repas")),
        care="meal",
        day=date(2027, 1, day),
        price_cents=cents,
        percent=percent,
        order=int(str(rest.get("order", 0))),
    )


def test_seventeen_meals_make_one_line_of_70_55() -> None:
    """R3."""
    (line,) = lines.group(meal(day) for day in range(1, 18))

    assert (line.quantity, line.unit_cents, line.total_cents) == (17, 415, 7055)
    assert line.dates == tuple(date(2027, 1, day) for day in range(1, 18))


def test_children_activities_and_prices_are_kept_apart() -> None:
    made = lines.group(
        [
            meal(5, child="Noé"),
            meal(8, cents=500),
            meal(7),
            meal(5),
            meal(6, label="Soir", order=1),
        ]
    )

    assert [(line.child, line.label, line.unit_cents, line.quantity) for line in made] == [
        ("Léa", "Repas", 415, 2),
        ("Léa", "Repas", 500, 1),
        ("Léa", "Soir", 415, 1),
        ("Noé", "Repas", 415, 1),
    ]
    assert lines.total(made) == 415 * 4 + 500


def test_half_billed_absences_are_their_own_line() -> None:
    first, second = lines.group([meal(5), meal(6, percent=50), meal(7, percent=50)])

    assert (first.label, first.total_cents) == ("Repas", 415)
    assert second.label.replace("\u00a0", " ") == "Repas (absence, 50 %)"
    assert (second.unit_cents, second.total_cents) == (208, 416)


def test_what_is_not_due_is_not_printed_but_a_free_day_is() -> None:
    made = lines.group([meal(5, percent=0), meal(6, cents=0)])

    assert [(line.quantity, line.total_cents) for line in made] == [(1, 0)]


@pytest.mark.parametrize(("cents", "percent"), [(-1, 100), (415, 101), (415, -1)])
def test_senseless_facts_are_refused(cents: int, percent: int) -> None:
    with pytest.raises(ValueError, match="ne se facture pas"):
        lines.group([meal(5, cents=cents, percent=percent)])
