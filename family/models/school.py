"""Schools, and where a child is in class each year."""

from typing import ClassVar

from django.db import models

from family.models.child import Child
from shared.models import Row


class School(Row):
    """A school of the commune."""

    name = models.CharField("nom", max_length=120, unique=True)
    address = models.CharField("adresse", max_length=200, blank=True)

    class Meta:
        verbose_name = "école"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Schooling(Row):
    """The class of a child in a school year (R11); ``school_year`` is its first calendar year."""

    class Level(models.TextChoices):
        """From toute petite section to CM2."""

        TPS = "TPS", "TPS"
        PS = "PS", "PS"
        MS = "MS", "MS"
        GS = "GS", "GS"
        CP = "CP", "CP"
        CE1 = "CE1", "CE1"
        CE2 = "CE2", "CE2"
        CM1 = "CM1", "CM1"
        CM2 = "CM2", "CM2"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="schoolings")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="schoolings")
    school_year = models.PositiveSmallIntegerField("année scolaire")
    level = models.CharField("niveau", max_length=3, choices=Level.choices)
    class_name = models.CharField("classe", max_length=60, blank=True)

    class Meta:
        verbose_name = "scolarité"
        ordering: ClassVar = ["-school_year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "school_year"], name="schooling_once_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.school_year}"
