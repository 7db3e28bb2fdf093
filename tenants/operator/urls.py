"""The operator's console, under /operateur/."""

from django.urls import path

from tenants.operator import communes, journal, making, outbox

app_name = "operator"
urlpatterns = [
    path("", communes.index, name="communes"),
    path("communes/nouvelle/", making.new, name="commune_new"),
    path("communes/<uuid:commune_id>/", communes.page, name="commune"),
    path("communes/<uuid:commune_id>/avancement/", making.progress, name="commune_progress"),
    path("communes/<uuid:commune_id>/reprendre/", making.again, name="commune_again"),
    path("communes/<uuid:commune_id>/suspendre/", communes.suspend, name="commune_suspend"),
    path("communes/<uuid:commune_id>/retablir/", communes.restore, name="commune_restore"),
    path("envois/", outbox.index, name="outbox"),
    path("envois/relancer/", outbox.retry, name="outbox_retry"),
    path("journal/", journal.index, name="journal"),
]
