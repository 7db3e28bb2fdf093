import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import family.models.quotient
import shared.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("family", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("short_name", models.CharField(max_length=24, verbose_name="nom court")),
                (
                    "care",
                    models.CharField(
                        choices=[("care", "Garde"), ("meal", "Repas")],
                        default="care",
                        max_length=4,
                        verbose_name="nature",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="début")),
                ("ends_at", models.TimeField(verbose_name="fin")),
                (
                    "exclusive_set",
                    models.CharField(blank=True, max_length=24, verbose_name="ensemble exclusif"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("is_active", models.BooleanField(default=True, verbose_name="proposée")),
            ],
            options={
                "verbose_name": "prestation",
                "ordering": ["service", "position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Cart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_uid", models.UUIDField(unique=True, verbose_name="compte")),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
            ],
            options={
                "verbose_name": "panier",
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "groupe",
                "ordering": ["service", "position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au (exclu)")),
            ],
            options={
                "verbose_name": "période",
                "ordering": ["starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="nom")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("canteen", "Restauration scolaire"),
                            ("care", "Accueil périscolaire"),
                            ("leisure", "Centre de loisirs"),
                            ("other", "Autre"),
                        ],
                        max_length=8,
                        verbose_name="genre",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="présentation")),
                (
                    "billing",
                    models.CharField(
                        choices=[
                            ("prepaid", "Payable à la réservation"),
                            ("monthly", "Payable en fin de mois"),
                        ],
                        max_length=8,
                        verbose_name="paiement",
                    ),
                ),
                (
                    "booking_answer",
                    models.CharField(
                        choices=[("auto", "Automatique"), ("manual", "Par un agent")],
                        default="auto",
                        max_length=6,
                        verbose_name="réponse aux réservations",
                    ),
                ),
                (
                    "cancel_answer",
                    models.CharField(
                        choices=[("auto", "Automatique"), ("manual", "Par un agent")],
                        default="auto",
                        max_length=6,
                        verbose_name="réponse aux annulations",
                    ),
                ),
                (
                    "request_holds_place",
                    models.BooleanField(default=False, verbose_name="une demande garde la place"),
                ),
                (
                    "refund_default",
                    models.CharField(
                        choices=[("with", "Avec remboursement"), ("without", "Sans remboursement")],
                        default="with",
                        max_length=8,
                        verbose_name="remboursement proposé",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("hours", models.CharField(blank=True, max_length=200, verbose_name="horaires")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="lieu")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="ouvert aux familles"),
                ),
            ],
            options={
                "verbose_name": "service",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                (
                    "capacity",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="places"),
                ),
                ("margin", models.PositiveIntegerField(default=0, verbose_name="marge")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="prises")),
                (
                    "closed_reason",
                    models.CharField(blank=True, max_length=120, verbose_name="fermée : motif"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="booking.activity",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="booking.group",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="openings",
                        to="booking.period",
                    ),
                ),
            ],
            options={
                "verbose_name": "ouverture",
                "ordering": ["date", "activity"],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                ("order_uid", models.UUIDField(verbose_name="commande")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "held"),
                            ("requested", "requested"),
                            ("waitlisted", "waitlisted"),
                            ("confirmed", "confirmed"),
                            ("cancel_requested", "cancel_requested"),
                            ("cancelled", "cancelled"),
                            ("refused", "refused"),
                            ("expired", "expired"),
                        ],
                        max_length=16,
                        verbose_name="état",
                    ),
                ),
                (
                    "is_prepaid",
                    models.BooleanField(default=False, verbose_name="payable à la réservation"),
                ),
                ("price_cents", models.PositiveIntegerField(verbose_name="prix (centimes)")),
                ("price_trace", models.JSONField(default=list, verbose_name="pourquoi ce prix")),
                (
                    "billed_percent",
                    models.PositiveSmallIntegerField(default=100, verbose_name="part facturée (%)"),
                ),
                (
                    "held_until",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="place gardée jusqu’au"
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="demandée le")),
                ("requested_by_uid", models.UUIDField(verbose_name="demandée par")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="décidée le"),
                ),
                (
                    "decided_by_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="décidée par"),
                ),
                (
                    "by_agent",
                    models.BooleanField(default=False, verbose_name="saisie par un agent"),
                ),
                ("out_of_time", models.BooleanField(default=False, verbose_name="hors délai")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="booking.activity",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="family.child",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="booking.opening",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reservations",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "réservation",
                "ordering": ["date", "activity"],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au (exclu)")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="family.child",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="booking.group",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "inscription",
                "ordering": ["service", "starts_on"],
            },
        ),
        migrations.AddField(
            model_name="period",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="periods",
                to="booking.service",
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="booking.service",
            ),
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[("book", "book"), ("modify", "modify"), ("cancel", "cancel")],
                        max_length=8,
                        verbose_name="acte",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("days_before", "days_before"),
                            ("previous_weekday", "previous_weekday"),
                            ("weekday_of_week", "weekday_of_week"),
                            ("day_of_month", "day_of_month"),
                            ("hours_before", "hours_before"),
                            ("working_hours_before", "working_hours_before"),
                            ("period_instant", "period_instant"),
                            ("clear_days", "clear_days"),
                            ("weekday_table", "weekday_table"),
                            ("never", "never"),
                            ("always", "always"),
                        ],
                        max_length=20,
                        verbose_name="genre",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jours avant"
                    ),
                ),
                (
                    "hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="heures avant"
                    ),
                ),
                ("at_time", models.TimeField(blank=True, null=True, verbose_name="heure limite")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jour de la semaine (0 = lundi)"
                    ),
                ),
                (
                    "weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="semaines avant"
                    ),
                ),
                (
                    "day_of_month",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jour du mois"
                    ),
                ),
                (
                    "instant",
                    models.DateTimeField(blank=True, null=True, verbose_name="instant fixe"),
                ),
                (
                    "table",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="table par jour de la semaine"
                    ),
                ),
                (
                    "skip_weekends",
                    models.BooleanField(default=True, verbose_name="sans samedis ni dimanches"),
                ),
                (
                    "skip_public_holidays",
                    models.BooleanField(default=True, verbose_name="sans jours fériés"),
                ),
                (
                    "skip_holidays",
                    models.BooleanField(default=False, verbose_name="sans vacances scolaires"),
                ),
                (
                    "skip_closures",
                    models.BooleanField(default=False, verbose_name="sans jours de fermeture"),
                ),
                (
                    "skip_weekdays",
                    models.JSONField(blank=True, default=list, verbose_name="jours non comptés"),
                ),
                (
                    "override_from",
                    models.DateField(blank=True, null=True, verbose_name="exception du"),
                ),
                (
                    "override_until",
                    models.DateField(blank=True, null=True, verbose_name="exception au (exclu)"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="booking.activity",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="booking.period",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadline_rules",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "délai",
            },
        ),
        migrations.CreateModel(
            name="DayClosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                ("closed_at", models.DateTimeField(verbose_name="clos le")),
                ("closed_by_uid", models.UUIDField(verbose_name="clos par")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="day_closures",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "journée close",
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
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
                            ("holiday", "Vacances scolaires"),
                            ("public_holiday", "Jour férié"),
                            ("closure", "Fermeture"),
                        ],
                        max_length=14,
                        verbose_name="genre",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("starts_on", models.DateField(verbose_name="du")),
                ("ends_on", models.DateField(verbose_name="au (exclu)")),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_entries",
                        to="booking.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "période du calendrier",
                "ordering": ["starts_on", "name"],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="booking.service",
            ),
        ),
        migrations.CreateModel(
            name="Tariff",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="jusqu’au (exclu)"),
                ),
                (
                    "unknown_quotient",
                    models.CharField(
                        choices=[
                            ("top", "Tranche la plus haute"),
                            ("block", "Réservation impossible sans quotient"),
                        ],
                        default="top",
                        max_length=5,
                        verbose_name="sans quotient",
                    ),
                ),
                (
                    "deliberation",
                    models.CharField(blank=True, max_length=80, verbose_name="délibération"),
                ),
                (
                    "deliberated_on",
                    models.DateField(blank=True, null=True, verbose_name="votée le"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tariffs",
                        to="booking.activity",
                    ),
                ),
            ],
            options={
                "verbose_name": "tarif",
                "ordering": ["activity", "-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Bracket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="tranche")),
                (
                    "low_hundredths",
                    models.PositiveIntegerField(verbose_name="quotient à partir de (centièmes)"),
                ),
                (
                    "high_hundredths",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="quotient inférieur à (centièmes)"
                    ),
                ),
                ("price_cents", models.PositiveIntegerField(verbose_name="prix (centimes)")),
                (
                    "non_resident_price_cents",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="prix hors commune (centimes)"
                    ),
                ),
                (
                    "tariff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brackets",
                        to="booking.tariff",
                    ),
                ),
            ],
            options={
                "verbose_name": "tranche",
                "ordering": ["tariff", "low_hundredths"],
            },
        ),
        migrations.CreateModel(
            name="CartLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                (
                    "wish",
                    models.CharField(
                        choices=[("book", "réserver"), ("cancel", "annuler")], max_length=6
                    ),
                ),
                (
                    "price_cents",
                    models.PositiveIntegerField(default=0, verbose_name="prix promis (centimes)"),
                ),
                ("promised_at", models.DateTimeField(verbose_name="promis le")),
                ("created_at", models.DateTimeField(verbose_name="ajoutée le")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="retirée le"),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="refus à la dernière validation"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="booking.activity",
                    ),
                ),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="booking.cart",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="family.child",
                    ),
                ),
            ],
            options={
                "verbose_name": "souhait",
                "ordering": ["child", "date", "activity"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("cart", "child", "activity", "date"),
                        name="cart_line_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField(verbose_name="jour")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("present", "présent"),
                            ("absent", "absent"),
                            ("justified", "absent, justifié"),
                        ],
                        max_length=9,
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noté le")),
                ("noted_by_uid", models.UUIDField(verbose_name="noté par")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="booking.activity",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="family.child",
                    ),
                ),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="booking.opening",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "indexes": [
                    models.Index(fields=["activity", "date"], name="attendance_activity_date")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("child", "activity", "date"), name="attendance_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["date", "activity"], name="opening_date"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                fields=("activity", "date", "group"), name="opening_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity__isnull", True),
                    (
                        "taken__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("capacity"), "+", models.F("margin")
                        ),
                    ),
                    _connector="OR",
                ),
                name="opening_not_oversold",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["child", "date"], name="reservation_child_date"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["activity", "date"], name="reservation_activity_date"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["order_uid"], name="reservation_order"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("state__in", ["requested", "cancel_requested"])),
                fields=["state", "requested_at"],
                name="reservation_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["cancel_requested", "confirmed", "held", "requested", "waitlisted"],
                    )
                ),
                fields=("child", "activity", "date"),
                name="reservation_one_live",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_until__isnull", False), ("state", "held")),
                    models.Q(("state", "held"), _negated=True),
                    _connector="OR",
                ),
                name="reservation_held_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("billed_percent__lte", 100)), name="reservation_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                name="registration_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("child", "="),
                    ("service", "="),
                    (family.models.quotient.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="registration_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="period_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(fields=("service", "name"), name="group_name_once"),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("override_from__isnull", True), ("override_until__isnull", True)),
                    ("override_until__gt", models.F("override_from")),
                    _connector="OR",
                ),
                name="deadline_override_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(
                fields=("service", "activity", "period", "act", "override_from"),
                name="deadline_scope_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="dayclosure",
            constraint=models.UniqueConstraint(fields=("service", "date"), name="day_closure_once"),
        ),
        migrations.AddIndex(
            model_name="calendarentry",
            index=models.Index(fields=["ends_on"], name="calendar_end"),
        ),
        migrations.AddConstraint(
            model_name="calendarentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="calendar_dates"
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(
                fields=("service", "name"), name="activity_name_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="tariff_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("activity", "="),
                    (family.models.quotient.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="tariff_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="bracket",
            constraint=models.UniqueConstraint(
                fields=("tariff", "low_hundredths"), name="bracket_low_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bracket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("high_hundredths__isnull", True),
                    ("high_hundredths__gt", models.F("low_hundredths")),
                    _connector="OR",
                ),
                name="bracket_bounds",
            ),
        ),
    ]
