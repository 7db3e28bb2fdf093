"""A service's absence policy and outcome table, as the rules take them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from booking.models import AbsencePolicy, OutcomeRule
from booking.rules.cancellations import Motive, Notice
from booking.rules.carence import Carence, ProofRule
from booking.rules.outcomes import Outcomes
from booking.rules.pickup import PickupRule
from booking.rules.unbooked import Unbooked, UnbookedRule


@dataclass(frozen=True, slots=True)
class AbsenceRules:
    """Everything a service says of absences."""

    late_absence: bool = False
    outcomes: Outcomes = Outcomes()
    proof: ProofRule = ProofRule()
    unbooked: UnbookedRule = UnbookedRule()
    pickup: PickupRule = PickupRule()


NONE = AbsenceRules()


def of_services(service_ids: Collection[UUID]) -> Mapping[UUID, AbsenceRules]:
    """The rules of services (two queries); one without a policy has the defaults."""
    tables: dict[UUID, dict] = {}
    for service, motive, notice, proof, percent in OutcomeRule.objects.filter(
        service_id__in=service_ids
    ).values_list("service_id", "motive", "notice", "has_proof", "percent"):
        tables.setdefault(service, {})[Motive(motive), Notice(notice), proof] = percent
    policies = {
        one.service_id: one for one in AbsencePolicy.objects.filter(service_id__in=service_ids)
    }
    return {
        key: rules(policies.get(key), Outcomes(tables.get(key, {}))) for key in set(service_ids)
    }


def rules(policy: AbsencePolicy | None, outcomes: Outcomes) -> AbsenceRules:
    """A stored policy as the rules read it."""
    if policy is None:
        return AbsenceRules(outcomes=outcomes)
    return AbsenceRules(
        late_absence=policy.late_absence,
        outcomes=outcomes,
        proof=ProofRule(
            days=policy.carence_days,
            kind=Carence(policy.carence_kind),
            prompt_days=policy.prompt_days,
            proof_days=policy.proof_days,
            by_month_end=policy.proof_by_month_end,
        ),
        unbooked=UnbookedRule(
            Unbooked(policy.unbooked), policy.unbooked_percent, policy.unbooked_cents
        ),
        pickup=PickupRule(
            tolerance=policy.pickup_tolerance,
            step=policy.pickup_step,
            cents=policy.pickup_cents,
            first=max(1, policy.pickup_from),
            then_cents=policy.pickup_then_cents,
            then_after=policy.pickup_then_after,
            then_first=policy.pickup_then_from,
        ),
    )


def policy(service_id: UUID) -> AbsencePolicy | None:
    """The stored numbers of a service, or None while it has the defaults."""
    return AbsencePolicy.objects.filter(service_id=service_id).first()
