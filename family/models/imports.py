"""A file of families read once, shown line by line, then written or thrown away."""

from typing import ClassVar

from django.db import models

from shared.models import Row


class ImportRun(Row):
    """An import: the dry run keeps its rows and errors until an agent accepts or leaves it."""

    class Status(models.TextChoices):
        """Where the import stands."""

        CHECKED = "checked", "vérifié"
        DONE = "done", "importé"
        ABANDONED = "abandoned", "abandonné"

    filename = models.CharField("fichier", max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CHECKED)
    rows = models.JSONField("lignes", default=list)
    errors = models.JSONField("erreurs", default=list)
    report = models.JSONField("bilan", default=dict)
    created_at = models.DateTimeField("déposé le")
    created_by_uid = models.UUIDField("déposé par")
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename
