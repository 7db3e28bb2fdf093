"""The portal of invoicing, in a commune."""

from django.urls import path

from invoicing.portal import checkout, documents, invoice, payments

app_name = "invoicing"
urlpatterns = [
    path("valider/", checkout.validate_here, name="validate"),
    path("payer/commande/<uuid:order_uid>/", payments.pay_held, name="pay_held"),
    path("payer/<uuid:attempt_id>/", payments.pay, name="pay"),
    path("factures/<uuid:invoice_id>/", invoice.page, name="invoice"),
    path("factures/<uuid:invoice_id>/pdf", documents.invoice, name="invoice_pdf"),
    path("recus/<uuid:payment_id>/pdf", documents.receipt, name="receipt_pdf"),
    path("avoirs/<uuid:note_id>/pdf", documents.credit_note, name="credit_note_pdf"),
]
