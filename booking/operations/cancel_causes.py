"""Why an agent cancels: a motive of the service's table, or *avec* / *sans remboursement* (R27)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Certificate, Reservation, Service
from booking.rules.cancellations import AGENT_MOTIVES, MOTIVE_LABELS, Motive, agent_share
from booking.selectors.cancel_choices import Choices, Chosen
from booking.selectors.verdicts import Judge
from shared.actors import Actor
from shared.errors import DomainError
from shared.values.money import format_cents, percent_of

UNKNOWN = DomainError("unknown_motive", "Ce motif n’existe pas\u00a0: choisissez-en un autre.")


@dataclass(frozen=True, slots=True)
class Cause:
    """The share of each row by id, what is written beside it, and the words a family reads."""

    percents: Mapping[UUID, int]
    label: str
    chosen: Mapping[UUID, Chosen]
    is_seen: bool
    late: frozenset[UUID]


def decide(found: list[Reservation], cause: str, *, judge: Judge, asked: bool) -> Cause:
    """The outcome of locked rows: « with », « without » or a motive agents may give.

    ``judge`` knows the days of these rows; ``asked`` as for ``Choices``. Raises DomainError
    « unknown_motive ».
    """
    if cause not in {*Service.Refund.values, *AGENT_MOTIVES}:
        raise UNKNOWN
    choices = Choices(found, judge, asked=asked)
    late = frozenset(choices.late)
    if cause in Service.Refund.values:
        share = agent_share(with_refund=cause == Service.Refund.WITH)
        percents = dict.fromkeys((row.id for row in found), share.percent)
        return Cause(percents, share.reason.sentence, {}, False, late)
    motive = Motive(cause)
    chosen = choices.of(motive)
    percents = {key: one.percent for key, one in chosen.items()}
    label = f"{MOTIVE_LABELS[motive].capitalize()}."
    return Cause(percents, label, chosen, motive is Motive.ILLNESS_CERTIFICATE, late)


def write(cause: Cause, done: list[Reservation], *, by: Actor, now: datetime) -> None:
    """Keep the motive and the proof awaited; a certificate seen keeps its dates only (R30)."""
    same: dict[tuple, list[UUID]] = defaultdict(list)
    for row in done:
        if one := cause.chosen.get(row.id):
            same[one.motive, one.proof_due_on, one.is_late].append(row.id)
    for (motive, due_on, is_late), ids in same.items():
        Reservation.objects.filter(id__in=ids).update(
            motive=motive, proof_due_on=due_on, out_of_time=is_late
        )
    if cause.is_seen:
        Certificate.objects.bulk_create(
            Certificate(
                child_id=child, starts_on=first, ends_on=end, seen_at=now, seen_by_uid=by.uid
            )
            for child, first, end in _runs((row.child_id, row.date) for row in done)
        )


def effect(done: list[Reservation]) -> str:
    """What cancelled rows cost, as the family reads it: « Montant qui reste facturé : 1,75 € »."""
    percents = {row.billed_percent for row in done}
    many = len(done) > 1
    paid = "si elles étaient déjà payées" if many else "si elle était déjà payée"
    if percents == {0}:
        dates = "Ces dates ne sont pas facturées" if many else "Cette date n’est pas facturée"
        return f"{dates}\u00a0; {paid}, un avoir est créé."
    if percents == {100}:
        dates = "les dates restent facturées" if many else "la date reste facturée"
        return f"Cette annulation est sans remboursement\u00a0: {dates}."
    billed = sum(percent_of(row.price_cents, row.billed_percent) for row in done)
    whole = sum(row.price_cents for row in done)
    return (
        f"Il reste facturé {format_cents(billed)} sur {format_cents(whole)}\u00a0; {paid}, "
        "un avoir est créé pour la différence."
    )


def _runs(days: Iterable[tuple[UUID, date]]) -> list[tuple[UUID, date, date]]:
    """(child, first day, end excluded) for days that follow each other."""
    found: list[tuple[UUID, date, date]] = []
    for child, day in sorted(set(days)):
        if found and found[-1][0] == child and found[-1][2] == day:
            found[-1] = (child, found[-1][1], day + timedelta(days=1))
        else:
            found.append((child, day, day + timedelta(days=1)))
    return found
