"""Returns and notifications of the payment providers, under /paiement/."""

from django.urls import URLPattern, URLResolver

app_name = "invoicing_webhooks"
urlpatterns: list[URLPattern | URLResolver] = []
