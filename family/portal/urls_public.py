"""Pages of the family room outside any commune."""

from django.urls import URLPattern, URLResolver

app_name = "family_public"
urlpatterns: list[URLPattern | URLResolver] = []
