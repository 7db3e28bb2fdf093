"""On a family's file: where its children are registered, and what an agent does for each."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from booking.selectors import counter
from booking.selectors.counter import ChildRegistration
from family.selectors import custody
from shared import clock
from shared.values.ranges import DateRange
from tenants.context import zone_of
from tenants.people import Agent
from tenants.rules.rights import Verb


@dataclass(frozen=True)
class RegistrationsPanel:
    """``children``: (id, first name, [(service, group, days)])."""

    template: ClassVar[str] = "booking/office/panels/registrations.html"

    children: tuple[tuple[UUID, str, tuple[tuple[str, str, str], ...]], ...]
    can_register: bool
    can_book: bool
    can_see: bool
    # Children tied to two households: whose days they are is written on a page of its own.
    apart: frozenset[UUID] = frozenset()


def registrations(agent: Agent, family_id: UUID, *, now: datetime) -> RegistrationsPanel | None:
    """Four queries; None for a family without a child."""
    children = counter.children_of(family_id)
    if not children:
        return None
    today = clock.today(zone_of(agent.commune), at=now)
    found = counter.registrations([key for key, _name in children], today=today)
    return RegistrationsPanel(
        children=tuple(
            (key, name, tuple(_line(one) for one in found[key])) for key, name in children
        ),
        can_register=agent.can(Verb.EDIT_FAMILIES),
        can_book=agent.can(Verb.BOOK_FOR_FAMILY),
        can_see=agent.can(Verb.ANSWER_REQUESTS),
        apart=frozenset(custody.shared_children([key for key, _name in children])),
    )


def _line(one: ChildRegistration) -> tuple[str, str, str]:
    return one.service, one.group, str(DateRange(one.starts_on, one.ends_on))
