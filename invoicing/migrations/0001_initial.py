import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import invoicing.rules.attempts
import shared.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("booking", "0001_initial"),
        ("family", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(verbose_name="mois (premier jour)")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("drafting", "calcul en cours"),
                            ("draft", "à vérifier"),
                            ("promoted", "émise"),
                            ("failed", "interrompue"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="faits")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="à faire")),
                ("errors", models.JSONField(default=list, verbose_name="anomalies")),
                ("draft_uid", models.UUIDField(blank=True, null=True, verbose_name="calcul")),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("created_at", models.DateTimeField(verbose_name="lancée le")),
                ("created_by_uid", models.UUIDField(verbose_name="lancée par")),
                (
                    "drafted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="calculée le"),
                ),
                (
                    "promoted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="émise le"),
                ),
                (
                    "promoted_by_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="émise par"),
                ),
            ],
            options={
                "verbose_name": "campagne de facturation",
                "ordering": ["-month", "regie"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_uid", models.UUIDField(verbose_name="compte")),
                ("selection_uid", models.UUIDField(verbose_name="sélection")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("invoices", "factures"), ("order", "réservations")],
                        max_length=8,
                        verbose_name="objet",
                    ),
                ),
                ("order_uid", models.UUIDField(blank=True, null=True, verbose_name="commande")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("requesting", "requesting"),
                            ("pending", "pending"),
                            ("create_failed", "create_failed"),
                            ("create_unknown", "create_unknown"),
                            ("paid", "paid"),
                            ("paid_pending_settlement", "paid_pending_settlement"),
                            ("debit_rejected", "debit_rejected"),
                            ("refused", "refused"),
                            ("cancelled", "cancelled"),
                            ("abandoned", "abandoned"),
                            ("quarantine", "quarantine"),
                            ("rejected", "rejected"),
                        ],
                        default=invoicing.rules.attempts.AttemptState["DRAFT"],
                        max_length=24,
                        verbose_name="état",
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                (
                    "credit_cents",
                    models.PositiveIntegerField(default=0, verbose_name="avoir utilisé (centimes)"),
                ),
                (
                    "refdet",
                    models.CharField(
                        max_length=30, null=True, unique=True, verbose_name="référence transmise"
                    ),
                ),
                (
                    "idop",
                    models.CharField(
                        blank=True, max_length=64, null=True, unique=True, verbose_name="opération"
                    ),
                ),
                (
                    "pay_url",
                    models.CharField(blank=True, max_length=300, verbose_name="page de paiement"),
                ),
                (
                    "provider_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="numéro d’autorisation"
                    ),
                ),
                ("answers", models.JSONField(default=list, verbose_name="réponses du prestataire")),
                ("polls", models.PositiveSmallIntegerField(default=0, verbose_name="lectures")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                (
                    "requested_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="envoyée le"),
                ),
                (
                    "live_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="vivante jusqu’au"),
                ),
                ("final_at", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "tentative de paiement",
                "ordering": ["-created_at", "position"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("order_uid", models.UUIDField(blank=True, null=True, verbose_name="commande")),
                ("month", models.DateField(verbose_name="mois (premier jour)")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="exercice"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="numéro"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=30, verbose_name="référence"),
                ),
                (
                    "total_cents",
                    models.PositiveIntegerField(default=0, verbose_name="total (centimes)"),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="émise le")),
                (
                    "issued_on",
                    models.DateField(blank=True, null=True, verbose_name="date de la facture"),
                ),
                ("due_on", models.DateField(verbose_name="échéance")),
                ("payer_snapshot", models.JSONField(default=dict, verbose_name="redevable")),
                ("issuer_snapshot", models.JSONField(default=dict, verbose_name="émetteur")),
                ("wants_paper", models.BooleanField(default=False, verbose_name="sur papier")),
                ("pdf_path", models.CharField(blank=True, max_length=200, verbose_name="fichier")),
                (
                    "pdf_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="empreinte du fichier"
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="family.guardian",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="invoicing.billingrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "facture",
                "ordering": ["due_on", "reference"],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_name", models.CharField(max_length=170, verbose_name="enfant")),
                ("label", models.CharField(max_length=220, verbose_name="prestation")),
                ("care", models.CharField(max_length=4, verbose_name="nature")),
                ("dates", models.JSONField(default=list, verbose_name="jours")),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="quantité")),
                (
                    "unit_cents",
                    models.PositiveIntegerField(verbose_name="prix unitaire (centimes)"),
                ),
                ("total_cents", models.PositiveIntegerField(verbose_name="total (centimes)")),
                ("trace", models.JSONField(default=list, verbose_name="pourquoi ce prix")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="booking.activity",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="family.child",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="invoicing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de facture",
                "ordering": ["invoice", "position"],
            },
        ),
        migrations.CreateModel(
            name="InvoicedReservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_link",
                        to="booking.reservation",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reservation_links",
                        to="invoicing.invoiceline",
                    ),
                ),
            ],
            options={
                "verbose_name": "réservation facturée",
            },
        ),
        migrations.CreateModel(
            name="PayerAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "compte du redevable",
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoice", "Facture"),
                            ("credit_note", "Avoir"),
                            ("payment", "Paiement"),
                            ("refund", "Remboursement"),
                        ],
                        max_length=11,
                        verbose_name="genre",
                    ),
                ),
                ("amount_cents", models.IntegerField(verbose_name="montant signé (centimes)")),
                ("document_id", models.UUIDField(verbose_name="pièce")),
                ("label", models.CharField(max_length=160, verbose_name="libellé")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="invoicing.payeraccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "écriture",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PaymentAlert",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("no_place", "Payé après la libération des places"),
                            ("quarantine", "Réponse du prestataire à vérifier"),
                            ("overpaid", "Trop-perçu"),
                        ],
                        max_length=10,
                        verbose_name="genre",
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                ("facts", models.JSONField(default=dict, verbose_name="faits")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                (
                    "resolved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="traitée le"),
                ),
                (
                    "resolved_by_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="traitée par"),
                ),
                (
                    "resolution",
                    models.CharField(blank=True, max_length=300, verbose_name="suite donnée"),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to="invoicing.attempt",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "alerte de paiement",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Regie",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="nom")),
                (
                    "code",
                    models.CharField(
                        max_length=4,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z0-9]{2,4}$")],
                        verbose_name="code",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("regie", "Régie"), ("titre", "Titre de recettes")],
                        default="regie",
                        max_length=5,
                        verbose_name="circuit",
                    ),
                ),
                (
                    "gateway",
                    models.CharField(
                        choices=[
                            ("none", "Pas de paiement en ligne"),
                            ("demo", "Banque de démonstration"),
                            ("payfip", "PayFiP"),
                        ],
                        default="none",
                        max_length=6,
                        verbose_name="paiement en ligne",
                    ),
                ),
                (
                    "gateway_params",
                    models.JSONField(blank=True, default=dict, verbose_name="réglages du paiement"),
                ),
                (
                    "client_number",
                    models.CharField(blank=True, max_length=6, verbose_name="numéro de client"),
                ),
                (
                    "groups_invoices",
                    models.BooleanField(
                        default=True, verbose_name="plusieurs factures par paiement"
                    ),
                ),
                ("has_wallet", models.BooleanField(default=True, verbose_name="garde les avoirs")),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="jours pour payer"),
                ),
                ("is_open", models.BooleanField(default=True, verbose_name="ouverte")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("hours", models.CharField(blank=True, max_length=200, verbose_name="horaires")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "means",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="moyens de paiement au guichet"
                    ),
                ),
            ],
            options={
                "verbose_name": "régie",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z0-9]{2,4}$")),
                        name="regie_code_shape",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel", "regie"), ("gateway", "none"), _connector="OR"
                        ),
                        name="regie_titre_not_online",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("online", "Paiement en ligne"),
                            ("cash", "Espèces"),
                            ("cheque", "Chèque"),
                            ("transfer", "Virement"),
                        ],
                        max_length=8,
                        verbose_name="moyen",
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                ("year", models.PositiveSmallIntegerField(verbose_name="exercice")),
                ("number", models.PositiveIntegerField(verbose_name="numéro du reçu")),
                ("reference", models.CharField(max_length=30, verbose_name="référence du reçu")),
                (
                    "provider_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="numéro d’autorisation"
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="reçu le")),
                (
                    "received_by_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="encaissé par"),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="invoicing.attempt",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="family.guardian",
                    ),
                ),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="invoicing.regie",
                    ),
                ),
            ],
            options={
                "verbose_name": "paiement",
                "ordering": ["-received_at"],
            },
        ),
        migrations.AddField(
            model_name="payeraccount",
            name="regie",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payer_accounts",
                to="invoicing.regie",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="regie",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="invoicing.regie",
            ),
        ),
        migrations.CreateModel(
            name="CreditNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="exercice")),
                ("number", models.PositiveIntegerField(verbose_name="numéro")),
                ("reference", models.CharField(max_length=30, verbose_name="référence")),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                ("label", models.CharField(max_length=220, verbose_name="objet")),
                ("motive", models.CharField(max_length=300, verbose_name="motif")),
                ("issued_at", models.DateTimeField(verbose_name="émis le")),
                ("issued_on", models.DateField(verbose_name="date de l’avoir")),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="family.guardian",
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="booking.reservation",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="invoicing.invoice",
                    ),
                ),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="invoicing.regie",
                    ),
                ),
            ],
            options={
                "verbose_name": "avoir",
                "ordering": ["-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="exercice")),
                ("series", models.CharField(max_length=2, verbose_name="série")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="dernier numéro")),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counters",
                        to="invoicing.regie",
                    ),
                ),
            ],
            options={
                "verbose_name": "compteur",
            },
        ),
        migrations.AddField(
            model_name="billingrun",
            name="regie",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="invoicing.regie",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="regie",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="invoicing.regie",
            ),
        ),
        migrations.CreateModel(
            name="RegieService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "regie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_links",
                        to="invoicing.regie",
                    ),
                ),
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regie_link",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "service d’une régie",
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                ("at", models.DateTimeField(verbose_name="le")),
                (
                    "credit_note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="invoicing.creditnote",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="invoicing.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="invoicing.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "imputation",
            },
        ),
        migrations.CreateModel(
            name="AttemptLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount_cents", models.PositiveIntegerField(verbose_name="montant (centimes)")),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="invoicing.attempt",
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempt_lines",
                        to="booking.reservation",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempt_lines",
                        to="invoicing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne de tentative",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("invoice__isnull", False), ("reservation__isnull", True)),
                            models.Q(("invoice__isnull", True), ("reservation__isnull", False)),
                            _connector="OR",
                        ),
                        name="attempt_line_one_target",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_cents",
                        django.db.models.expressions.CombinedExpression(
                            models.F("quantity"), "*", models.F("unit_cents")
                        ),
                    )
                ),
                name="invoice_line_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("kind", "document_id"), name="ledger_document_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_cents__gte", 0), ("kind__in", ["invoice", "refund"])),
                    models.Q(("amount_cents__lte", 0), ("kind__in", ["credit_note", "payment"])),
                    _connector="OR",
                ),
                name="ledger_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("regie", "year", "number"), name="payment_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="payment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="payeraccount",
            constraint=models.UniqueConstraint(
                fields=("payer", "regie"), name="payer_account_once"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["payer", "due_on"], name="invoice_payer"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("run", "payer"), name="invoice_run_payer"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("regie", "year", "number"), name="invoice_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("regie", "order_uid"), name="invoice_order"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("issued_at__isnull", True), ("number__isnull", True), ("reference", "")
                    ),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_on__isnull", False),
                        ("number__isnull", False),
                        ("year__isnull", False),
                        models.Q(("reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_issued_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("run__isnull", False), ("order_uid__isnull", False), _connector="OR"
                ),
                name="invoice_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                fields=("regie", "year", "number"), name="credit_note_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="credit_note_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="counter",
            constraint=models.UniqueConstraint(
                fields=("regie", "year", "series"), name="counter_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.UniqueConstraint(fields=("regie", "month"), name="run_once"),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="run_month_first_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__lte", models.F("total"))), name="run_progress"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("promoted_at__isnull", False),
                        ("promoted_by_uid__isnull", False),
                        ("status", "promoted"),
                    ),
                    models.Q(
                        models.Q(("status", "promoted"), _negated=True),
                        ("promoted_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="run_promoted_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["selection_uid"], name="attempt_selection"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["payer", "-created_at"], name="attempt_payer"),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["order_uid"], name="attempt_order"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order_uid__isnull", False), ("purpose", "order")),
                    models.Q(("order_uid__isnull", True), ("purpose", "invoices")),
                    _connector="OR",
                ),
                name="attempt_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", True), ("payment__isnull", False)),
                    models.Q(("credit_note__isnull", False), ("payment__isnull", True)),
                    _connector="OR",
                ),
                name="settlement_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="settlement_positive"
            ),
        ),
    ]
