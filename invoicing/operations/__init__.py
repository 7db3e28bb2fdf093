"""Verbs of what is owed and paid: load, lock, ask the rules, write, audit, outbox."""
