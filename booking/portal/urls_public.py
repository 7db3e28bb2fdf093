"""Pages of booking outside any commune."""

from django.urls import URLPattern, URLResolver

app_name = "booking_public"
urlpatterns: list[URLPattern | URLResolver] = []
