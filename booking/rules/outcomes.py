"""The table motive × notice × proof → billed share, per service (R27)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from booking.rules.cancellations import (
    DEFAULT_OUTCOMES,
    MOTIVE_LABELS,
    BilledShare,
    Motive,
    Notice,
)
from shared.values.decisions import Reason
from shared.values.french_dates import day_short

Key = tuple[Motive, Notice, bool]

# What a certificate can excuse; an exclusion or a closure has nothing to prove.
PROVABLE = frozenset({Motive.FAMILY, Motive.ILLNESS, Motive.FAMILY_EVENT, Motive.NO_SHOW})
# The rows of the grid, in the order an agent reads them. « Maladie avec certificat » is the column
# *avec justificatif* of the illness: two rows for one fact would contradict each other.
GRID_MOTIVES = tuple(motive for motive in Motive if motive is not Motive.ILLNESS_CERTIFICATE)


def key_of(motive: Motive, notice: Notice, *, has_proof: bool) -> Key:
    """The cell of the table; a certified illness is an illness with proof."""
    if motive is Motive.ILLNESS_CERTIFICATE:
        return Motive.ILLNESS, notice, True
    return motive, notice, has_proof


def default_percent(motive: Motive, notice: Notice, *, has_proof: bool) -> int:
    """What is billed where the commune has said nothing: a proof excuses what it can excuse."""
    motive, notice, has_proof = key_of(motive, notice, has_proof=has_proof)
    if has_proof and motive in PROVABLE:
        return 0
    return DEFAULT_OUTCOMES[motive, notice]


DEFAULTS: Mapping[Key, int] = {
    (motive, notice, proof): default_percent(motive, notice, has_proof=proof)
    for motive in GRID_MOTIVES
    for notice in Notice
    for proof in (False, True)
}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """A service's table; ``own`` holds the cells the commune changed."""

    own: Mapping[Key, int] = field(default_factory=dict)

    def percent(self, motive: Motive, notice: Notice, *, has_proof: bool = False) -> int:
        """The billed share, 0…100. Raises ValueError when the table holds another number."""
        key = key_of(motive, notice, has_proof=has_proof)
        found = self.own.get(key, DEFAULTS[key])
        if not 0 <= found <= 100:
            raise ValueError("Le pourcentage facturé doit être compris entre 0 et 100.")
        return found

    def share(self, motive: Motive, notice: Notice, *, has_proof: bool = False) -> BilledShare:
        """The share with its sentence: « Maladie, hors délai, avec justificatif : non facturé. »"""
        percent = self.percent(motive, notice, has_proof=has_proof)
        when = "dans les délais" if notice is Notice.IN_TIME else "hors délai"
        label = MOTIVE_LABELS[motive].capitalize()
        proof = ", avec justificatif" if has_proof else ""
        return BilledShare(
            percent,
            Reason(f"{motive}_{notice}", f"{label}, {when}{proof}\u00a0: {billed(percent)}."),
        )


def billed(percent: int) -> str:
    """« non facturé » or « facturé à 50 % »."""
    return "non facturé" if percent == 0 else f"facturé à {percent}\u00a0%"


def missed(percent: int, due_on: date | None, today: date) -> str:
    """What a day missed costs: « Facturé à 100 %, sauf justificatif d’ici au… » (R29, R31)."""
    said = billed(percent)
    waits = percent and due_on is not None and due_on >= today
    proof = f", sauf justificatif d’ici au {day_short(due_on)}" if waits and due_on else ""
    return f"{said[0].upper()}{said[1:]}{proof}"
