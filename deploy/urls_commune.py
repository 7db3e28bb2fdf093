"""The static URLconf of a commune, below ``/c/<slug>/`` or on a host of its own."""

from django.urls import include, path

urlpatterns = [
    path("gestion/", include("tenants.office.urls")),
    path("gestion/", include("family.office.urls")),
    path("gestion/", include("booking.office.urls")),
    path("gestion/import/", include("booking.office.urls_imports")),
    path("gestion/", include("invoicing.office.urls")),
    path("", include("family.portal.urls")),
    path("", include("booking.portal.urls")),
    path("", include("invoicing.portal.urls")),
]

handler403 = "tenants.doors.forbidden"
handler404 = "tenants.doors.not_found"
handler500 = "tenants.doors.broken"
