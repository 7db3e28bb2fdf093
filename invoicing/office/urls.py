"""The office of invoicing, in a commune, under gestion/."""

from django.urls import path

from invoicing.office import alerts, invoices, ledger, payments, regies, run_files, runs

app_name = "invoicing_office"
urlpatterns = [
    # Facturation: a month of a régie
    path("facturation/", runs.index, name="runs"),
    path("facturation/lancer/", runs.start, name="run_start"),
    path("facturation/<uuid:run_id>/", runs.page, name="run"),
    path("facturation/<uuid:run_id>/relancer/", runs.again, name="run_again"),
    path("facturation/<uuid:run_id>/emettre/", runs.promote, name="run_promote"),
    path("facturation/<uuid:run_id>/abandonner/", runs.discard, name="run_discard"),
    path("facturation/<uuid:run_id>/papier.pdf", run_files.paper, name="run_paper"),
    path("facturation/<uuid:run_id>/factures.xlsx", run_files.workbook, name="run_workbook"),
    path("facturation/brouillon/<uuid:invoice_id>/", invoices.draft, name="draft"),
    # Factures: found, read, paid at the desk
    path("factures/", invoices.index, name="invoices"),
    path("factures/<uuid:invoice_id>/", invoices.page, name="invoice"),
    path("factures/<uuid:invoice_id>/pdf", invoices.paper, name="invoice_pdf"),
    path("factures/<uuid:invoice_id>/encaisser/", invoices.collect, name="invoice_collect"),
    # Paiements: money in, what a person must look at, a payer's account
    path("paiements/", payments.index, name="payments"),
    path("paiements/export.xlsx", payments.workbook, name="payments_export"),
    path("paiements/<uuid:payment_id>/recu.pdf", payments.receipt, name="receipt_pdf"),
    path("paiements/alertes/<uuid:alert_id>/", alerts.resolve, name="alert"),
    path("comptes/<uuid:payer_id>/", ledger.page, name="ledger"),
    path("avoirs/<uuid:note_id>/pdf", ledger.credit_note, name="credit_note_pdf"),
    # Régies: set-up
    path("regies/", regies.index, name="regies"),
    path("regies/nouvelle/", regies.new, name="regie_new"),
    path("regies/<uuid:regie_id>/", regies.edit, name="regie"),
]
