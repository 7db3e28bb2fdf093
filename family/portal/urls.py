"""The portal of family, in a commune."""

from django.urls import path

from family.portal import theme

app_name = "family"
urlpatterns = [
    path("theme.css", theme.stylesheet, name="theme"),
]
