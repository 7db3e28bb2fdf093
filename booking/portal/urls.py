"""The portal of booking, in a commune."""

from django.urls import path

from booking.portal import (
    absences,
    calendar,
    cart,
    commune,
    history,
    offers,
    opening,
    patterns,
    period,
    service,
)

app_name = "booking"
urlpatterns = [
    path("", commune.page, name="commune"),
    path("reserver/", service.page, name="services"),
    path("reserver/<uuid:service_id>/", calendar.page, name="calendar"),
    path("reserver/<uuid:service_id>/jour/", calendar.toggle, name="toggle"),
    path("reserver/<uuid:service_id>/ouverture/", opening.page, name="opening"),
    path("reserver/<uuid:service_id>/periode/", period.page, name="period"),
    path("reserver/<uuid:service_id>/periode/ajouter/", period.add, name="period_add"),
    path("rythmes/", patterns.page, name="patterns"),
    path("rythmes/<uuid:pattern_id>/", patterns.edit, name="pattern"),
    path("rythmes/<uuid:pattern_id>/changer/", patterns.change, name="pattern_change"),
    path("rythmes/<uuid:pattern_id>/arreter/", patterns.stop, name="pattern_stop"),
    path("panier/", cart.page, name="cart"),
    path("panier/retirer/", cart.remove, name="cart_remove"),
    path("panier/accord/", cart.agree, name="cart_agree"),
    path("panier/vider/", cart.empty, name="cart_empty"),
    path("panier/reprendre/", cart.undo, name="cart_undo"),
    path("absence/", absences.page, name="absences"),
    path("absence/<uuid:reservation_id>/", absences.report, name="absence_report"),
    path("reservations/", history.page, name="history"),
    path("offre/<str:token>/", offers.page, name="offer"),
    path("offre/<str:token>/reponse/", offers.answer, name="offer_answer"),
]
