"""The office of invoicing, in a commune, under gestion/."""

from django.urls import URLPattern, URLResolver

app_name = "invoicing_office"
urlpatterns: list[URLPattern | URLResolver] = []
