"""*Mes réservations*: the cart by service and child, with what is due now and later."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from booking.models import Cart, CartLine
from booking.rules import late_absence, late_requests
from booking.rules.commissions import covering
from booking.rules.deadlines import Act
from booking.rules.lifecycle import AnswerMode
from booking.selectors import cart_lines, facts
from booking.selectors.cart_lines import Line, Lines
from booking.selectors.facts import ActivityFacts, Facts, ServiceFacts
from booking.selectors.verdicts import Judge
from family.rules.custody import PAID_BY_OTHER
from shared.values.french_dates import day_list, day_short, month_with_of
from shared.values.money import format_cents
from tenants.people import Member

# Written out: asked on every page for the badge; the ORM took longer to build it than the database
# to answer.
_COUNT = f"""
SELECT COUNT(*) FROM {CartLine._meta.db_table} l JOIN {Cart._meta.db_table} c ON c.id = l.cart_id
 WHERE c.account_uid = %s AND l.removed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class CartLineView:
    """One line; ``effect`` says what a cancellation gives back."""

    id: UUID
    date: date
    label: str
    activity: str
    is_cancel: bool
    cents: int
    refusal: str
    effect: str
    # Of a day another household pays: its price is not ours to read (R72).
    by_other: bool = False
    # Asked after its cut-off: the surcharge to accept, and whether it is (R26).
    late_cents: int | None = None
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class CartChild:
    """The lines of one child in a service: « 6 × Repas · 25, 26, 28 janv. »."""

    id: UUID
    first_name: str
    lines: tuple[CartLineView, ...]
    summaries: tuple[str, ...]
    cents: int

    @property
    def is_priced(self) -> bool:
        """Something here is paid by this household."""
        return not all(line.by_other for line in self.lines)


@dataclass(frozen=True, slots=True)
class CartService:
    """A service in the cart."""

    id: UUID
    name: str
    is_prepaid: bool
    is_manual: bool
    children: tuple[CartChild, ...]


@dataclass(frozen=True, slots=True)
class CartPage:
    """The whole cart of one commune; cents. ``later``: (« sur la facture de janvier », cents)."""

    services: tuple[CartService, ...]
    now_cents: int
    later: tuple[tuple[str, int], ...]
    count: int
    can_undo: bool
    # Brothers and sisters wish for a day that may be waited for or drawn (R41, R43).
    may_be_together: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing to validate."""
        return self.count == 0


def for_member(member: Member, *, now: datetime) -> CartPage:
    """The member's cart in this commune: two queries."""
    lines = cart_lines.of_account(member.account.pk, now=now)
    today = now.date()
    days = [line.date for line in lines.present] or [today]
    until = max(days) + timedelta(days=1)
    known = facts.load(guardian_id=member.guardian_uid, since=min(days), until=until)
    return build(known, lines, now=now)


def count(member: Member) -> int:
    """How many lines, for the badge: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [member.account.pk])
        return int(cursor.fetchone()[0])


def build(known: Facts, lines: Lines, *, now: datetime) -> CartPage:
    """The read model from facts and lines already read, without a query."""
    judge = Judge(known, now)
    grouped: dict[UUID, dict[UUID, list[Line]]] = defaultdict(lambda: defaultdict(list))
    due_now, later = 0, defaultdict(int)
    shown = 0
    for line in lines.present:
        activity = known.activities.get(line.activity_id)
        if activity is None or line.child_id not in known.children:
            continue
        shown += 1
        service = known.services[activity.service_id]
        grouped[service.id][line.child_id].append(line)
        if line.wish == CartLine.Wish.BOOK and not _by_other(known, line):
            if (extra := _late(judge, service, activity, line)) is not None:
                when = f"sur la facture {month_with_of(line.date)}, si le service accepte"
                later[when] += line.cents + extra
            elif service.is_prepaid and service.booking_answer is AnswerMode.AUTO:
                due_now += line.cents
            elif service.is_prepaid:
                later["après l’accord du service"] += line.cents
            else:
                later[f"sur la facture {month_with_of(line.date)}"] += line.cents
    services = tuple(
        CartService(
            service.id,
            service.name,
            service.is_prepaid,
            service.booking_answer is AnswerMode.MANUAL,
            tuple(
                _child(known, judge, service, child_id, grouped[service.id][child_id])
                for child_id in known.children
                if child_id in grouped[service.id]
            ),
        )
        for service in known.services.values()
        if service.id in grouped
    )
    return CartPage(
        services,
        due_now,
        tuple(later.items()),
        shown,
        lines.can_undo and not shown,
        _siblings_may_be_together(known, lines),
    )


def _siblings_may_be_together(known: Facts, lines: Lines) -> bool:
    wished: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    for line in lines.present:
        activity = known.activities.get(line.activity_id)
        if activity is None or line.wish != CartLine.Wish.BOOK:
            continue
        service = activity.service_id
        if known.queues[service].is_queue or covering(known.commissions, service, line.date):
            wished[activity.service_id, line.date].add(line.child_id)
    return any(len(children) > 1 for children in wished.values())


def _child(
    known: Facts, judge: Judge, service: ServiceFacts, child_id: UUID, lines: list[Line]
) -> CartChild:
    by_activity: dict[tuple[UUID, str], list[date]] = defaultdict(list)
    views = []
    for line in lines:
        activity = known.activities[line.activity_id]
        is_cancel = line.wish == CartLine.Wish.CANCEL
        by_activity[activity.id, line.wish].append(line.date)
        late = None if is_cancel else _late(judge, service, activity, line)
        views.append(
            CartLineView(
                line.id,
                line.date,
                day_short(line.date),
                activity.name,
                is_cancel,
                line.cents,
                line.refusal,
                _effect(judge, service, activity, line) if is_cancel else _asked(late),
                _by_other(known, line),
                late,
                bool(late_requests.agreed(line.agreed_cents, late or 0)),
            )
        )
    summaries = tuple(
        f"{'Annuler ' if wish == CartLine.Wish.CANCEL else ''}{len(days)}\u00a0×\u00a0"
        f"{known.activities[activity].name}\u00a0· {day_list(days)}"
        for (activity, wish), days in by_activity.items()
    )
    return CartChild(
        child_id,
        known.children[child_id].first_name,
        tuple(views),
        summaries,
        sum(view.cents for view in views if not view.is_cancel),
    )


def _late(judge: Judge, service: ServiceFacts, activity: ActivityFacts, line: Line) -> int | None:
    """The surcharge of a wish whose cut-off has passed, None for any other (R26)."""
    limit = judge.deadline(Act.BOOK, activity, line.date)
    code = "" if limit.allowed else limit.reason.code
    is_late = late_requests.possible(accepted=service.late_requests, code=code)
    return service.late_surcharge_cents if is_late else None


def _asked(late: int | None) -> str:
    if late is None:
        return ""
    said = late_requests.sentence(late)
    return said[0].lower() + said[1:]


def _by_other(known: Facts, line: Line) -> bool:
    """Whether another household pays the day, or has paid what would be cancelled (R70)."""
    if line.wish == CartLine.Wish.CANCEL:
        return line.payer_id is not None and not known.pays(line.payer_id)
    payer = known.payer_of(line.child_id, line.date)
    return payer is not None and not known.pays(payer.id)


def _effect(judge: Judge, service: ServiceFacts, activity: ActivityFacts, line: Line) -> str:
    """What is announced beside a cancellation, before it is decided again at *Valider*."""
    if _by_other(judge.facts, line):
        return PAID_BY_OTHER
    limit = judge.deadline(Act.CANCEL, activity, line.date)
    if not limit.allowed:
        word = judge.facts.absences.get(service.id)
        if word is not None and word.is_accepted and limit.reason.code == "deadline_passed":
            found = late_absence.decide(word.outcomes, word.proof, line.date)
            return found.reason.sentence[0].lower() + found.reason.sentence[1:].rstrip(".")
        return "hors délai\u00a0: le service décidera"
    if service.cancel_answer is AnswerMode.MANUAL:
        return "le service décidera"
    if line.is_paid:
        return f"avoir estimé {format_cents(line.cents)}"
    return "ne sera pas facturé"
