"""A public URLconf for the tests of the middleware and the guards."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from tenants import doors, guards
from tests.tenants.views import describe


@guards.public
def home(request: HttpRequest) -> HttpResponse:
    return JsonResponse(describe(request))


@guards.signed_in
def cart(request: HttpRequest) -> HttpResponse:
    return JsonResponse(describe(request))


@guards.operator
def console(request: HttpRequest) -> HttpResponse:
    return JsonResponse(describe(request))


urlpatterns = [
    path("", home, name="home"),
    path("panier/", cart, name="cart"),
    path("operateur/", console, name="console"),
    path("c/<path:rest>", doors.closed, name="closed_commune"),
]
handler403 = "tenants.doors.forbidden"
handler404 = "tenants.doors.not_found"
