"""Adhesion codes: derived, forgiving to type, single use, silent when wrong (R106)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from family.rules import codes
from family.rules.codes import CodeState, TypedCode

KEY = b"k" * 32
CODE_ID = UUID("01936d8e-7b1c-7000-8000-000000000001")
ISSUED = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_a_code_is_the_same_each_time_it_is_sent() -> None:
    secret = codes.secret_part(KEY, CODE_ID)

    assert secret == codes.secret_part(KEY, CODE_ID)
    assert len(secret) == 10
    assert set(secret) <= set(codes.ALPHABET)


def test_another_id_or_key_gives_another_code() -> None:
    made = {
        codes.secret_part(key, UUID(int=number))
        for key in (KEY, b"j" * 32)
        for number in range(500)
    }

    assert len(made) == 1000


def test_a_printed_code_is_grouped() -> None:
    assert codes.printed("JOLI", "7K3QFM2XDP") == "JOLI-7K3QF-M2XDP"


@pytest.mark.parametrize(
    "typed",
    [
        "JOLI-7K30F-M1XDP",
        "joli 7k30f m1xdp",
        "  Joli7K30FM1XDP ",
        "JOLI-7K3OF-MIXDP",
        "joli-7k3of-mlxdp",
        "JOLI–7K30F–M1XDP",
        "JOLI\u00a07K30F\u00a0M1XDP",
        "J.O.L.I 7 K 3 0 F M 1 X D P",
    ],
)
def test_a_code_is_read_whatever_the_hand(typed: str) -> None:
    assert codes.parse(typed) == TypedCode("JOLI", "7K30FM1XDP")


@given(st.binary(min_size=16, max_size=64), st.uuids(), st.sampled_from(["JOLI", "MO2", "OIL"]))
def test_every_printed_code_is_read_back(key: bytes, code_id: UUID, short: str) -> None:
    secret = codes.secret_part(key, code_id)
    sloppy = codes.printed(short, secret).lower().replace("0", "o").replace("1", "l")

    for text in (codes.printed(short, secret), sloppy):
        read = codes.parse(text)

        assert read is not None
        assert codes.same_short_code(read.short_code, short)
        assert read.secret == secret


@pytest.mark.parametrize(
    "typed",
    [
        *("", "JOLI", "7K30FM1XDP", "J-7K30F-M1XDP", "JOLI-7K30F-M1XDU"),
        *("JOLIEVILLE-7K30F-M1XDP", "JOLI;7K30FM1XDP", "JOLI-7K30F-M1XD٣", "x" * 5000),
        "JOLI' OR 1=1--",
    ],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert codes.parse(typed) is None


def test_the_lookup_does_not_hold_the_code() -> None:
    found = codes.lookup_hmac(KEY, "7K30FM1XDP")

    assert len(found) == 64
    assert found == codes.lookup_hmac(KEY, "7K30FM1XDP")
    assert found != codes.lookup_hmac(b"j" * 32, "7K30FM1XDP")
    assert found != codes.lookup_hmac(KEY, "7K30FM1XDQ")


def test_a_weak_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        codes.secret_part(b"short", CODE_ID)
    with pytest.raises(ValueError, match="16 bytes"):
        codes.lookup_hmac(b"", "7K30FM1XDP")


@pytest.mark.parametrize(
    ("days", "used", "revoked", "expected"),
    [
        (0, False, False, CodeState.USABLE),
        (59.9, False, False, CodeState.USABLE),
        (60, False, False, CodeState.EXPIRED),
        (1, True, False, CodeState.USED),
        (90, True, False, CodeState.USED),
        (1, False, True, CodeState.REVOKED),
        (1, True, True, CodeState.USED),
    ],
)
def test_a_code_is_usable_sixty_days_and_once(
    days: float, used: bool, revoked: bool, expected: CodeState
) -> None:
    found = codes.state(
        expires_at=codes.expires_at(ISSUED),
        now=ISSUED + timedelta(days=days),
        used_at=ISSUED if used else None,
        revoked_at=ISSUED if revoked else None,
    )

    assert found is expected
    assert found in codes.STATE_LABELS


BORN = date(2019, 5, 4)


def test_the_right_code_and_birth_date_open_the_file() -> None:
    assert codes.decide_join(CodeState.USABLE, birth_dates=frozenset({BORN}), given=BORN)


@pytest.mark.parametrize(
    ("state", "births"),
    [
        (None, frozenset()),
        (CodeState.USABLE, frozenset({date(2019, 5, 5)})),
        (CodeState.USABLE, frozenset()),
        (CodeState.USED, frozenset({BORN})),
        (CodeState.EXPIRED, frozenset({BORN})),
        (CodeState.REVOKED, frozenset({BORN})),
    ],
)
def test_every_failure_says_the_same(state: CodeState | None, births: frozenset[object]) -> None:
    unknown = codes.decide_join(None, birth_dates=frozenset(), given=BORN)

    assert codes.decide_join(state, birth_dates=births, given=BORN) == unknown
    assert not unknown


@pytest.mark.parametrize(
    ("text", "fits"),
    [("JOLI", True), ("M2", True), ("J", False), ("joli", False), ("JO-LI", False)],
)
def test_a_short_code_has_its_shape(text: str, fits: bool) -> None:
    assert bool(codes.check_short_code(text)) is fits


def test_a_missing_character_names_another_commune_not_another_family() -> None:
    assert codes.parse("JOLI-7K30F-M1XD") == TypedCode("JOL", "17K30FM1XD")
