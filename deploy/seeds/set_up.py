"""A town's services, calendar, openings, prices and régies, through the set-up operations."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from booking.models import Activity, Group, Service
from booking.operations.setup import calendar, deadlines, openings, tariffs
from booking.operations.setup import service as services
from booking.rules.deadlines import Act
from deploy.seeds.days import Span
from deploy.seeds.plans import ActivityPlan, ServicePlan, TownPlan
from family.models import School
from family.operations import schools
from invoicing.models import Regie, RegieService
from shared.actors import Actor
from shared.values.ranges import DateRange


@dataclass(slots=True)
class Town:
    """What was set up, by the keys of its plan; ``agent`` signs what agents do."""

    plan: TownPlan
    span: Span
    agent: Actor
    schools: list[School] = field(default_factory=list)
    regies: dict[str, Regie] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    activities: dict[tuple[str, str], Activity] = field(default_factory=dict)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)

    @property
    def signed(self) -> dict[str, Any]:
        """Who set the town up, and when."""
        return {"by": self.agent, "now": self.span.before}


def build(plan: TownPlan, span: Span, agent: Actor) -> Town:
    """Everything an agent sets up before the first family. Call inside the commune's scope."""
    town = Town(plan, span, agent)
    calendar.add_many(span.entries, **town.signed)
    town.schools = [schools.create(name=name, address="", **town.signed) for name in plan.schools]
    town.regies = {
        one.code: Regie.objects.create(
            code=one.code,
            name=one.name,
            gateway=Regie.Gateway.DEMO,
            client_number="999999",
            phone=plan.commune["phone"],
            email=plan.commune["email"],
            hours=plan.commune["hours"],
            address=f"{plan.commune['address']}, {plan.commune['postcode']} {plan.commune['city']}",
            means="Espèces, chèque, virement",
            **one.fields,
        )
        for one in plan.regies
    }
    for rank, one in enumerate(plan.services, start=1):
        _service(town, one, rank)
    return town


def _service(town: Town, plan: ServicePlan, rank: int) -> None:
    service = services.save_service(
        name=plan.name,
        position=rank,
        phone=town.plan.commune["phone"],
        email=town.plan.commune["email"],
        hours=town.plan.commune["hours"],
        place=town.plan.schools[-1],
        **plan.fields,
        **town.signed,
    )
    town.services[plan.key] = service
    RegieService.objects.create(regie=town.regies[plan.regie], service=service)
    for position, name in enumerate(plan.groups, start=1):
        town.groups[plan.key, name] = services.save_group(
            service, name=name, position=position, **town.signed
        )
    for position, one in enumerate(plan.activities, start=1):
        _activity(town, plan, one, position)
    deadlines.save(service, act=Act.BOOK, **plan.deadline, **town.signed)
    span = DateRange(town.span.start, town.span.until)
    wanted = [
        openings.Places(
            town.activities[plan.key, one.key].id,
            town.groups[plan.key, group].id if group else None,
            places,
        )
        for one in plan.activities
        for group, places in one.places.items()
    ]
    for weekdays, kinds in plan.opens:
        openings.make_year(
            service, span, weekdays=weekdays, kinds=kinds, places_wanted=wanted, **town.signed
        )


def _activity(town: Town, plan: ServicePlan, one: ActivityPlan, position: int) -> None:
    made = services.save_activity(
        town.services[plan.key],
        name=one.name,
        short_name=one.short_name,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        position=position,
        **one.fields,
        **town.signed,
    )
    town.activities[plan.key, one.key] = made
    # One grid a school year, as councils vote them: the one in force bears this year's name.
    for year in town.span.school_years:
        tariffs.add_version(
            made,
            one.prices,
            name=f"Grille {year}-{year + 1}",
            starts_on=date(year, 9, 1),
            deliberation=f"n° {year}-38",
            deliberated_on=date(year, 6, 12),
            **town.signed,
        )
