"""The office's own pages (agents of the commune), under gestion/."""

from django.urls import URLPattern, URLResolver

app_name = "tenants_office"
urlpatterns: list[URLPattern | URLResolver] = []
