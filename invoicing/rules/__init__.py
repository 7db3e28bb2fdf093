"""Decisions about what is owed and paid, without Django: lines, numbers, attempts, settlement."""
