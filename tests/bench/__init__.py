"""Measures of ``make bench``: what a page or a piece of work costs. Printed, never asserted."""
