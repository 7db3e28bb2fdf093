"""What a cell of the calendar prints: the decision of ``rules.cells`` in the design's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from booking.operations import offer_links
from booking.rules import late_requests
from booking.rules.cells import JOIN_QUEUE, CellState
from booking.selectors.cells import DayCell
from shared.templatetags.ui import STATES, WORDS
from shared.values.french_dates import MONTHS_SHORT

# The design system's eleven states; a presence to confirm is a booked day, not yet pointed.
SHOWN: Mapping[CellState, str] = {
    CellState.PRESENT: "present",
    CellState.ABSENT: "absent",
    CellState.BOOKABLE: "bookable",
    CellState.NOT_BOOKABLE: "closed",
    CellState.REQUESTED: "pending",
    CellState.CONFIRMED: "accepted",
    CellState.CANCEL_REQUESTED: "cancelling",
    CellState.REFUSED: "refused",
    CellState.IN_CART: "in_cart",
    CellState.WAITLISTED: "waitlisted",
    CellState.OFFERED: "offered",
    CellState.TO_CONFIRM: "accepted",
}
PAST = "Passé"
# What a commission shares is wished for, not booked (R43).
TO_WISH, WISHED = "Faire un souhait", "Souhait déposé"
# A dead cell says why in a word or two; the whole sentence is in its label (R12, R21).
SHORT_REASONS = (
    ("Cette date est passée", PAST),
    ("Délai passé", "Délai passé"),
    ("Complet", "Complet"),
    ("Fermé", "Fermé"),
    ("Le service n’est pas ouvert", "Fermé"),
    ("Votre enfant n’est pas inscrit", "Pas inscrit"),
    ("Une liste d’attente", "Liste d’attente"),
    ("Les souhaits se déposent", "Souhaits à venir"),
    ("Les souhaits se déposaient", "Souhaits clos"),
    ("Jour de garde", "Autre parent"),
    ("L’autre parent paie", "Autre parent"),
    ("Ne se fait pas en ligne", "Sur demande"),
    ("Les réservations ouvrent", "Pas encore ouvert"),
    ("Les réservations ont fermé", "Réservations closes"),
    ("Les réservations ne sont pas ouvertes", "Pas ouvert"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One printed cell. ``value`` is what the button posts, empty when a tap does nothing."""

    key: str
    state: str
    icon: str
    word: str
    who: str
    label: str
    cutoff: str
    value: str
    is_locked: bool
    is_pressed: bool
    # Where a tap leads instead of the cart: the page of an offered place.
    url: str = ""


def shown(cell: DayCell, *, with_child: bool, with_activity: bool) -> Shown:
    """Print one cell; ``with_child`` and ``with_activity`` when a day holds several."""
    state = SHOWN[cell.state]
    word = _word(cell, state)
    names = [
        name
        for name, wanted in ((cell.child_name, with_child), (cell.activity_name, with_activity))
        if wanted
    ]
    return Shown(
        key=cell.key,
        state=state,
        icon=STATES[state][0],
        word=word,
        who=" · ".join(names),
        label=_label(cell, word),
        cutoff=_cutoff(cell, state),
        value=f"{cell.child_id}|{cell.activity_id}|{cell.date:%Y-%m-%d}"
        if cell.can_tap and not cell.offer_uid
        else "",
        url=offer_links.path(cell.offer_uid) if cell.offer_uid else "",
        is_locked=cell.cell.locked and not cell.can_tap and state != "closed",
        is_pressed=cell.is_pressed,
    )


def shown_day(cells: Iterable[DayCell], *, with_child: bool, with_activity: bool) -> list[Shown]:
    """The cells of a day; a cut-off that several share in a row is printed once, below.

    What was not booked and is past has nothing to tell: it would push the coming days away.
    """
    printed = [
        shown(cell, with_child=with_child, with_activity=with_activity)
        for cell in cells
        if not is_bygone(cell)
    ]
    return [
        replace(cell, cutoff="") if after is not None and after.cutoff == cell.cutoff else cell
        for cell, after in zip_longest(printed, printed[1:])
    ]


def is_bygone(cell: DayCell) -> bool:
    """A past day that was never booked."""
    return cell.state is CellState.NOT_BOOKABLE and short_reason(cell.cell.reason) == PAST


def short_reason(sentence: str) -> str:
    """« Complet » for « Complet : il n’y a plus de place à cette date. »."""
    for start, word in SHORT_REASONS:
        if sentence.startswith(start):
            return word
    if "est déjà réservé" in sentence:
        return "Autre choix pris"
    return WORDS["closed"]


def _word(cell: DayCell, state: str) -> str:
    if cell.state is CellState.TO_CONFIRM:
        return "Présence à confirmer"
    if state == "closed":
        return short_reason(cell.cell.reason)
    if state == "in_cart" and cell.cell.word.startswith("annulation"):
        return "Annulation dans le panier"
    if cell.cell.until.lower().startswith("souhait") and state in ("bookable", "pending"):
        return TO_WISH if state == "bookable" else WISHED
    if cell.cell.word in {JOIN_QUEUE, late_requests.WORD} or (
        state == "waitlisted" and cell.cell.word
    ):
        return cell.cell.word[0].upper() + cell.cell.word[1:]
    return WORDS[state]


def _label(cell: DayCell, word: str) -> str:
    """The sentence read aloud; it holds the printed word, for who speaks to the page (2.5.3)."""
    label = cell.label.replace("réservable, réservable", "réserver, réservable")
    return label if word.lower() in label.lower() else f"{label}, {word.lower()}"


def _cutoff(cell: DayCell, state: str) -> str:
    """« jusqu’au mer. 27 à 10:00 » under what can be taken, « annulable jusqu’au… » if booked.

    Under a refusal its reason, under an absence what it costs.
    """
    if state in {"refused", "absent"} or (state == "in_cart" and cell.cell.reason):
        return cell.cell.reason
    until = _unended(cell.cell.until)
    if not until or until == "Possible à tout moment":
        return ""
    if state == "bookable" or cell.cell.word == WORDS["in_cart"].lower():
        return until.removeprefix("Réservable ").removeprefix("Souhait ")
    until = until.removeprefix("souhait, ").removeprefix("souhait")
    if not until:
        return ""
    return until[0].lower() + until[1:]


def _unended(sentence: str) -> str:
    """Without its full stop, which « 18 déc. » keeps."""
    return sentence if sentence.endswith(MONTHS_SHORT) else sentence.rstrip(".")
