"""Verbs of booking: load, lock, ask the rules, write, audit, tell."""
