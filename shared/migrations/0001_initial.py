import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import shared.clock
import shared.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        # In public: an extension living in a commune would fall with it.
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=shared.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=60, verbose_name="identifiant")),
                ("email", models.EmailField(max_length=254, verbose_name="adresse e-mail")),
                (
                    "label",
                    models.CharField(blank=True, max_length=80, verbose_name="nom du compte"),
                ),
                (
                    "civility",
                    models.CharField(
                        blank=True,
                        choices=[("mme", "Madame"), ("m", "Monsieur"), ("", "Ne pas préciser")],
                        default="",
                        max_length=3,
                        verbose_name="civilité",
                    ),
                ),
                ("first_name", models.CharField(max_length=80, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "secret_question",
                    models.CharField(blank=True, max_length=30, verbose_name="question secrète"),
                ),
                (
                    "secret_answer",
                    models.CharField(blank=True, max_length=200, verbose_name="réponse (hachée)"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="actif")),
                ("is_operator", models.BooleanField(default=False, verbose_name="opérateur")),
                (
                    "created_at",
                    models.DateTimeField(default=shared.clock.now, verbose_name="créé le"),
                ),
            ],
            options={
                "verbose_name": "compte",
                "indexes": [
                    models.Index(
                        django.db.models.functions.text.Lower("email"), name="account_email_ci"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"),
                        name="account_username_ci",
                    )
                ],
            },
        ),
    ]
