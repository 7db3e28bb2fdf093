"""Prices of one family: asked of the pricing rule once for each activity, grid and quotient."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from booking.rules import pricing
from booking.rules.pricing import PriceDecision, Step
from booking.selectors.facts import ActivityFacts, Facts
from shared.values.french_dates import day_long


@dataclass
class Prices:
    """The answers for a page or a *Valider*; a day only changes one step of the trace."""

    facts: Facts
    _known: dict = field(default_factory=dict)

    def of(self, activity: ActivityFacts, day: date, child_id: UUID | None = None) -> PriceDecision:
        """Cents, or None with the reason, for the payer's quotient on the day of service.

        ``child_id``: whose day it is; where parents live apart, who pays it may be of another
        household, and the price is that household's (R71).
        """
        payer = self.facts.payer_of(child_id, day) if child_id else self.facts.payer
        quotient = payer.quotient(day) if payer else None
        grids = tuple(
            grid for grid in self.facts.tariffs.get(activity.id, ()) if grid.span.contains(day)
        )
        resident = payer is None or payer.is_resident
        key = (activity.id, tuple(map(id, grids)), quotient, resident)
        if key not in self._known:
            self._known[key] = pricing.price(
                activity=activity.name,
                day=day,
                tariffs=grids,
                quotient=quotient,
                resident=resident,
            )
        return self._known[key]


def trace_on(price: PriceDecision, day: date) -> list[Step]:
    """The trace of a price for this very day, as it is frozen on the booking (R4)."""
    return [
        {**step, "value": day_long(day)} if step["step"] == "day" else step for step in price.trace
    ]
