"""Whole numbers in French words, for the code a person reads and types back in digits."""

_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def _below_hundred(number: int) -> str:
    """0 to 99, where 70 and 90 count on from 60 and 80."""
    if number < 20:
        return _UNITS[number]
    if number >= 80:
        rest = number - 80
        return "quatre-vingts" if rest == 0 else f"quatre-vingt-{_UNITS[rest]}"
    ten = 60 if number >= 60 else number // 10 * 10
    rest = number - ten
    if rest == 0:
        return _TENS[ten]
    if rest in {1, 11}:
        return f"{_TENS[ten]} et {_UNITS[rest]}"
    return f"{_TENS[ten]}-{_UNITS[rest]}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0:
        return _below_hundred(rest)
    word = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent"
    if rest == 0:
        return word if hundreds == 1 else f"{word}s"
    return f"{word} {_below_hundred(rest)}"


def in_words(number: int) -> str:
    """``97`` → « quatre-vingt-dix-sept ». Raises ValueError outside 0…999 999."""
    if not 0 <= number <= 999_999:
        raise ValueError("in_words writes numbers from 0 to 999 999")
    thousands, rest = divmod(number, 1000)
    if thousands == 0:
        return _below_thousand(rest)
    head = "" if thousands == 1 else _below_thousand(thousands)
    if thousands % 100 in {0, 80}:
        # « quatre-vingts » and « cents » lose their s before « mille ».
        head = head.removesuffix("s")
    words = f"{head} mille".strip()
    return words if rest == 0 else f"{words} {_below_thousand(rest)}"
