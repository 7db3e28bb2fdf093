"""Tariffs: a grid voted by the council; a past grid is never edited (R52, R65)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from booking.models import Activity, Bracket, Tariff
from booking.rules import pricing
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows


@retried
def add_version(
    activity: Activity,
    brackets: Sequence[pricing.Bracket],
    *,
    name: str,
    starts_on: date,
    by: Actor,
    now: datetime,
    unknown_quotient: str = Tariff.UnknownQuotient.TOP,
    deliberation: str = "",
    deliberated_on: date | None = None,
) -> Tariff:
    """A new grid from a day on; the one in force ends that day, bookings keep their price (R4).

    Raises DomainError « grid » with every gap and overlap as a sentence, « not_later » when a
    grid already starts that day or after.
    """
    if found := pricing.grid_errors(brackets):
        raise DomainError("grid", " ".join(found), problems=found)
    if not name.strip():
        raise DomainError("incomplete", "Donnez un nom à cette grille.")
    with transaction.atomic():
        rows(Activity.objects.filter(id=activity.id))
        if Tariff.objects.filter(activity=activity, starts_on__gte=starts_on).exists():
            raise DomainError(
                "not_later",
                "Une grille commence déjà ce jour-là ou après\u00a0: choisissez une autre date.",
            )
        Tariff.objects.filter(activity=activity, starts_on__lt=starts_on).exclude(
            ends_on__lte=starts_on
        ).update(ends_on=starts_on)
        made = Tariff.objects.create(
            activity=activity,
            name=name.strip(),
            starts_on=starts_on,
            unknown_quotient=Tariff.UnknownQuotient(unknown_quotient),
            deliberation=deliberation.strip(),
            deliberated_on=deliberated_on,
        )
        Bracket.objects.bulk_create(
            Bracket(
                tariff=made,
                name=one.name,
                low_hundredths=one.low,
                high_hundredths=one.high,
                price_cents=one.cents,
                non_resident_price_cents=one.non_resident_cents,
            )
            for one in brackets
        )
        audit.record(
            "tariff.added",
            made,
            by=by,
            now=now,
            starts_on=starts_on.isoformat(),
            prices=[[one.low, one.high, one.cents] for one in brackets],
        )
        return made


def copy(tariff: Tariff, to: Activity, *, by: Actor, now: datetime) -> Tariff:
    """The same grid for another activity."""
    return add_version(
        to,
        brackets_of(tariff),
        name=tariff.name,
        starts_on=tariff.starts_on,
        by=by,
        now=now,
        unknown_quotient=tariff.unknown_quotient,
        deliberation=tariff.deliberation,
        deliberated_on=tariff.deliberated_on,
    )


def brackets_of(tariff: Tariff) -> list[pricing.Bracket]:
    """A stored grid as the rules read it."""
    return [
        pricing.Bracket(
            row.name,
            row.low_hundredths,
            row.high_hundredths,
            row.price_cents,
            row.non_resident_price_cents,
        )
        for row in tariff.brackets.all()
    ]
