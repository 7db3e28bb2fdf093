"""Names a commune may take in an address and in the database (architecture §2, rule 8)."""

import re
import unicodedata

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SCHEMA_PATTERN = r"^c_[a-z0-9_]{3,40}$"
SLUG_MIN, SLUG_MAX = 3, 40

_SLUG = re.compile(SLUG_PATTERN, re.ASCII)
_SCHEMA = re.compile(SCHEMA_PATTERN, re.ASCII)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


class SlugError(ValueError):
    """A name refused for an address or a schema; ``str()`` of it is a French sentence."""


def is_slug(text: str) -> bool:
    """Whether the text may stand in ``/c/<slug>/``: lower-case ASCII, digits, single dashes."""
    # fullmatch, because « $ » also matches before a final newline.
    return SLUG_MIN <= len(text) <= SLUG_MAX and _SLUG.fullmatch(text) is not None


def is_schema_name(text: str) -> bool:
    """Whether the text is a schema name of ours; anything else never reaches the search path."""
    return _SCHEMA.fullmatch(text) is not None


def check_slug(text: str) -> str:
    """The slug itself. Raises SlugError with a French sentence when it is not one."""
    if not is_slug(text):
        raise SlugError(
            "L’adresse d’une commune compte de 3 à 40 lettres minuscules sans accent, chiffres "
            "ou tirets, par exemple « jolieville »."
        )
    return text


def check_schema_name(text: str) -> str:
    """The schema name itself. Raises SlugError with a French sentence when it is not one."""
    if not is_schema_name(text):
        raise SlugError(
            "Le nom technique d’une commune commence par c_ et compte ensuite de 3 à 40 lettres "
            "minuscules sans accent, chiffres ou soulignés."
        )
    return text


def schema_name(slug: str) -> str:
    """The schema of a commune: ``saint-jean`` → ``c_saint_jean``.

    Two slugs never share a schema, since a slug holds no underscore. Raises SlugError.
    """
    return check_schema_name("c_" + check_slug(slug).replace("-", "_"))


def slug_from_name(name: str) -> str:
    """Propose a slug for « Sainte-Œuvre-sur-Mer » → ``sainte-oeuvre-sur-mer``.

    Raises SlugError when too few letters are left.
    """
    folded = unicodedata.normalize("NFKD", name.lower().translate(_LIGATURES))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return check_slug(_NOT_SLUG.sub("-", plain)[:SLUG_MAX].strip("-"))
