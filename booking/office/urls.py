"""The office of booking, in a commune, under gestion/."""

from django.urls import URLPattern, URLResolver

app_name = "booking_office"
urlpatterns: list[URLPattern | URLResolver] = []
