"""The office of family, in a commune, under gestion/."""

from django.urls import URLPattern, URLResolver

app_name = "family_office"
urlpatterns: list[URLPattern | URLResolver] = []
