"""The adhesion code: derived from a secret, never stored, forgiving to the hand (R106).

Printed « JOLI-7K3QF-M2XDP »: the commune's short code, then 50 bits of HMAC-SHA256(code key, code
id) in Crockford's base32, whose alphabet has neither I, L, O nor U, so that what a person reads as
O or 1 has one meaning only. The row keeps the look-up HMAC and the dates; letter, QR and mail
recompute the code.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.values.decisions import Decision, no, yes

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH = 10
LIFETIME = timedelta(days=60)

_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})
_NOISE = re.compile(r"[\s\-‐‑‒–—_.·]+")
_SHORT_CODE = re.compile(r"[A-Z0-9]{2,8}")
_SECRET = re.compile(f"[{ALPHABET}]{{{SECRET_LENGTH}}}")
_SHORT_MAX = 8


class CodeState(StrEnum):
    """Where a code stands; only USABLE opens anything."""

    USABLE = "usable"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"


STATE_LABELS = {
    CodeState.USABLE: "à utiliser",
    CodeState.EXPIRED: "expiré",
    CodeState.USED: "utilisé",
    CodeState.REVOKED: "annulé",
}


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What a person typed, made plain: the commune's short code and the secret part."""

    short_code: str
    secret: str


def secret_part(key: bytes, code_id: UUID) -> str:
    """The ten characters of a code; the same id and key always give the same ones.

    Raises ValueError on a key under 16 bytes.
    """
    _check_key(key)
    digest = hmac.new(key, b"adhesion-code:" + code_id.bytes, hashlib.sha256).digest()
    # The first 50 bits of the digest, five at a time.
    number = int.from_bytes(digest[:7], "big") >> 6
    return "".join(
        ALPHABET[number >> shift & 31] for shift in range(5 * (SECRET_LENGTH - 1), -1, -5)
    )


def printed(short_code: str, secret: str) -> str:
    """« JOLI-7K3QF-M2XDP »: as the letter and the mail show it."""
    return f"{short_code}-{secret[:5]}-{secret[5:]}"


def parse(typed: str) -> TypedCode | None:
    """Read a code whatever its case, spaces and dashes, and O for 0, I or L for 1; None if it
    cannot be one.

    The last ten characters are the secret, all before them the short code, which is compared by
    ``same_short_code`` because a name like JOLI holds the letters that are confused.
    """
    plain = _NOISE.sub("", typed[:100]).upper()
    if not plain.isascii():
        return None
    short, secret = plain[:-SECRET_LENGTH], plain[-SECRET_LENGTH:].translate(_CONFUSED)
    if _SHORT_CODE.fullmatch(short) is None or _SECRET.fullmatch(secret) is None:
        return None
    return TypedCode(short, secret)


def fold_short_code(short_code: str) -> str:
    """The form under which two short codes are the same to a reader: JOLI and J0L1 are."""
    return short_code.upper().translate(_CONFUSED)


def same_short_code(one: str, other: str) -> bool:
    """Whether a person could mean the same commune."""
    return fold_short_code(one) == fold_short_code(other)


def check_short_code(text: str) -> Decision:
    """Whether a commune may take this short code: 2 to 8 capitals or digits."""
    if _SHORT_CODE.fullmatch(text):
        return yes()
    return no(
        "short_code",
        f"Le code court d’une commune compte de 2 à {_SHORT_MAX} capitales ou chiffres.",
    )


def lookup_hmac(key: bytes, secret: str) -> str:
    """What the row keeps to find a code again: 64 hexadecimal characters, useless without the key.

    Raises ValueError on a key under 16 bytes.
    """
    _check_key(key)
    return hmac.new(key, b"adhesion-lookup:" + secret.encode(), hashlib.sha256).hexdigest()


def expires_at(issued_at: datetime) -> datetime:
    """When a code stops opening anything: 60 days after its issue."""
    return issued_at + LIFETIME


def state(
    *,
    expires_at: datetime,
    now: datetime,
    used_at: datetime | None = None,
    revoked_at: datetime | None = None,
) -> CodeState:
    """Where a code stands at ``now`` (aware); single use, so a used code stays used."""
    if used_at is not None:
        return CodeState.USED
    if revoked_at is not None:
        return CodeState.REVOKED
    return CodeState.USABLE if now < expires_at else CodeState.EXPIRED


def decide_join(
    code_state: CodeState | None, *, birth_dates: frozenset[object], given: object
) -> Decision:
    """Whether a code and a child's birth date open the file: one answer for every failure.

    ``code_state`` None: no such code. The sentence never tells which part was wrong (R106).
    """
    if code_state is CodeState.USABLE and given in birth_dates:
        return yes()
    return no(
        "code_refused",
        "Ce code et cette date de naissance ne correspondent pas, ou le code n’est plus valable. "
        "Vérifiez-les sur votre courrier, ou demandez un nouveau code à votre mairie.",
    )


def _check_key(key: bytes) -> None:
    if len(key) < 16:
        raise ValueError("the code key must hold at least 16 bytes")
