"""The static URLconf of everything outside a commune."""

from django.urls import include, path

from tenants import doors

urlpatterns = [
    path("sante/", doors.health, name="health"),
    path("c/<path:rest>", doors.closed, name="closed_commune"),
    path("compte/", include("family.portal.urls_account")),
    path("paiement/", include("invoicing.webhooks_urls")),
    path("operateur/", include("tenants.operator.urls")),
    path("", include("family.portal.urls_public")),
    path("", include("booking.portal.urls_public")),
    path("", include("invoicing.portal.urls_public")),
]

handler403 = "tenants.doors.forbidden"
handler404 = "tenants.doors.not_found"
handler500 = "tenants.doors.broken"
