"""What can be reserved, by whom, until when, at what price, in each commune's schema."""

from booking.models.attendance import Attendance, DayClosure
from booking.models.calendar import CalendarEntry, Period
from booking.models.cart import Cart, CartLine
from booking.models.deadline_rule import DeadlineRule
from booking.models.opening import Opening
from booking.models.registration import Registration
from booking.models.reservation import Reservation
from booking.models.service import Activity, Group, Service
from booking.models.tariff import Bracket, Tariff

__all__ = [
    "Activity",
    "Attendance",
    "Bracket",
    "CalendarEntry",
    "Cart",
    "CartLine",
    "DayClosure",
    "DeadlineRule",
    "Group",
    "Opening",
    "Period",
    "Registration",
    "Reservation",
    "Service",
    "Tariff",
]
