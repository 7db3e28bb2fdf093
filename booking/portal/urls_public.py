"""Pages of booking outside any commune."""

from django.urls import path

from booking.portal import cart_everywhere, service_everywhere

app_name = "booking_public"
urlpatterns = [
    path("reserver/", service_everywhere.page, name="services"),
    path("panier/", cart_everywhere.page, name="cart"),
]
