"""What the operator's console shows: public tables only, never a commune's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from tenants.context import PUBLIC
from tenants.models import Adhesion, AgentRole, Commune, OperatorEvent, Outbox, ProvisioningJob

# A row that nobody took for so long means that no worker runs, or not fast enough.
LATE = timedelta(minutes=5)
STEPS = {
    "": "en attente d’un traitement",
    "schema": "création de l’espace",
    "tables": "création des tables",
    "opening": "données de départ",
}


@dataclass(frozen=True, slots=True)
class Making:
    """How far a commune's making is: ``position`` of ``total`` steps."""

    status: str
    label: str
    step: str
    position: int
    total: int
    error: str

    @property
    def is_working(self) -> bool:
        """Whether the page should look again."""
        return self.status in {"waiting", "running"}

    @property
    def is_failed(self) -> bool:
        """Whether a person must look."""
        return self.status == "failed"


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune in the list."""

    commune: Commune
    accounts: int
    agents: int
    last_join: datetime | None
    late: int
    failing: int
    making: Making | None

    @property
    def state(self) -> str:
        """The key of the mark shown."""
        if self.making is not None and self.making.is_failed:
            return "error"
        return {"active": "success", "provisioning": "info"}.get(self.commune.status, "warning")

    @property
    def label(self) -> str:
        """The words of the mark."""
        if self.making is not None and self.making.is_failed:
            return "création en échec"
        words: str = self.commune.get_status_display()
        return words


@dataclass(frozen=True, slots=True)
class Queue:
    """The outbox rows of one kind in one schema."""

    schema: str
    commune: Commune | None
    kind: str
    waiting: int
    late: int
    failing: int
    most_tries: int
    oldest: datetime

    @property
    def needs_help(self) -> bool:
        """Whether a person should look."""
        return bool(self.late or self.failing)


def communes(now: datetime, *, text: str = "") -> list[CommuneRow]:
    """Every commune by name, or those whose name or address holds a text (5 queries)."""
    found = Commune.objects.select_related("job").order_by("name")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(slug__icontains=text))
    joined = {
        row["commune_id"]: row
        for row in Adhesion.objects.values("commune_id").annotate(
            n=Count("id"), last=Max("created_at")
        )
    }
    staff = dict(
        AgentRole.objects.values("commune_id")
        .annotate(n=Count("account", distinct=True))
        .values_list("commune_id", "n")
    )
    troubles = {queue.schema: queue for queue in _by_schema(now)}
    return [_row(commune, joined, staff, troubles) for commune in found]


def commune(commune_id: UUID, now: datetime) -> CommuneRow:
    """One commune as the list shows it. Raises Commune.DoesNotExist."""
    wanted = Commune.objects.only("name").get(pk=commune_id)
    return next(row for row in communes(now, text=wanted.name) if row.commune.pk == commune_id)


def queues(now: datetime, *, schema: str = "") -> list[Queue]:
    """What waits in the outbox, by schema and kind, troubles first (2 queries)."""
    rows = Outbox.objects.filter(schema=schema) if schema else Outbox.objects.all()
    named = {row.schema_name: row for row in Commune.objects.all()}
    found = [
        Queue(commune=named.get(row["schema"]), **row)
        for row in _counted(rows.values("schema", "kind"), now)
    ]
    return sorted(found, key=lambda one: (not one.needs_help, one.oldest, one.kind))


def history(*, commune: Commune | None = None):  # type: ignore[no-untyped-def]
    """The operator's events, latest first; of one commune when given (a queryset to page)."""
    found = OperatorEvent.objects.order_by("-at", "-id")
    if commune is None:
        return found
    return found.filter(Q(target_id=str(commune.pk)) | Q(facts__commune=commune.slug))


def managers(commune: Commune) -> list[str]:
    """Who may manage the agents of a commune: names and identifiants, no more."""
    rows = AgentRole.objects.filter(commune=commune, role="gestionnaire").select_related("account")
    return [f"{row.account} ({row.account.username})" for row in rows.order_by("created_at")]


def making_of(commune: Commune) -> Making | None:
    """How far the making is; None for a commune made without a job."""
    job = ProvisioningJob.objects.filter(commune=commune).first()
    return None if job is None else _making(job)


def _making(job: ProvisioningJob) -> Making:
    steps = list(STEPS)
    done = job.status == ProvisioningJob.Status.DONE
    at = len(steps) - 1 if done else steps.index(job.step) if job.step in STEPS else 0
    words: str = job.get_status_display()
    return Making(job.status, words, STEPS[steps[at]], at, len(steps) - 1, job.error)


def _row(
    found: Commune, joined: Mapping[UUID, dict], staff: Mapping[UUID, int], troubles: Mapping
) -> CommuneRow:
    mine = joined.get(found.pk, {})
    trouble = troubles.get(found.schema_name)
    job = getattr(found, "job", None)
    return CommuneRow(
        commune=found,
        accounts=mine.get("n", 0),
        agents=staff.get(found.pk, 0),
        last_join=mine.get("last"),
        late=trouble.late if trouble else 0,
        failing=trouble.failing if trouble else 0,
        making=_making(job) if job is not None else None,
    )


def _by_schema(now: datetime) -> list[Queue]:
    rows = _counted(Outbox.objects.exclude(schema=PUBLIC).values("schema"), now)
    return [Queue(commune=None, kind="", **row) for row in rows]


def _counted(rows, now: datetime):  # type: ignore[no-untyped-def]
    """Waiting, late (never tried, due long ago) and failing (tried twice or more) per group."""
    return rows.annotate(
        waiting=Count("id"),
        late=Count("id", filter=Q(tries=0, due_at__lt=now - LATE)),
        failing=Count("id", filter=Q(tries__gte=2)),
        most_tries=Max("tries"),
        oldest=Min("due_at"),
    ).order_by()
