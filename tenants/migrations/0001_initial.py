import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shared.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "schema_name",
                    models.CharField(
                        max_length=63,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^c_[a-z0-9_]{3,40}$")],
                        verbose_name="schéma",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        max_length=40,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$"
                            )
                        ],
                        verbose_name="adresse",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "short_code",
                    models.CharField(max_length=6, unique=True, verbose_name="code court"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("provisioning", "en préparation"),
                            ("active", "active"),
                            ("suspended", "suspendue"),
                            ("closed", "fermée"),
                        ],
                        default="provisioning",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("siret", models.CharField(blank=True, max_length=14, verbose_name="SIRET")),
                (
                    "address",
                    models.CharField(blank=True, max_length=200, verbose_name="adresse postale"),
                ),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=5, verbose_name="code postal"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                (
                    "department",
                    models.CharField(blank=True, max_length=3, verbose_name="département"),
                ),
                (
                    "school_zone",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "Zone A"),
                            ("B", "Zone B"),
                            ("C", "Zone C"),
                            ("Corse", "Corse"),
                            ("", "Autre (dates saisies par la commune)"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="zone scolaire",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Paris", max_length=40, verbose_name="fuseau horaire"
                    ),
                ),
                (
                    "accent",
                    models.CharField(
                        default="#1d4f91",
                        max_length=7,
                        validators=[django.core.validators.RegexValidator("^#[0-9a-f]{6}$")],
                        verbose_name="couleur",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("hours", models.CharField(blank=True, max_length=200, verbose_name="horaires")),
                (
                    "how_to_register",
                    models.TextField(blank=True, verbose_name="pas encore inscrit ?"),
                ),
                (
                    "dpo_contact",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="délégué à la protection des données",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
            ],
            options={
                "verbose_name": "commune",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("schema_name__regex", "^c_[a-z0-9_]{3,40}$")),
                        name="commune_schema_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$")
                        ),
                        name="commune_slug",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("short_code__regex", "^[A-Z0-9]{3,6}$")),
                        name="commune_short_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("domain", models.CharField(db_index=True, max_length=253, unique=True)),
                ("is_primary", models.BooleanField(db_index=True, default=True)),
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domains",
                        to="tenants.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "domaine",
            },
        ),
        migrations.CreateModel(
            name="OperatorEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="le")),
                ("actor_uid", models.UUIDField(null=True, verbose_name="auteur")),
                (
                    "actor_label",
                    models.CharField(blank=True, max_length=200, verbose_name="nom de l’auteur"),
                ),
                ("verb", models.CharField(max_length=60, verbose_name="acte")),
                ("target_type", models.CharField(max_length=60, verbose_name="objet")),
                ("target_id", models.CharField(max_length=64, verbose_name="identifiant")),
                ("motive", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                ("facts", models.JSONField(default=dict, verbose_name="faits")),
            ],
            options={
                "verbose_name": "acte de l’opérateur",
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["target_type", "target_id"], name="tenants_ope_target__ce92e0_idx"
                    ),
                    models.Index(fields=["at"], name="tenants_ope_at_2e6a91_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("schema", models.CharField(max_length=63, verbose_name="schéma")),
                ("kind", models.CharField(max_length=40, verbose_name="genre")),
                ("object_id", models.UUIDField(verbose_name="objet")),
                ("due_at", models.DateTimeField(verbose_name="à faire le")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
            ],
            options={
                "verbose_name": "à faire",
                "indexes": [models.Index(fields=["due_at"], name="outbox_due")],
            },
        ),
        migrations.CreateModel(
            name="PaymentRoute",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "token_hash",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte"),
                ),
                ("schema", models.CharField(max_length=63, verbose_name="schéma")),
                ("attempt_uid", models.UUIDField(verbose_name="tentative")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
            ],
            options={
                "verbose_name": "route de paiement",
                "indexes": [models.Index(fields=["attempt_uid"], name="payment_route_attempt")],
            },
        ),
        migrations.CreateModel(
            name="AgentRole",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("gestionnaire", "gestionnaire"),
                            ("regisseur", "regisseur"),
                            ("animateur", "animateur"),
                            ("lecteur", "lecteur"),
                        ],
                        max_length=12,
                        verbose_name="rôle",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agent_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agent_roles",
                        to="tenants.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "rôle d’agent",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "commune", "role"), name="agent_role_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adhesion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("guardian_uid", models.UUIDField(verbose_name="responsable")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adhesions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adhesions",
                        to="tenants.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "adhésion",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "commune"), name="adhesion_once"),
                    models.UniqueConstraint(
                        fields=("commune", "guardian_uid"), name="adhesion_guardian"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingJoin",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code_hmac", models.CharField(max_length=64, verbose_name="empreinte du code")),
                ("expires_at", models.DateTimeField(verbose_name="expire le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="tenants.commune"
                    ),
                ),
            ],
            options={
                "verbose_name": "adhésion en attente",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "commune"), name="pending_join_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisioningJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "en attente"),
                            ("running", "en cours"),
                            ("done", "terminée"),
                            ("failed", "en échec"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=40, verbose_name="étape")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="erreur")),
                ("starter", models.BooleanField(default=True, verbose_name="données de départ")),
                ("created_at", models.DateTimeField(verbose_name="créée le")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finie le")),
                (
                    "commune",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="job",
                        to="tenants.commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "création de commune",
                "indexes": [models.Index(fields=["status"], name="provisioning_status")],
            },
        ),
    ]
