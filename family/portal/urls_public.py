"""Pages of the family room outside any commune."""

from django.urls import path

from family.portal import demo_mails, household, joining, legal, messages, start

app_name = "family_public"
urlpatterns = [
    path("", start.page, name="start"),
    path("communes/", start.communes, name="communes"),
    # /adherer/
    path("adherer/", joining.page, name="join"),
    path("adherer/en-attente/<uuid:pk>/", joining.pending, name="join_pending"),
    path("adherer/bienvenue/<slug:slug>/", joining.welcome, name="joined"),
    path("adherer/<str:code>/", joining.from_letter, name="join_code"),
    path("foyer/", household.page, name="household"),
    # /messages/
    path("messages/", messages.page, name="messages"),
    path("messages/lus/", messages.mark_read, name="messages_read"),
    # What the law asks.
    path("mentions-legales/", legal.notice, name="legal"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("securite/", legal.security, name="security"),
    # The mailbox of the demonstration; 404 in any other mode.
    path("demo/mails/", demo_mails.mailbox_page, name="demo_mails"),
    path("demo/mails/<str:name>/", demo_mails.one, name="demo_mail"),
]
