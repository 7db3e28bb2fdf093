"""Absence in Jolieville: its rules, and a child fetched late on a day that is not closed yet."""

from datetime import datetime, timedelta

from booking.models import Reservation
from booking.operations import attendance, pickups
from booking.operations.setup import absences
from deploy.seeds.days import instant
from deploy.seeds.set_up import Town

CARE = "care"
# So many days to show a proof: some of last week's absences still wait for theirs.
PROOF_DAYS = 15


def rules(town: Town) -> None:
    """Absences told late and proofs everywhere, a carence and late pick-ups at the care."""
    if town.plan.slug != "jolieville":
        return
    for key, service in town.services.items():
        more = {
            "carence_days": 1,
            "pickup_tolerance": 5,
            "pickup_cents": 200,
            "pickup_then_cents": 500,
            "pickup_then_from": 3,
        }
        absences.save_policy(
            service,
            late_absence=True,
            proof_days=PROOF_DAYS,
            **(more if key == CARE else {}),
            **town.signed,
        )


def late_pickup(town: Town) -> None:
    """Twenty minutes late on the last evening, which agents have still to close."""
    if town.plan.slug != "jolieville":
        return
    row = (
        Reservation.objects.filter(
            activity__service=town.services[CARE],
            state="confirmed",
            date__lt=town.span.today,
            motive="",
        )
        .select_related("activity")
        .order_by("-date", "-activity__ends_at", "id")
        .first()
    )
    if row is None:
        return
    service = town.services[CARE].id
    at = instant(row.date, 20, 0)
    marks = [(row.child_id, row.activity_id, "present")]
    attendance.point(service, marks, day=row.date, by=town.agent, now=at)
    left = datetime.combine(row.date, row.activity.ends_at) + timedelta(minutes=20)
    pickups.note(
        service,
        row.child_id,
        day=row.date,
        left_at=left.time(),
        left_with="sa grand-mère",
        by=town.agent,
        now=at,
    )
