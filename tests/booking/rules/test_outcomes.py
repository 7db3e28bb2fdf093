"""Motive × notice × proof (R27)."""

import pytest

from booking.rules.cancellations import DEFAULT_OUTCOMES, Motive, Notice
from booking.rules.outcomes import DEFAULTS, GRID_MOTIVES, Outcomes

LATE, IN_TIME = Notice.LATE, Notice.IN_TIME


@pytest.mark.parametrize(
    ("motive", "notice", "proof", "percent"),
    [
        (Motive.FAMILY, IN_TIME, False, 0),
        (Motive.FAMILY, LATE, False, 100),
        (Motive.FAMILY, LATE, True, 0),
        (Motive.ILLNESS, LATE, False, 100),
        (Motive.ILLNESS, LATE, True, 0),
        (Motive.ILLNESS_CERTIFICATE, LATE, False, 0),
        (Motive.EXCLUSION, LATE, True, 100),
        (Motive.NO_SHOW, IN_TIME, False, 100),
        (Motive.NO_SHOW, LATE, True, 0),
        (Motive.STRIKE, LATE, False, 0),
        (Motive.CLOSURE, LATE, False, 0),
        (Motive.OUTING, LATE, False, 0),
    ],
)
def test_defaults(motive, notice, proof, percent):
    assert Outcomes().percent(motive, notice, has_proof=proof) == percent


def test_without_a_proof_the_defaults_are_those_of_cancellations():
    for motive in GRID_MOTIVES:
        for notice in Notice:
            assert DEFAULTS[motive, notice, False] == DEFAULT_OUTCOMES[motive, notice]


def test_a_commune_changes_one_cell_and_reads_its_sentence():
    table = Outcomes({(Motive.ILLNESS, LATE, True): 50})
    share = table.share(Motive.ILLNESS_CERTIFICATE, LATE)
    assert share.percent == 50
    assert share.reason.sentence.endswith("facturé à 50\u00a0%.")
    assert table.percent(Motive.ILLNESS, LATE) == 100


def test_a_share_above_the_whole_is_refused():
    with pytest.raises(ValueError, match="entre 0 et 100"):
        Outcomes({(Motive.FAMILY, LATE, False): 120}).percent(Motive.FAMILY, LATE)
