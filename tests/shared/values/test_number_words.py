"""Numbers in French words, with the traps of 71, 80, 91, 200 and 80 000."""

import pytest

from shared.values.number_words import in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (1, "un"),
        (16, "seize"),
        (17, "dix-sept"),
        (20, "vingt"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (61, "soixante et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (97, "quatre-vingt-dix-sept"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (180, "cent quatre-vingts"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (999, "neuf cent quatre-vingt-dix-neuf"),
        (1000, "mille"),
        (1971, "mille neuf cent soixante et onze"),
        (3003, "trois mille trois"),
        (80_000, "quatre-vingt mille"),
        (83_000, "quatre-vingt-trois mille"),
        (200_000, "deux cent mille"),
        (300_080, "trois cent mille quatre-vingts"),
    ],
)
def test_in_words_writes_french(number: int, words: str) -> None:
    assert in_words(number) == words


def test_in_words_gives_each_number_its_own_words() -> None:
    assert len({in_words(number) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_in_words_refuses_what_it_cannot_write(number: int) -> None:
    with pytest.raises(ValueError, match="from 0 to"):
        in_words(number)
