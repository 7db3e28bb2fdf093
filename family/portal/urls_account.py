"""The pages of an account, under /compte/: allauth's views at French paths, each with its mark.

allauth's own URLconf is not included: what it serves at English paths would escape the marks.
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from shared.accounts import views
from tenants.guards import public, signed_in

urlpatterns = [
    # /compte/
    path("", signed_in(views.profile), name="account_profile"),
    path("creer/", public(views.signup), name="account_signup"),
    path("creer/nombre/", public(views.other_number), name="account_other_number"),
    path("connexion/", public(allauth_views.login), name="account_login"),
    path("deconnexion/", public(allauth_views.logout), name="account_logout"),
    path("desactive/", public(allauth_views.account_inactive), name="account_inactive"),
    path("verification/", signed_in(allauth_views.reauthenticate), name="account_reauthenticate"),
    path("question-secrete/", signed_in(views.question), name="account_secret_question"),
    # /compte/adresse/
    path("adresse/", signed_in(views.address), name="account_email"),
    path(
        "adresse/a-confirmer/",
        public(allauth_views.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^adresse/confirmer/(?P<key>[-:\w]+)/$",
        public(views.confirm_address),
        name="account_confirm_email",
    ),
    # /compte/mot-de-passe/
    path("mot-de-passe/", signed_in(allauth_views.password_change), name="account_change_password"),
    path(
        "mot-de-passe/premier/", signed_in(allauth_views.password_set), name="account_set_password"
    ),
    path(
        "mot-de-passe/oublie/", public(allauth_views.password_reset), name="account_reset_password"
    ),
    path(
        "mot-de-passe/oublie/envoye/",
        public(allauth_views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        public(allauth_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
