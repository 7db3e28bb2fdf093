"""The custody calendars of children, as rules and screens read them (R69)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from family.models import ChildGuardian, CustodyPlan, Guardian
from family.rules.custody import HolidayHalves, Party, Plan, Rhythm
from family.rules.custody_words import OTHER, YOU, describe
from shared.values.ranges import DateRange


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One calendar or exception in words; ``is_over``: its last day is past."""

    id: UUID
    span: str
    sentences: tuple[str, ...]
    is_exception: bool
    is_restricted: bool
    is_over: bool


def rule_of(row: CustodyPlan) -> Plan:
    """A stored calendar as the rules read it."""
    return Plan(
        first=row.first_id,
        second=row.second_id,
        rhythm=Rhythm(row.pattern),
        anchor=row.anchor,
        span=DateRange(row.starts_on, row.ends_on),
        holidays=HolidayHalves(row.holidays),
        both_book=row.bookers == CustodyPlan.Bookers.BOTH,
        payers=Party(row.payers),
        is_exception=row.is_exception,
    )


def of_child(child_id: UUID, *, today: date) -> list[PlanCard]:
    """Calendars first, then exceptions, the nearest first: one query."""
    found = CustodyPlan.objects.filter(child_id=child_id).select_related("first", "second")
    return [
        _card(row, row.first.first_name, row.second.first_name if row.second else "", today)
        for row in found.order_by("is_exception", "-starts_on")
    ]


def _card(row: CustodyPlan, first: str, second: str, today: date) -> PlanCard:
    plan = rule_of(row)
    return PlanCard(
        row.pk,
        str(plan.span),
        tuple(describe(plan, first, second)),
        row.is_exception,
        row.is_restricted,
        row.ends_on is not None and row.ends_on <= today,
    )


def plan(plan_id: UUID) -> CustodyPlan:
    """One calendar with its child. Raises CustodyPlan.DoesNotExist."""
    return CustodyPlan.objects.select_related("child__family").get(pk=plan_id)


def adults_of(child_id: UUID) -> list[Guardian]:
    """The adults tied to a child, whatever their file."""
    found = Guardian.objects.filter(child_links__child=child_id)
    return list(found.select_related("family").order_by("last_name", "first_name", "id"))


def shared_children(child_ids: Collection[UUID]) -> set[UUID]:
    """Those whose adults have two files, or who have a calendar: two queries."""
    files: dict[UUID, set[UUID]] = {}
    for child, family in ChildGuardian.objects.filter(child__in=child_ids).values_list(
        "child", "guardian__family"
    ):
        files.setdefault(child, set()).add(family)
    planned = CustodyPlan.objects.filter(child__in=child_ids).values_list("child", flat=True)
    return {child for child, own in files.items() if len(own) > 1} | set(planned)


def for_reader(
    guardian: Guardian, child_ids: Collection[UUID], *, today: date
) -> dict[UUID, list[str]]:
    """What a parent reads of each child's calendar, « vous » and « l’autre parent » (R72).

    One query; nothing of the other household but the days.
    """
    said: dict[UUID, list[str]] = {}
    rows = CustodyPlan.objects.filter(child__in=child_ids).exclude(ends_on__lte=today)
    for row in rows.select_related("first", "second").order_by("is_exception", "starts_on"):
        names = [
            YOU if adult and adult.family_id == guardian.family_id else OTHER
            for adult in (row.first, row.second)
        ]
        words = describe(rule_of(row), *names)
        if row.is_exception:
            words = [f"{str(rule_of(row).span).capitalize()}\u00a0: {words[0]}"]
        said.setdefault(row.child_id, []).extend(words)
    return said
