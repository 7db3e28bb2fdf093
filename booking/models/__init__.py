"""What can be reserved, by whom, until when, at what price, in each commune's schema."""

from booking.models.absence import AbsencePolicy, Certificate, OutcomeRule
from booking.models.attendance import Attendance, DayClosure
from booking.models.calendar import CalendarEntry, Period
from booking.models.capacity import CapacityLimit, LimitActivity, LimitDay
from booking.models.cart import Cart, CartLine
from booking.models.deadline_rule import DeadlineRule
from booking.models.opening import Opening
from booking.models.pattern import Pattern
from booking.models.registration import Registration
from booking.models.reservation import Reservation
from booking.models.service import Activity, ActivityLink, Group, Service
from booking.models.tariff import Bracket, Tariff
from booking.models.waiting import Commission, PriorityCriterion
from booking.models.window import BookingWindow

__all__ = [
    "AbsencePolicy",
    "Activity",
    "ActivityLink",
    "Attendance",
    "BookingWindow",
    "Bracket",
    "CalendarEntry",
    "CapacityLimit",
    "Cart",
    "CartLine",
    "Certificate",
    "Commission",
    "DayClosure",
    "DeadlineRule",
    "Group",
    "LimitActivity",
    "LimitDay",
    "Opening",
    "OutcomeRule",
    "Pattern",
    "Period",
    "PriorityCriterion",
    "Registration",
    "Reservation",
    "Service",
    "Tariff",
]
