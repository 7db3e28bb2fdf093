"""Reads of the household file, for someone."""
