"""Pages of invoicing outside any commune."""

from django.urls import URLPattern, URLResolver

app_name = "invoicing_public"
urlpatterns: list[URLPattern | URLResolver] = []
