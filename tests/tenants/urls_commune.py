"""A commune's URLconf for the tests of the middleware and the guards."""

from django.urls import path

from tests.tenants import views

urlpatterns = [
    path("", views.page, name="commune"),
    path("page/", views.page, name="page"),
    path("liens/", views.links, name="links"),
    path("flux/", views.streamed, name="streamed"),
    path("panne/", views.broken, name="broken"),
    path("refus/<str:how>/", views.refusing, name="refusing"),
    path("foyer/", views.household, name="household"),
    path("gestion/familles/", views.families, name="families"),
    path("gestion/encaisser/", views.collect, name="collect"),
]
handler403 = "tenants.doors.forbidden"
handler404 = "tenants.doors.not_found"
