"""Decisions about the household file, without Django: adhesion codes, quotients."""
