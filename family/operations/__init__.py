"""Verbs of the household file."""
