"""Pages of invoicing outside any commune."""

from django.urls import path

from invoicing.portal import checkout, invoices, payments

app_name = "invoicing_public"
urlpatterns = [
    path("valider/", checkout.validate_everywhere, name="validate"),
    path("valider/<uuid:selection_uid>/", checkout.result, name="validated"),
    path("paiement/<uuid:selection_uid>/", payments.page, name="payment"),
    path("factures/", invoices.page, name="invoices"),
    path("factures/payer/", invoices.pay, name="pay_invoices"),
]
