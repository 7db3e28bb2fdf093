"""What binds a person to a commune: a family's adhesion, an agent's role."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shared.models import Row
from tenants.models.commune import Commune
from tenants.rules.rights import Role


class Adhesion(Row):
    """An account belongs to a commune as this guardian (the truth; the guardian mirrors it)."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="adhesions"
    )
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="adhesions")
    guardian_uid = models.UUIDField("responsable")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "adhésion"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "commune"], name="adhesion_once"),
            models.UniqueConstraint(fields=["commune", "guardian_uid"], name="adhesion_guardian"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.commune_id}"


class AgentRole(Row):
    """A right of an account in one commune; a person may hold several roles."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agent_roles"
    )
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="agent_roles")
    role = models.CharField("rôle", max_length=12, choices=[(r.value, r.value) for r in Role])
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "rôle d’agent"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "commune", "role"], name="agent_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class PendingJoin(Row):
    """A code typed at sign-up, kept until the e-mail is proved, on whatever device."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE)
    code_hmac = models.CharField("empreinte du code", max_length=64)
    expires_at = models.DateTimeField("expire le")

    class Meta:
        verbose_name = "adhésion en attente"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "commune"], name="pending_join_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} … {self.commune_id}"
