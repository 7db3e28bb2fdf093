"""A child, and the only path from an adult to a child."""

from typing import ClassVar

from django.db import models

from family.models.family import Family, Guardian
from shared.models import Row


class Child(Row):
    """A child of one family. No health data here, and no religion: a diet is a menu (R100)."""

    class Diet(models.TextChoices):
        """The menu chosen (R100)."""

        STANDARD = "", "Menu standard"
        NO_PORK = "sans_porc", "Sans porc"
        NO_MEAT = "sans_viande", "Sans viande"
        PACKED = "panier", "Panier repas (PAI)"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="children")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    birth_date = models.DateField("date de naissance")
    diet = models.CharField(
        "menu", max_length=12, choices=Diet.choices, blank=True, default=Diet.STANDARD
    )
    # Said by the commune, its ground is never kept (R30, R39).
    has_priority = models.BooleanField("situation prioritaire reconnue", default=False)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "enfant"
        ordering: ClassVar = ["birth_date", "first_name", "id"]
        indexes: ClassVar = [models.Index(fields=["last_name", "first_name"], name="child_name")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class ChildGuardian(Row):
    """An adult may see a child; ``can_book`` also lets book and cancel (R69)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="guardian_links")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="child_links")
    has_authority = models.BooleanField("autorité parentale", default=True)
    can_book = models.BooleanField("peut réserver", default=True)

    class Meta:
        verbose_name = "lien de parenté"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "guardian"], name="child_guardian_once"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.child_id}"
