"""What a family was told, kept with its facts; the mail is built when it is sent."""

from typing import ClassVar

from django.db import models

from family.models.family import Guardian
from shared.models import Row


class Message(Row):
    """One notice to one adult; ``kind`` names the template, ``facts`` fill it (R111)."""

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField("genre", max_length=40)
    facts = models.JSONField("faits", default=dict)
    created_at = models.DateTimeField("créé le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "message"
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["guardian", "-created_at"], name="message_guardian")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.guardian_id}"
