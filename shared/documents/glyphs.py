"""Which characters the embedded fonts can print: PDF/A refuses a text with a missing glyph."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

MISSING = "▯"
LONGEST_TEXT = 20_000  # characters of one value: a QR code's SVG passes, a novel does not

# Latin, Greek, Cyrillic, Armenian and Hebrew letters, punctuation, currencies, numbers, arrows and
# signs: tried one by one against typst's own fonts.
WIDEST = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u04ff\u0531-\u0556\u0559-\u058a\u05d0-\u05ea\u1e00-\u1eff\u2010-\u2027\u202f-\u2040"
    "\u2044-\u2052\u2054-\u205e\u2070\u2071\u2074-\u208e\u20a0-\u20bf\u2116\u2122\u2126\u2153-\u215e"
    "\u2190-\u21ff\u2200-\u22ff\u25a0-\u25ff\ufb00-\ufb06"
)
# What French administrations write: precomposed Latin letters and common signs.
SAFEST = "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u2013-\u2022\u2026\u202f\u20ac\u2212\u25af"


def printable(value: Any, *, allowed: str = WIDEST) -> Any:
    """Return `value` (any JSON shape) with each text composed, cut, and free of missing glyphs.

    Line breaks and tabs become spaces, invisible marks go, a run of other unknown characters
    becomes one `▯`.

    >>> printable({"name": "Le\u0301a 😀🎉"})
    {'name': 'Léa ▯'}
    """
    if isinstance(value, str):
        return _text(value, allowed)
    if isinstance(value, Mapping):
        return {key: printable(item, allowed=allowed) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, allowed=allowed) for item in value]
    return value


def _text(text: str, allowed: str) -> str:
    if text.isascii() and text.isprintable():
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
    text = re.sub(r"[\t\n\v\f\r\u0085\u2028\u2029]+", " ", text)
    text = unicodedata.normalize("NFC", text)
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    text = re.sub(r"[\ufe00-\ufe0f]", "", text)
    text = re.sub(f"[^{allowed}]+", MISSING, text)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
