"""Returns and notifications of the payment providers, under /paiement/."""

from django.urls import URLPattern, URLResolver, re_path

from invoicing import webhooks

app_name = "invoicing_webhooks"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^retour/(?P<token>[0-9a-f]{64})/$", webhooks.comes_back, name="return"),
    re_path(r"^notification/(?P<token>[0-9a-f]{64})/$", webhooks.notification, name="notification"),
]
