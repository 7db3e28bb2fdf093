"""Compare the adhesions (public, the truth) with the guardians that mirror them, and repair."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from family.models import Guardian
from family.operations import audit
from shared.actors import SYSTEM
from tenants.context import commune_scope, public_scope, verify_identity
from tenants.models import Adhesion, Commune


@dataclass(frozen=True, slots=True)
class Difference:
    """One guardian whose mirror is wrong; ``adhesion`` None when nobody should be there."""

    guardian_uid: UUID
    mirror: UUID | None
    adhesion: UUID | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one commune; ``lost`` adhesions name a guardian that does not exist."""

    differences: tuple[Difference, ...]
    lost: tuple[UUID, ...]

    @property
    def is_clean(self) -> bool:
        """Whether both sides agree."""
        return not self.differences and not self.lost


def check(commune: Commune) -> Report:
    """Compare both sides of one commune, with one query on each; writes nothing."""
    truth = _truth(commune)
    with commune_scope(commune):
        verify_identity(commune)
        mirrors = dict(Guardian.objects.values_list("id", "account_uid"))
    wrong = tuple(
        Difference(guardian, mirror, truth.get(guardian))
        for guardian, mirror in sorted(mirrors.items())
        if mirror != truth.get(guardian)
    )
    return Report(wrong, tuple(sorted(truth.keys() - mirrors.keys())))


def repair(commune: Commune, *, now: datetime) -> Report:
    """Write the adhesions' truth into the mirrors and drop the lost adhesions, with a trace.

    Returns what was found before. An agent's or a parent's account itself is never touched.
    """
    with transaction.atomic(), commune_scope(commune):
        report = check(commune)
        guardians = Guardian.objects.in_bulk([d.guardian_uid for d in report.differences])
        # First emptied, then filled: two mirrors may have to change places.
        Guardian.objects.filter(pk__in=list(guardians)).update(account_uid=None)
        for difference in report.differences:
            guardian = guardians[difference.guardian_uid]
            guardian.account_uid = difference.adhesion
            guardian.save(update_fields=["account_uid"])
            audit.record(
                "guardian.link_repaired",
                guardian,
                by=SYSTEM,
                now=now,
                family_uid=guardian.family_id,
                before=str(difference.mirror or ""),
                after=str(difference.adhesion or ""),
            )
        Adhesion.objects.filter(commune=commune, guardian_uid__in=report.lost).delete()
    return report


def _truth(commune: Commune) -> dict[UUID, UUID]:
    """guardian → account, as public says."""
    with public_scope():
        return dict(
            Adhesion.objects.filter(commune=commune).values_list("guardian_uid", "account_id")
        )
