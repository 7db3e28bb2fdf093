"""The key that opens a family's file to an account, never stored in clear."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from family.models.family import Guardian
from shared.models import Row


class AdhesionCode(Row):
    """A code d'adhésion: derived from its id by a secret key, so letter and mail recompute it.

    The row keeps only the look-up HMAC, the key's id and the dates (R106).
    """

    class Channel(models.TextChoices):
        """How it reaches the family."""

        MAIL = "mail", "par e-mail"
        LETTER = "letter", "par courrier"

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="codes")
    lookup_hmac = models.CharField("empreinte", max_length=64, unique=True)
    key_id = models.CharField("clé", max_length=8)
    channel = models.CharField("envoi", max_length=6, choices=Channel.choices)
    issued_at = models.DateTimeField("créé le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)
    used_by_uid = models.UUIDField("utilisé par", null=True, blank=True)
    revoked_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "code d’adhésion"
        ordering: ClassVar = ["-issued_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guardian"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="code_one_open",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by_uid__isnull=True)
                | Q(used_at__isnull=False, used_by_uid__isnull=False),
                name="code_used_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.id}"
