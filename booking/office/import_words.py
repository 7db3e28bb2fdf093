"""Columns and results of an import, in French."""

from collections.abc import Mapping
from typing import Any

from booking.rules import import_registrations
from family.models import ImportRun
from family.rules.import_rows import COLUMNS
from shared.values import french_dates
from tenants.context import zone_of
from tenants.models import Commune

_COUNTS = (
    ("families_created", "foyer à créer", "foyers à créer", "family"),
    ("families_changed", "foyer à modifier", "foyers à modifier", "edit"),
    ("guardians_created", "responsable à créer", "responsables à créer", "user"),
    ("guardians_changed", "responsable à modifier", "responsables à modifier", "edit"),
    ("children_created", "enfant à créer", "enfants à créer", "users"),
    ("children_changed", "enfant à modifier", "enfants à modifier", "edit"),
    ("quotients", "quotient à saisir", "quotients à saisir", "euro"),
    ("schoolings", "classe à saisir", "classes à saisir", "school"),
    ("registrations", "inscription à faire", "inscriptions à faire", "check"),
    ("registrations_changed", "changement de groupe", "changements de groupe", "edit"),
)


def columns() -> list[tuple[str, str, str, bool]]:
    """Heading, what it holds, an example, whether it is required."""
    known = [(one.heading, one.help, one.example, one.required) for one in COLUMNS]
    last = (
        import_registrations.HEADING,
        import_registrations.HELP,
        import_registrations.EXAMPLE,
        False,
    )
    return [*known, last]


def counts(report: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """What the file does, without its zeros: number, words, icon."""
    return [
        (report[key], one if report[key] == 1 else many, icon)
        for key, one, many, icon in _COUNTS
        if report.get(key)
    ]


def line(run: ImportRun, commune: Commune) -> dict[str, Any]:
    """One import in the list of the last ones."""
    return {
        "id": run.pk,
        "filename": run.filename,
        "when": french_dates.instant(run.created_at, zone_of(commune), month=True),
        "status": run.get_status_display(),
        "level": {"checked": "warning", "done": "success"}.get(run.status, "refused"),
    }
