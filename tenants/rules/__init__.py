"""Decisions about communes and agents, without Django: names that are safe, rights by role."""
