"""Our PostgreSQL engine: django-tenants' own, with constraints checked at once.

``base`` is what Django loads; ``pool`` is read by the settings and imports nothing of Django.
"""
