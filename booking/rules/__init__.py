"""Decisions about bookings, without Django: until when, whether, at what price, shown how."""
