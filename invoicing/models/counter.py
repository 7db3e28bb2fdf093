"""The gapless source of numbers: one locked row per régie, year and series (R78)."""

from typing import ClassVar

from django.db import models

from invoicing.models.regie import Regie
from shared.models import Row


class Counter(Row):
    """``last`` is moved in the issuing transaction, never by a sequence."""

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField("exercice")
    series = models.CharField("série", max_length=2)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "compteur"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regie", "year", "series"], name="counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.series} {self.last}"
