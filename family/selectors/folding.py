"""Find a name whatever its accents and case, without an extension or a collation."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Lower

WITH = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
WITHOUT = "aaaaaaceeeeiiiinooooouuuuyy"


class Folded(Func):
    """``translate(lower(x), 'àâé…', 'aae…')``: what ``fold`` makes of a typed word."""

    function = "translate"
    output_field = CharField()

    def __init__(self, name: str) -> None:
        super().__init__(Lower(F(name)), Value(WITH), Value(WITHOUT))


def fold(text: str) -> str:
    """« Éloïse » → ``eloise``: one typed word, ready for ``contains``."""
    return text.lower().translate(str.maketrans(WITH, WITHOUT)).strip()


def words(text: str, *, most: int = 6) -> list[str]:
    """The words of a search, folded; the rest of a very long one is ignored."""
    # PostgreSQL takes no NUL in a text.
    return [fold(word) for word in text[:120].replace("\x00", " ").split()][:most]
