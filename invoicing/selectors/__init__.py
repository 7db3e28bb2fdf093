"""Reads of what is owed and paid, for someone; frozen read models for screens."""
