"""Stored patterns: kept with a *vue période*, they book by themselves the days opened later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Opening, Pattern
from booking.operations import carts, reservations
from booking.rules.patterns import Weeks, describe, expand
from booking.selectors import booked, facts
from booking.selectors.verdicts import Judge
from family.models import ChildGuardian, Guardian
from family.operations import audit
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.french_dates import day_short
from shared.values.ranges import DateRange
from tenants.context import current_commune, zone_of
from tenants.people import Member

NO_DATE = DomainError("no_date", "Aucune date de cette période ne correspond à ce rythme.")
NO_WEEKDAY = DomainError("no_weekday", "Choisissez au moins un jour de la semaine.")


@dataclass(frozen=True, slots=True)
class Ending:
    """A booked day the new pattern leaves: wished away when ``refusal`` is empty."""

    reservation_id: UUID
    date: date
    label: str
    sentence: str
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What another rhythm does: days to book, days to give back, days left as the family chose."""

    added: carts.Pattern
    ended: list[Ending]
    kept: list[date]


@retried
def keep(
    member: Member,
    *,
    child_ids: Collection[UUID],
    activity_ids: Collection[UUID],
    weekdays: Collection[int],
    weeks: Weeks,
    span: DateRange,
    now: datetime,
) -> int:
    """Keep a rhythm, one row for each child × activity; days open now count as spoken of.

    A rhythm the same adult already keeps for that child and activity is replaced, its exceptions
    stay. Raises DomainError « not_found » for somebody else's child, « no_date », « no_weekday ».
    """
    if not weekdays:
        raise NO_WEEKDAY
    days = expand(weekdays, span, weeks=weeks)
    if not days:
        raise NO_DATE
    with transaction.atomic():
        reservations.lock_children(member.guardian_uid)
        _own(member.guardian_uid, child_ids)
        old = {
            (one.child_id, one.activity_id): one
            for one in rows(
                Pattern.objects.filter(
                    guardian_id=member.guardian_uid,
                    child_id__in=child_ids,
                    activity_id__in=activity_ids,
                    ends_on__gt=span.start,
                )
            )
        }
        opened = open_days(activity_ids, days)
        for child in child_ids:
            for activity in activity_ids:
                one = old.get((child, activity)) or Pattern(
                    child_id=child,
                    activity_id=activity,
                    guardian_id=member.guardian_uid,
                    starts_on=span.start,
                    created_at=now,
                    created_by_uid=member.account.pk,
                )
                one.weekdays, one.weeks = sorted(set(weekdays)), weeks
                one.ends_on = max(span.end or span.start, one.ends_on or span.start)
                one.treated = sorted(set(one.treated) | opened.get(activity, set()))
                one.save(force_insert=one._state.adding)
                _record("pattern.kept", one, member, now)
        return len(child_ids) * len(activity_ids)


def weigh(
    member: Member,
    pattern_id: UUID,
    *,
    weekdays: Collection[int],
    weeks: Weeks,
    last: date,
    now: datetime,
) -> Change:
    """What the change would do, with prices, conflicts and deadlines; nothing is written."""
    return _change(member, pattern_id, weekdays, weeks, last, now, preview=True)


@retried
def change(
    member: Member,
    pattern_id: UUID,
    *,
    weekdays: Collection[int],
    weeks: Weeks,
    last: date,
    now: datetime,
) -> Change:
    """Change a rhythm: its new days and the days it leaves go in the cart, to be validated.

    Days the family took out or gave back itself stay as they are.
    """
    with transaction.atomic():
        return _change(member, pattern_id, weekdays, weeks, last, now, preview=False)


@retried
def stop(member: Member, pattern_id: UUID, *, now: datetime) -> None:
    """Forget a rhythm: what is booked stays booked, nothing new is."""
    with transaction.atomic():
        one = _mine(member, pattern_id)
        _record("pattern.stopped", one, member, now)
        one.delete()


def days_of(one: Pattern) -> list[date]:
    """Every day a rhythm asks for, open or not."""
    return expand(one.weekdays, DateRange(one.starts_on, one.ends_on), weeks=Weeks(one.weeks))


def open_days(activity_ids: Collection[UUID], days: list[date]) -> dict[UUID, set[date]]:
    """Which of the days each activity opens, closed ones left out: they may open again."""
    found: dict[UUID, set[date]] = {}
    for activity, day in Opening.objects.filter(
        activity_id__in=activity_ids, date__in=days, closed_reason=""
    ).values_list("activity_id", "date"):
        found.setdefault(activity, set()).add(day)
    return found


def _own(guardian_id: UUID, child_ids: Collection[UUID]) -> None:
    links = ChildGuardian.objects.filter(
        guardian_id=guardian_id, child_id__in=child_ids, can_book=True
    )
    if links.count() != len(set(child_ids)):
        raise not_found()


def _mine(member: Member, pattern_id: UUID) -> Pattern:
    found = rows(Pattern.objects.filter(id=pattern_id, guardian_id=member.guardian_uid))
    if not found:
        raise not_found()
    return found[0]


def _change(
    member: Member,
    pattern_id: UUID,
    weekdays: Collection[int],
    weeks: Weeks,
    last: date,
    now: datetime,
    *,
    preview: bool,
) -> Change:
    if not weekdays:
        raise NO_WEEKDAY
    today = now.astimezone(zone_of(current_commune())).date()
    with transaction.atomic():
        reservations.lock_children(member.guardian_uid)
        one = _mine(member, pattern_id)
        if last < max(one.starts_on, today):
            raise DomainError("past", "La fin du rythme doit être à venir.")
        before = {day for day in days_of(one) if day > today}
        one.weekdays, one.weeks = sorted(set(weekdays)), Weeks(weeks)
        one.ends_on = DateRange.inclusive(one.starts_on, last).end
        after = {day for day in days_of(one) if day > today}
        if not after:
            raise NO_DATE
        live = {
            row.date: row
            for row in booked.live_on([one.child_id], sorted(before | after))
            if row.activity_id == one.activity_id
        }
        kept = sorted(day for day in before & after & set(one.treated) if day not in live)
        fresh = sorted(after - set(kept) - live.keys())
        added = carts.add_pattern(
            member,
            child_ids=[one.child_id],
            activity_ids=[one.activity_id],
            days=fresh,
            now=now,
            preview=preview,
        )
        leaving = [live[day] for day in sorted(before - after) if day in live]
        ended = _end(member, leaving, now, preview=preview)
        if not preview:
            opened = open_days([one.activity_id], fresh).get(one.activity_id, set())
            one.treated = sorted(set(one.treated) | opened)
            one.save(update_fields=["weekdays", "weeks", "ends_on", "treated"])
            _record("pattern.changed", one, member, now)
        return Change(added, ended, kept)


def _end(
    member: Member, leaving: list[booked.Booked], now: datetime, *, preview: bool
) -> list[Ending]:
    """Wish away the booked days the rhythm leaves, where they can still be cancelled."""
    if not leaving:
        return []
    known = facts.load(
        guardian_id=member.guardian_uid,
        since=leaving[0].date,
        until=leaving[-1].date + timedelta(days=1),
    )
    judge = Judge(known, now)
    found = []
    for row in leaving:
        decision = judge.cancel(row)
        refusal = "" if decision.to else decision.reason.sentence
        said = decision.share.reason.sentence if decision.to and decision.share else ""
        found.append(Ending(row.id, row.date, day_short(row.date), said, refusal))
    if not preview:
        carts.wish_away(
            member,
            [row for row, one in zip(leaving, found, strict=True) if not one.refusal],
            mine=known.mine,
            now=now,
        )
    return found


def _record(verb: str, one: Pattern, member: Member, now: datetime) -> None:
    family = Guardian.objects.values_list("family_id", flat=True).get(id=member.guardian_uid)
    audit.record(
        verb,
        one,
        by=member.actor,
        now=now,
        family_uid=family,
        rhythm=describe(one.weekdays, Weeks(one.weeks), DateRange(one.starts_on, one.ends_on).last),
    )
