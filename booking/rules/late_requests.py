"""*Demander hors délai*: after the cut-off an agent may still say yes, at a price (R18, R26)."""

from shared.values.decisions import Decision, no, yes
from shared.values.money import format_cents

REASON = "demande hors délai"
WORD = "demander quand même"


def possible(*, accepted: bool, code: str) -> bool:
    """Whether a day refused by its deadline may be asked; ``code``: why the deadline refuses.

    Not once the service has started, nor where nothing is ever done online.
    """
    return accepted and code == "deadline_passed"


def sentence(cents: int) -> str:
    """« Hors délai, le service répondra ; supplément de 2,00 € si accepté »."""
    said = "Hors délai, le service répondra"
    if not cents:
        return said
    return f"{said}\u00a0; supplément de {format_cents(cents)} si c’est accepté"


def agreed(ticked: int | None, cents: int) -> Decision:
    """Whether the family ticked that it accepts the surcharge of today.

    ``ticked``: the surcharge it saw, None when it ticked nothing.
    """
    if not cents or (ticked is not None and ticked >= cents):
        return yes()
    return no(
        "surcharge_wanted",
        f"Hors délai\u00a0: acceptez dans le panier le supplément de {format_cents(cents)}, "
        "puis validez.",
    )
