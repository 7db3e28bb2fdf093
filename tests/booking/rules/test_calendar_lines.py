"""Holidays pasted a line each, as academies publish them (R7)."""

from datetime import date

import pytest

from booking.rules.calendar_lines import read
from shared.values.ranges import DateRange

OCTOBER = (date(2026, 10, 17), date(2026, 11, 1))


def one(text, **how):
    found = read(text, **({"back_to_school": True} | how))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Toussaint 2026 : 17/10/2026 – 02/11/2026", "Toussaint 2026"),
        ("Toussaint\u00a0: 17/10/26 - 2/11/26", "Toussaint"),
        ("Vacances de la Toussaint : du samedi 17 octobre au lundi 2 novembre 2026", None),
        ("Vacances de la Toussaint du 17 octobre 2026 au 2 novembre 2026", None),
        ("Toussaint ; 2026-10-17 ; 2026-11-02", "Toussaint"),
        ("Toussaint\t17.10.2026\t02.11.2026", "Toussaint"),
        ("TOUSSAINT | Samedi 17 oct. 2026 | Lundi 2 nov. 2026", "TOUSSAINT"),
        ("«\u00a0Toussaint\u00a0» (17-10-2026 / 02-11-2026)", "Toussaint"),
    ],
)
def test_a_line_is_read_however_it_was_written(text, name):
    found = one(text)
    assert (found.problem, found.name) == ("", name or "Vacances de la Toussaint")
    assert (found.span.start, found.span.last) == OCTOBER


def test_year_is_taken_from_the_second_date_over_christmas_too():
    found = one("Vacances de Noël du 19 décembre au 4 janvier 2027")
    assert (found.span.start, found.span.last) == (date(2026, 12, 19), date(2027, 1, 3))
    assert one("Été austral : du 1er février au 8 mars 2027").span.start == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("how", "first", "last"),
    [
        ({"back_to_school": True}, 9, 18),
        ({"back_to_school": False}, 9, 19),
        ({"back_to_school": True, "after_class": True}, 10, 18),
    ],
)
def test_agent_says_what_both_dates_mean(how, first, last):
    """« Vendredi 9 après la classe, reprise le lundi 19 »: nothing is guessed."""
    found = one("Vacances d’octobre : vendredi 9 octobre 2026 après la classe – 19/10/2026", **how)
    assert (found.span.start.day, found.span.last.day) == (first, last)
    assert found.name == "Vacances d’octobre"


def test_one_date_is_one_day_whatever_the_second_means():
    found = one("Fête de la Citoyenneté : 24/09/2026")
    assert found.span == DateRange(date(2026, 9, 24), date(2026, 9, 25))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Toussaint", "Aucune date n’est lisible"),
        ("17/10/2026 – 02/11/2026", "Il manque le nom"),
        ("Hiver : 30/02/2027 – 08/03/2027", "Le 30/02/2027 n’existe pas."),
        ("Hiver : 45/02/2027 – 08/03/2027", "Le 45/02/2027 n’existe pas."),
        ("Hiver : 13/02/2027 – 01/02/2027", "vient avant la première"),
        ("Hiver : 13/02/2027 – 13/02/2027", "aucun jour de vacances"),
        ("Hiver : 13/02/2026 – 28/02/2027", "vérifiez l’année"),
        ("Hiver : du 13 février au 28 février", "Il manque l’année"),
        ("Hiver : 13/02/2027, 20/02/2027, 27/02/2027", "Plus de deux dates"),
        (f"{'H' * 121} : 13/02/2027 – 28/02/2027", "trop long"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(text, said):
    found = one(text)
    assert found.span is None
    assert said in found.problem.replace("\u00a0", " ")


def test_lines_are_numbered_blank_ones_left_out_and_an_overlap_names_the_other():
    found = read(
        "\nHiver : 13/02/2027 – 01/03/2027\n\n  \nCarnaval : 15/02/2027 – 17/02/2027\n",
        back_to_school=True,
    )
    assert [(line.number, bool(line.span)) for line in found] == [(2, True), (5, False)]
    assert "ligne 2, «\u00a0Hiver\u00a0»" in found[1].problem


def test_more_than_a_year_at_once_is_refused():
    with pytest.raises(ValueError, match="une année à la fois"):
        read("Hiver : 13/02/2027\n" * 41, back_to_school=True)
