"""The collecting entity: its code, its channel, its provider, its services."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from booking.models import Service
from shared.models import Row


class Regie(Row):
    """A régie de recettes, or the TITRE row of a commune that has none (payments §1.1)."""

    class Channel(models.TextChoices):
        """Two channels that never mix."""

        REGIE = "regie", "Régie"
        TITRE = "titre", "Titre de recettes"

    class Gateway(models.TextChoices):
        """The online-payment provider."""

        NONE = "none", "Pas de paiement en ligne"
        DEMO = "demo", "Banque de démonstration"
        PAYFIP = "payfip", "PayFiP"

    name = models.CharField("nom", max_length=120, unique=True)
    code = models.CharField(
        "code", max_length=4, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{2,4}$")]
    )
    channel = models.CharField(
        "circuit", max_length=5, choices=Channel.choices, default=Channel.REGIE
    )
    gateway = models.CharField(
        "paiement en ligne", max_length=6, choices=Gateway.choices, default=Gateway.NONE
    )
    gateway_params = models.JSONField("réglages du paiement", default=dict, blank=True)
    client_number = models.CharField("numéro de client", max_length=6, blank=True)
    groups_invoices = models.BooleanField("plusieurs factures par paiement", default=True)
    has_wallet = models.BooleanField("garde les avoirs", default=True)
    due_days = models.PositiveSmallIntegerField("jours pour payer", default=30)
    is_open = models.BooleanField("ouverte", default=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    hours = models.CharField("horaires", max_length=200, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    means = models.CharField("moyens de paiement au guichet", max_length=200, blank=True)

    class Meta:
        verbose_name = "régie"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{2,4}$"), name="regie_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(channel="regie") | Q(gateway="none"), name="regie_titre_not_online"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegieService(Row):
    """Which régie collects for which service: exactly one."""

    regie = models.ForeignKey(Regie, on_delete=models.CASCADE, related_name="service_links")
    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="regie_link")

    class Meta:
        verbose_name = "service d’une régie"

    def __str__(self) -> str:
        return f"{self.regie_id} {self.service_id}"
