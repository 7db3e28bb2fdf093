"""References for people and for banks never collide (R78, payments §1.2 rule 5)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.rules import numbering
from invoicing.rules.numbering import Series


def test_a_reference_reads_like_the_leaflet() -> None:
    assert numbering.reference(2027, "CA", Series.INVOICE, 164) == "2027-CA-00-164"
    assert numbering.reference(2027, "SCOL", Series.CREDIT_NOTE, 12345) == "2027-SCOL-01-12345"


def test_a_refdet_pads_the_number_to_six() -> None:
    assert numbering.refdet(2027, "CA", Series.INVOICE, 164) == "2027CA0000016400"
    assert numbering.refdet(2027, "CA", Series.INVOICE, 164, attempt=3) == "2027CA0000016403"


PIECES = st.tuples(
    st.integers(2000, 2999),
    st.from_regex(r"[A-Z0-9]{2,4}", fullmatch=True),
    st.sampled_from(Series),
    st.integers(1, 999_999),
    st.integers(0, 99),
)


@given(PIECES, PIECES)
def test_two_pieces_never_share_a_refdet(
    one: tuple[int, str, Series, int, int], two: tuple[int, str, Series, int, int]
) -> None:
    first, second = (numbering.refdet(*piece[:4], attempt=piece[4]) for piece in (one, two))

    assert numbering.is_refdet(first)
    assert (first == second) is (one == two)


def test_an_attempt_of_several_invoices_has_its_own_reference() -> None:
    made = numbering.attempt_refdet("SCOL", UUID(int=2**128 - 1))

    assert numbering.is_refdet(made)
    assert made != numbering.attempt_refdet("SCOL", UUID(int=2**128 - 2))


@pytest.mark.parametrize(
    ("year", "code", "number", "attempt"),
    [
        (99, "CA", 1, 0),
        (2027, "C", 1, 0),
        (2027, "CANTI", 1, 0),
        (2027, "C-A", 1, 0),
        (2027, "ca", 1, 0),
        (2027, "CA", 0, 0),
        (2027, "CA", 1_000_000, 0),
        (2027, "CA", 1, 100),
    ],
)
def test_a_piece_out_of_shape_is_refused(year: int, code: str, number: int, attempt: int) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        numbering.refdet(year, code, Series.INVOICE, number, attempt=attempt)
