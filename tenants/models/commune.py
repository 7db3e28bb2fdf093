"""A commune and the hosts of its own."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django_tenants.models import DomainMixin, TenantMixin

from shared.models import Row

SCHEMA_PATTERN = r"^c_[a-z0-9_]{3,40}$"
SLUG_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$"


class Commune(TenantMixin, Row):
    """The tenant: one town hall, one schema. ``slug`` is in its address, ``schema_name`` below."""

    class Status(models.TextChoices):
        """Only an active commune opens its doors; a suspended one shows a notice."""

        PROVISIONING = "provisioning", "en préparation"
        ACTIVE = "active", "active"
        SUSPENDED = "suspended", "suspendue"
        CLOSED = "closed", "fermée"

    class SchoolZone(models.TextChoices):
        """School-calendar zone (R7)."""

        A = "A", "Zone A"
        B = "B", "Zone B"
        C = "C", "Zone C"
        CORSE = "Corse", "Corse"
        OTHER = "", "Autre (dates saisies par la commune)"

    # TenantMixin would create and drop schemas on save and delete: provisioning does it.
    auto_create_schema = False
    auto_drop_schema = False

    schema_name = models.CharField(
        "schéma", max_length=63, unique=True, validators=[RegexValidator(SCHEMA_PATTERN)]
    )
    slug = models.SlugField(
        "adresse", max_length=40, unique=True, validators=[RegexValidator(SLUG_PATTERN)]
    )
    name = models.CharField("nom", max_length=120)
    short_code = models.CharField("code court", max_length=6, unique=True)
    status = models.CharField(
        "état", max_length=12, choices=Status.choices, default=Status.PROVISIONING
    )
    siret = models.CharField("SIRET", max_length=14, blank=True)
    address = models.CharField("adresse postale", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("ville", max_length=80, blank=True)
    department = models.CharField("département", max_length=3, blank=True)
    school_zone = models.CharField(
        "zone scolaire", max_length=5, choices=SchoolZone.choices, blank=True, default=""
    )
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    accent = models.CharField(
        "couleur", max_length=7, default="#1d4f91", validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    hours = models.CharField("horaires", max_length=200, blank=True)
    how_to_register = models.TextField("pas encore inscrit ?", blank=True)
    dpo_contact = models.CharField(
        "délégué à la protection des données", max_length=200, blank=True
    )
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "commune"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(schema_name__regex=SCHEMA_PATTERN), name="commune_schema_name"
            ),
            models.CheckConstraint(condition=Q(slug__regex=SLUG_PATTERN), name="commune_slug"),
            models.CheckConstraint(
                condition=Q(short_code__regex=r"^[A-Z0-9]{3,6}$"), name="commune_short_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(DomainMixin, Row):
    """A host of a commune's own: it serves the public page, log-in stays on the main host."""

    class Meta:
        verbose_name = "domaine"

    def __str__(self) -> str:
        return self.domain
