import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import family.models.quotient
import shared.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("filename", models.CharField(max_length=200, verbose_name="fichier")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("checked", "vérifié"),
                            ("done", "importé"),
                            ("abandoned", "abandonné"),
                        ],
                        default="checked",
                        max_length=10,
                    ),
                ),
                ("rows", models.JSONField(default=list, verbose_name="lignes")),
                ("errors", models.JSONField(default=list, verbose_name="erreurs")),
                ("report", models.JSONField(default=dict, verbose_name="bilan")),
                ("created_at", models.DateTimeField(verbose_name="déposé le")),
                ("created_by_uid", models.UUIDField(verbose_name="déposé par")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="fini le"),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="nom")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
            ],
            options={
                "verbose_name": "école",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
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
                ("family_uid", models.UUIDField(null=True, verbose_name="foyer")),
            ],
            options={
                "verbose_name": "acte",
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["target_type", "target_id"], name="family_audi_target__b654ec_idx"
                    ),
                    models.Index(fields=["at"], name="family_audi_at_242a0e_idx"),
                    models.Index(fields=["family_uid", "-at"], name="audit_family"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="nom du foyer")),
                (
                    "file_number",
                    models.CharField(blank=True, max_length=30, verbose_name="numéro de dossier"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="adresse")),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=10, verbose_name="code postal"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                (
                    "is_resident",
                    models.BooleanField(default=True, verbose_name="habite la commune"),
                ),
                (
                    "paper_invoices",
                    models.BooleanField(default=False, verbose_name="factures sur papier"),
                ),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
            ],
            options={
                "verbose_name": "foyer",
                "ordering": ["name", "id"],
                "indexes": [models.Index(fields=["name"], name="family_name")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("file_number", ""), _negated=True),
                        fields=("file_number",),
                        name="family_file_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Child",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("birth_date", models.DateField(verbose_name="date de naissance")),
                (
                    "diet",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Menu standard"),
                            ("sans_porc", "Sans porc"),
                            ("sans_viande", "Sans viande"),
                            ("panier", "Panier repas (PAI)"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="menu",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="family.family",
                    ),
                ),
            ],
            options={
                "verbose_name": "enfant",
                "ordering": ["birth_date", "first_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("civility", models.CharField(blank=True, max_length=3, verbose_name="civilité")),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                ("account_uid", models.UUIDField(blank=True, null=True, verbose_name="compte")),
                ("is_payer", models.BooleanField(default=False, verbose_name="redevable")),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardians",
                        to="family.family",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsable",
                "ordering": ["-is_payer", "last_name", "first_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="FamilyQuotient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "value_hundredths",
                    models.PositiveIntegerField(verbose_name="quotient (centièmes)"),
                ),
                ("starts_on", models.DateField(verbose_name="à partir du")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="jusqu’au (exclu)"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("caf", "CAF"),
                            ("msa", "MSA"),
                            ("tax", "Avis d’imposition"),
                            ("declared", "Déclaration"),
                        ],
                        default="declared",
                        max_length=8,
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="saisi le")),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotients",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "quotient familial",
                "ordering": ["-starts_on"],
            },
        ),
        migrations.CreateModel(
            name="ChildGuardian",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "has_authority",
                    models.BooleanField(default=True, verbose_name="autorité parentale"),
                ),
                ("can_book", models.BooleanField(default=True, verbose_name="peut réserver")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guardian_links",
                        to="family.child",
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="child_links",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "lien de parenté",
            },
        ),
        migrations.CreateModel(
            name="AdhesionCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "lookup_hmac",
                    models.CharField(max_length=64, unique=True, verbose_name="empreinte"),
                ),
                ("key_id", models.CharField(max_length=8, verbose_name="clé")),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "par e-mail"), ("letter", "par courrier")],
                        max_length=6,
                        verbose_name="envoi",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="créé le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
                ("expires_at", models.DateTimeField(verbose_name="expire le")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="utilisé le")),
                (
                    "used_by_uid",
                    models.UUIDField(blank=True, null=True, verbose_name="utilisé par"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="annulé le"),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "code d’adhésion",
                "ordering": ["-issued_at"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="genre")),
                ("facts", models.JSONField(default=dict, verbose_name="faits")),
                ("created_at", models.DateTimeField(verbose_name="créé le")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyé le")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="family.guardian",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Schooling",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="année scolaire")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("TPS", "TPS"),
                            ("PS", "PS"),
                            ("MS", "MS"),
                            ("GS", "GS"),
                            ("CP", "CP"),
                            ("CE1", "CE1"),
                            ("CE2", "CE2"),
                            ("CM1", "CM1"),
                            ("CM2", "CM2"),
                        ],
                        max_length=3,
                        verbose_name="niveau",
                    ),
                ),
                ("class_name", models.CharField(blank=True, max_length=60, verbose_name="classe")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schoolings",
                        to="family.child",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schoolings",
                        to="family.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "scolarité",
                "ordering": ["-school_year"],
            },
        ),
        migrations.CreateModel(
            name="TenantIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("singleton", models.BooleanField(default=True, unique=True)),
                ("commune_uid", models.UUIDField(verbose_name="commune")),
                ("schema_name", models.CharField(max_length=63, verbose_name="schéma")),
            ],
            options={
                "verbose_name": "identité",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("singleton", True)), name="identity_singleton"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(fields=["last_name", "first_name"], name="child_name"),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.UniqueConstraint(fields=("account_uid",), name="guardian_account"),
        ),
        migrations.AddConstraint(
            model_name="guardian",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_payer", True)),
                fields=("family",),
                name="guardian_one_payer",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyquotient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="quotient_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyquotient",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("guardian", "="),
                    (family.models.quotient.DateSpan("starts_on", "ends_on"), "&&"),
                ],
                name="quotient_no_overlap",
            ),
        ),
        migrations.AddConstraint(
            model_name="childguardian",
            constraint=models.UniqueConstraint(
                fields=("child", "guardian"), name="child_guardian_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="adhesioncode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True), ("used_at__isnull", True)),
                fields=("guardian",),
                name="code_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="adhesioncode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("used_at__isnull", True), ("used_by_uid__isnull", True)),
                    models.Q(("used_at__isnull", False), ("used_by_uid__isnull", False)),
                    _connector="OR",
                ),
                name="code_used_pair",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["guardian", "-created_at"], name="message_guardian"),
        ),
        migrations.AddConstraint(
            model_name="schooling",
            constraint=models.UniqueConstraint(
                fields=("child", "school_year"), name="schooling_once_a_year"
            ),
        ),
    ]
