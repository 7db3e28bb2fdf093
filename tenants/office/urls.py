"""The office's own pages (agents of the commune), under gestion/."""

from django.urls import path

from tenants.office import agents, commune

app_name = "tenants_office"
urlpatterns = [
    path("agents/", agents.index, name="agents"),
    path("agents/<uuid:account_id>/", agents.edit, name="agent"),
    path("agents/<uuid:account_id>/retirer/", agents.remove, name="agent_remove"),
    path("commune/", commune.page, name="commune"),
]
