"""From a notification's unguessable token to the commune and the attempt."""

from typing import ClassVar

from django.db import models

from shared.models import Row


class PaymentRoute(Row):
    """One payment attempt's address; only the SHA-256 of its token is kept."""

    token_hash = models.CharField("empreinte", max_length=64, unique=True)
    schema = models.CharField("schéma", max_length=63)
    attempt_uid = models.UUIDField("tentative")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "route de paiement"
        indexes: ClassVar = [models.Index(fields=["attempt_uid"], name="payment_route_attempt")]

    def __str__(self) -> str:
        return f"{self.schema} {self.attempt_uid}"
