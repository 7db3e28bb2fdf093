"""Import families, children, quotients and registrations from a file: check, then all or nothing.

It stands here, above ``family``, because a file's last column registers children to services.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import Registration, Service
from booking.rules import import_registrations
from booking.rules.import_registrations import Admission, Offered
from family.models import ImportRun
from family.operations import audit, import_rows
from family.rules import import_plan
from family.rules import import_rows as rules
from family.rules.import_rows import LineError
from family.selectors import import_facts
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of

MOST_ERRORS = 500


@dataclass(slots=True)
class Decided:
    """A whole import, decided: what would be written, and why it may not be."""

    plan: import_plan.Plan
    new: list[tuple[UUID, Admission]] = field(default_factory=list)
    moved: list[tuple[Registration, UUID]] = field(default_factory=list)

    def report(self) -> dict[str, int]:
        """Counts for the screen and for what is kept of the import."""
        return {
            **self.plan.counts(),
            "registrations": len(self.new),
            "registrations_changed": len(self.moved),
        }


@transaction.atomic
def check(
    rows: Sequence[Mapping[str, str]],
    filename: str,
    *,
    today: date,
    by: Actor,
    now: datetime,
) -> ImportRun:
    """Dry run: keep the file's rows with what they would do and every error, by line.

    ``rows`` come from ``sheets.read_rows``, ``today`` is local. Nothing else is written. Raises
    DomainError ``columns`` when headings lack or mean nothing.
    """
    tidy = [rules.tidy(row) for row in rows]
    _check_headings(tidy)
    decided = decide(tidy, today=today)
    errors = decided.plan.errors
    run = ImportRun.objects.create(
        filename=filename[:200],
        rows=tidy,
        errors=[asdict(error) for error in errors[:MOST_ERRORS]],
        report={**decided.report(), "lines": len(tidy), "errors": len(errors)},
        created_at=now,
        created_by_uid=by.uid,
    )
    audit.record("import.checked", run, by=by, now=now, lines=len(tidy), errors=len(errors))
    return run


@locks.retried
@transaction.atomic
def confirm(run: ImportRun, *, today: date, by: Actor, now: datetime) -> ImportRun:
    """Write a checked import, decided again on today's data: all of it, or nothing.

    Raises DomainError ``import_over`` when it was done or left, ``import_errors`` when it holds
    errors, those that appeared since the check included.
    """
    fresh = _open(run)
    import_rows.hold()
    decided = decide(fresh.rows, today=today)
    if decided.plan.errors:
        first = decided.plan.errors[0]
        raise DomainError(
            "import_errors",
            f"Rien n’a été importé : ligne {first.line}, {first.column} : {first.why}",
        )
    year = year_of(today)
    import_rows.write(decided.plan, school_year=year.start.year, by=by, now=now)
    _register(decided, year, today=today, now=now)
    fresh.report = {**decided.report(), "lines": len(fresh.rows), "errors": 0}
    _finish(fresh, ImportRun.Status.DONE, now=now)
    audit.record("import.done", fresh, by=by, now=now, **fresh.report)
    return fresh


@locks.retried
@transaction.atomic
def abandon(run: ImportRun, *, by: Actor, now: datetime) -> ImportRun:
    """Leave a checked import and forget its rows. Raises DomainError ``import_over``."""
    fresh = _open(run)
    _finish(fresh, ImportRun.Status.ABANDONED, now=now)
    audit.record("import.abandoned", fresh, by=by, now=now)
    return fresh


def decide(rows: Sequence[Mapping[str, str]], *, today: date) -> Decided:
    """What these rows would do now; nine queries, nothing written."""
    year = year_of(today)
    known = import_facts.load(school_year=year.start.year)
    schools = known.schools.values()
    lines, errors = [], []
    for row in rows:
        line, problems = rules.read(row, today=today, schools=schools)
        errors += problems
        if line is not None:
            lines.append(line)
    plan = import_plan.plan(lines, known, today=today, make_id=new_id)
    plan.errors = errors + plan.errors
    decided = Decided(plan)
    _admissions(decided, rows, year, today=today)
    plan.errors.sort(key=lambda error: error.line)
    return decided


def year_of(today: date) -> DateRange:
    """The school year an import is about: from July on, the one to come."""
    return school_year_of(today.replace(month=9, day=1) if today.month in (7, 8) else today)


def _admissions(
    decided: Decided, rows: Sequence[Mapping[str, str]], year: DateRange, *, today: date
) -> None:
    """Compare the « Inscriptions » cells with what children hold from today to the summer."""
    offered = [
        Offered(service.pk, service.name, tuple((g.pk, g.name) for g in service.groups.all()))
        for service in Service.objects.prefetch_related("groups").order_by("name")
    ]
    held = {
        (row.child_id, row.service_id): row
        for row in Registration.objects.filter(starts_on__lt=year.end, ends_on__gt=today).order_by(
            "-starts_on"
        )
    }
    said: dict[tuple[UUID, UUID], tuple[UUID | None, int]] = {}
    for row in rows:
        text, number = row.get(import_registrations.KEY, ""), int(row["_line"])
        admissions, problems = import_registrations.read(text, offered)
        child = decided.plan.child_of_line.get(number)
        if text and child is None and not any(e.line == number for e in decided.plan.errors):
            problems.append("Une inscription sans enfant sur la ligne.")
        for one in admissions if child else []:
            before = said.setdefault((child, one.service_id), (one.group_id, number))
            if before[0] != one.group_id:
                problems.append(f"La ligne {before[1]} dit un autre groupe.")
            elif before[1] == number:
                _admit(decided, child, one, held.get((child, one.service_id)))
        decided.plan.errors += [
            LineError(number, import_registrations.HEADING, text, why) for why in problems
        ]


def _admit(decided: Decided, child: UUID, one: Admission, held: Registration | None) -> None:
    if held is None:
        decided.new.append((child, one))
    elif one.group_id is not None and held.group_id != one.group_id:
        decided.moved.append((held, one.group_id))


def _register(decided: Decided, year: DateRange, *, today: date, now: datetime) -> None:
    Registration.objects.bulk_create(
        Registration(
            child_id=child,
            service_id=one.service_id,
            group_id=one.group_id,
            starts_on=today,
            ends_on=year.end,
            created_at=now,
        )
        for child, one in decided.new
    )
    for row, group_id in decided.moved:
        row.group_id = group_id
    Registration.objects.bulk_update([row for row, _ in decided.moved], ["group"], batch_size=500)


def _check_headings(rows: Sequence[Mapping[str, str]]) -> None:
    missing = rules.missing_headings(rows[0])
    if missing:
        raise DomainError(
            "columns",
            f"Il manque des colonnes : {', '.join(missing)}. Partez du modèle à télécharger.",
        )
    unknown = rules.unknown_headings(rows[0], also=(import_registrations.KEY,))
    if unknown:
        raise DomainError(
            "columns",
            f"Colonnes inconnues : {', '.join(unknown)}. Leurs titres sont ceux du modèle.",
        )


def _open(run: ImportRun) -> ImportRun:
    fresh = locks.rows(ImportRun.objects.filter(pk=run.pk))[0]
    if fresh.status != ImportRun.Status.CHECKED:
        raise DomainError("import_over", "Cet import est déjà terminé : déposez le fichier.")
    return fresh


def _finish(run: ImportRun, status: str, *, now: datetime) -> None:
    # The rows hold people's data: once used they are in the files, so they are not kept twice.
    run.rows, run.status, run.finished_at = [], status, now
    run.save(update_fields=["rows", "status", "finished_at", "report"])
