"""The portal of invoicing, in a commune."""

from django.urls import URLPattern, URLResolver

app_name = "invoicing"
urlpatterns: list[URLPattern | URLResolver] = []
