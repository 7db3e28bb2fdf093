"""A day brings its meal; study needs the snack (R37)."""

import pytest

from booking.rules.links import NO_LINKS, Links, decide_leaving, decide_needed, has_loop, in_words
from shared.values.decisions import no

LINKS = Links({"day": ("meal",), "meal": ("snack",)}, {"study": ("snack",), "late": ("study",)})


def test_implied_goes_as_far_as_it_goes_and_ends():
    assert LINKS.implied("day") == ("meal", "snack")
    assert NO_LINKS.implied("day") == ()
    assert Links({"a": ("b",), "b": ("a",)}).implied("a") == ("b",)


def test_rank_puts_what_implies_first_and_dependents_last():
    order = sorted(["late", "study", "snack", "day"], key=LINKS.rank)
    assert order == ["day", "snack", "study", "late"]
    leaving = sorted(["day", "meal", "snack", "study", "late"], key=LINKS.leave_rank)
    assert leaving.index("late") < leaving.index("study") < leaving.index("snack")
    assert leaving.index("day") < leaving.index("meal") < leaving.index("snack")
    assert LINKS.dependents("snack") == ("study",)
    assert LINKS.needed("late") == ("study",)


@pytest.mark.parametrize(
    ("arrows", "loops"),
    [
        ([], False),
        ([("a", "b"), ("b", "c"), ("a", "c")], False),
        ([("a", "b"), ("b", "a")], True),
        ([("x", "a"), ("a", "b"), ("b", "c"), ("c", "a")], True),
        ([("a", "a")], True),
    ],
)
def test_loops_are_seen(arrows, loops):
    assert has_loop(arrows) is loops


def test_sentences_name_the_other_activity():
    assert decide_needed([])
    assert "«\u00a0Goûter\u00a0»" in decide_needed(["Goûter"]).reason.sentence
    assert decide_leaving()
    assert decide_leaving(comes_with="Journée").reason.code == "implied"
    assert "Étude" in decide_leaving(kept_by=["Étude"]).reason.sentence
    assert in_words("Repas", no("full", "Complet.")).reason.sentence == "Repas\u00a0: complet."
