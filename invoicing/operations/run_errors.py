"""What keeps a month from being billed: asked when drafting, and again when promoting (R48)."""

from typing import Any

from invoicing import errors
from invoicing.models import BillingRun
from invoicing.selectors import billable


def of(run: BillingRun) -> list[dict[str, Any]]:
    """Days not closed and cancellations without answer, as JSON-able facts with their sentence."""
    found = []
    for day in billable.booked_days(run.regie_id, billable.span_of(run)):
        if not day.is_closed:
            error = errors.day_not_closed(day.service, day.day, day.bookings)
        elif day.waiting:
            error = errors.cancellation_waiting(day.service, day.day, day.waiting)
        else:
            continue
        found.append(
            {
                "code": error.code,
                "sentence": error.sentence,
                "service_id": str(day.service_id),
                **error.facts,
            }
        )
    return found
