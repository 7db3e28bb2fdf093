"""Logging in: our forms, words and limits around django-allauth."""
