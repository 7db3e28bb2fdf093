"""The import of families, in a commune, under gestion/import/."""

from django.urls import path

from booking.office import imports

app_name = "booking_imports"
urlpatterns = [
    path("", imports.index, name="index"),
    path("modele.xlsx", imports.model, name="model"),
    path("<uuid:run_id>/", imports.run, name="run"),
    path("<uuid:run_id>/confirmer/", imports.confirm, name="confirm"),
    path("<uuid:run_id>/abandonner/", imports.abandon, name="abandon"),
]
