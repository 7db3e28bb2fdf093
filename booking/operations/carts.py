"""Wishes: one tap adds or removes a day; nothing is booked before *Valider*."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Cart, CartLine
from booking.selectors import booked, facts, openings
from booking.selectors.verdicts import Judge
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.decisions import Reason
from shared.values.french_dates import day_short
from tenants.people import Member

MOST_DAYS = 400
IN_CART = Reason("in_cart", "Déjà dans le panier.")
NOT_YOURS = Reason("cannot_book", "Vous ne pouvez pas réserver pour cet enfant.")


@dataclass(frozen=True, slots=True)
class Toggled:
    """What one tap did: « added », « removed » or « cancel » (a wish to cancel)."""

    action: str
    sentence: str


@dataclass(frozen=True, slots=True)
class PatternLine:
    """One day of a *Vue période*; ``refusal`` is empty when the day goes in the cart."""

    child_id: UUID
    child: str
    activity_id: UUID
    activity: str
    date: date
    label: str
    cents: int
    refusal: str = ""
    code: str = ""
    until: str = ""
    by_other: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole period before it is put in the cart; cents."""

    lines: list[PatternLine] = field(default_factory=list)

    @property
    def accepted(self) -> list[PatternLine]:
        """Days that can be wished."""
        return [line for line in self.lines if not line.refusal]

    @property
    def refused(self) -> list[PatternLine]:
        """Days that cannot, with their reason."""
        return [line for line in self.lines if line.refusal]

    @property
    def total_cents(self) -> int:
        """The price of the days that can be wished."""
        return sum(line.cents for line in self.accepted)


@retried
def toggle(
    member: Member, *, child_id: UUID, activity_id: UUID, day: date, now: datetime
) -> Toggled:
    """One tap on a cell: adds a wish, takes it back, or wishes to cancel what is booked.

    Raises DomainError with the rule's sentence when the day cannot be changed, « not_found » for
    somebody else's child or an unknown activity.
    """
    with transaction.atomic():
        cart = _locked_cart(member, now)
        line = CartLine.objects.filter(
            cart=cart,
            child_id=child_id,
            activity_id=activity_id,
            date=day,
            removed_at__isnull=True,
        ).first()
        if line is not None:
            line.delete()
            return Toggled("removed", f"{day_short(day)}\u00a0: retiré du panier.")
        known = facts.load(
            guardian_id=member.guardian_uid, since=day, until=day + timedelta(days=1)
        )
        child = known.children.get(child_id)
        activity = known.activities.get(activity_id)
        if child is None or activity is None:
            raise not_found()
        if not child.can_book:
            raise DomainError("cannot_book", "Vous ne pouvez pas réserver pour cet enfant.")
        judge = Judge(known, now)
        same_day = {row.activity_id: row for row in booked.live_on([child_id], [day])}
        row = same_day.get(activity_id)
        if row is not None:
            away = _wished(cart, child_id, day, CartLine.Wish.CANCEL)
            may = judge.leaving(
                row, [r for key, r in same_day.items() if key != activity_id and key not in away]
            )
            if not may:
                raise DomainError(may.reason.code, may.reason.sentence)
            decision = judge.cancel(row)
            if decision.to is None:
                raise DomainError(decision.reason.code, decision.reason.sentence)
            cents = row.price_cents if known.pays(row.payer_id) else 0
            _add(cart, child_id, activity_id, day, CartLine.Wish.CANCEL, cents, now)
            return Toggled("cancel", f"{day_short(day)}\u00a0: annulation ajoutée au panier.")
        leaving = _wished(cart, child_id, day, CartLine.Wish.CANCEL)
        verdict = judge.book(
            child,
            activity_id,
            day,
            openings=openings.read(
                [activity_id, *known.links.implied(activity_id)],
                [r.group_id for r in child.registrations],
                since=day,
                until=day + timedelta(days=1),
            ),
            same_day={key: r for key, r in same_day.items() if key not in leaving},
            wished=_wished(cart, child_id, day),
            leaving=leaving,
        )
        late = judge.late_surcharge(activity_id, verdict)
        if not verdict.allowed and late is None:
            raise DomainError(verdict.reason.code, verdict.reason.sentence)
        _drop_excluded(cart, known, child_id, activity_id, day)
        # What another household pays is not told, even as a promise (R72).
        cents = verdict.cents if known.pays(verdict.payer_id) else 0
        _add(cart, child_id, activity_id, day, CartLine.Wish.BOOK, cents, now)
        if late is not None:
            return Toggled("added", f"{day_short(day)}\u00a0: demande hors délai dans le panier.")
        return Toggled("added", f"{day_short(day)}\u00a0: ajouté au panier.")


@retried
def add_pattern(
    member: Member,
    *,
    child_ids: Collection[UUID],
    activity_ids: Collection[UUID],
    days: Collection[date],
    now: datetime,
    preview: bool = False,
) -> Pattern:
    """Wish many days at once (*Vue période*); ``preview`` only says what would happen.

    ``days`` come from ``booking.rules.patterns``. Raises DomainError « not_found » for foreign
    ids, « too_many » beyond 400 days.
    """
    chosen = sorted(set(days))
    if not chosen:
        return Pattern()
    if len(chosen) > MOST_DAYS:
        raise DomainError("too_many", "Choisissez une période plus courte.")
    with transaction.atomic():
        cart = None if preview else _locked_cart(member, now)
        known = facts.load(
            guardian_id=member.guardian_uid,
            since=chosen[0],
            until=chosen[-1] + timedelta(days=1),
        )
        if not (
            set(child_ids) <= known.children.keys() and set(activity_ids) <= known.activities.keys()
        ):
            raise not_found()
        pattern = _weigh(member, known, child_ids, activity_ids, chosen, now)
        if cart is not None:
            CartLine.objects.bulk_create(
                _line(
                    cart,
                    line.child_id,
                    line.activity_id,
                    line.date,
                    CartLine.Wish.BOOK,
                    line.cents,
                    now,
                )
                for line in pattern.accepted
            )
        return pattern


@retried
def wish_away(
    member: Member, found: Collection[booked.Booked], *, mine: Collection[UUID], now: datetime
) -> None:
    """Wish to cancel many booked days at once; those already wished stay as they are.

    ``mine``: the payers whose amounts this household may read (R72).
    """
    with transaction.atomic():
        cart = _locked_cart(member, now)
        CartLine.objects.bulk_create(
            [
                _line(
                    cart,
                    row.child_id,
                    row.activity_id,
                    row.date,
                    CartLine.Wish.CANCEL,
                    row.price_cents if row.payer_id in mine else 0,
                    now,
                )
                for row in found
            ],
            ignore_conflicts=True,
        )


@retried
def agree(member: Member, line_id: UUID, *, is_agreed: bool, now: datetime) -> None:
    """Tick, or untick, the surcharge of a day asked after its cut-off, as it is today (R26).

    *Valider* asks again. Raises DomainError « not_found » for somebody else's line, « late_closed »
    where the service takes no such request.
    """
    with transaction.atomic():
        cart = _locked_cart(member, now)
        line = (
            CartLine.objects.filter(
                cart=cart, id=line_id, wish=CartLine.Wish.BOOK, removed_at__isnull=True
            )
            .select_related("activity__service")
            .first()
        )
        if line is None:
            raise not_found()
        service = line.activity.service
        if not service.late_requests:
            raise DomainError("late_closed", "Ce service ne prend pas de demande hors délai.")
        line.agreed_cents = service.late_surcharge_cents if is_agreed else None
        line.refusal = ""
        line.save(update_fields=["agreed_cents", "refusal"])


def remove_line(member: Member, line_id: UUID, *, now: datetime) -> None:
    """Take one line out. Raises DomainError « not_found » for somebody else's."""
    with transaction.atomic():
        cart = _locked_cart(member, now)
        if not CartLine.objects.filter(cart=cart, id=line_id).delete()[0]:
            raise not_found()


def empty(member: Member, *, now: datetime) -> int:
    """*Vider*: every line leaves, and can come back by ``undo_empty``. Returns how many."""
    with transaction.atomic():
        cart = _locked_cart(member, now)
        CartLine.objects.filter(cart=cart, removed_at__isnull=False).delete()
        return CartLine.objects.filter(cart=cart).update(removed_at=now)


def undo_empty(member: Member, *, now: datetime) -> int:
    """Bring back what *Vider* took, except days wished again since. Returns how many."""
    with transaction.atomic():
        cart = _locked_cart(member, now)
        present = set(
            CartLine.objects.filter(cart=cart, removed_at__isnull=True).values_list(
                "child_id", "activity_id", "date"
            )
        )
        gone = CartLine.objects.filter(cart=cart, removed_at__isnull=False)
        back = [
            line.id for line in gone if (line.child_id, line.activity_id, line.date) not in present
        ]
        return CartLine.objects.filter(id__in=back).update(removed_at=None)


def _locked_cart(member: Member, now: datetime) -> Cart:
    """The member's cart, made at the first wish, locked so that two tabs take turns."""
    account = member.account.pk
    found = rows(Cart.objects.filter(account_uid=account))
    if not found:
        Cart.objects.bulk_create([Cart(account_uid=account, created_at=now)], ignore_conflicts=True)
        found = rows(Cart.objects.filter(account_uid=account))
    return found[0]


def _add(
    cart: Cart,
    child_id: UUID,
    activity_id: UUID,
    day: date,
    wish: CartLine.Wish,
    cents: int,
    now: datetime,
) -> None:
    CartLine.objects.bulk_create([_line(cart, child_id, activity_id, day, wish, cents, now)])


def _line(
    cart: Cart,
    child_id: UUID,
    activity_id: UUID,
    day: date,
    wish: CartLine.Wish,
    cents: int,
    now: datetime,
) -> CartLine:
    """A wish whose price is promised from now on."""
    return CartLine(
        cart=cart,
        child_id=child_id,
        activity_id=activity_id,
        date=day,
        wish=wish,
        price_cents=cents,
        promised_at=now,
        created_at=now,
    )


def _wished(
    cart: Cart, child_id: UUID, day: date, wish: CartLine.Wish = CartLine.Wish.BOOK
) -> set[UUID]:
    """Activities of that day the cart already wishes to book, or to cancel."""
    return set(
        CartLine.objects.filter(
            cart=cart, child_id=child_id, date=day, wish=wish, removed_at__isnull=True
        ).values_list("activity_id", flat=True)
    )


def _drop_excluded(
    cart: Cart, known: facts.Facts, child_id: UUID, activity_id: UUID, day: date
) -> None:
    """Choosing *matin* after *journée* replaces the wish instead of refusing it."""
    chosen = known.activities[activity_id]
    # A meal wished alone leaves too: the day brings it, in its price.
    others = list(known.links.implied(activity_id))
    if chosen.exclusive_set:
        others += [
            other.id
            for other in known.activities.values()
            if other.service_id == chosen.service_id
            and other.exclusive_set == chosen.exclusive_set
            and other.id != activity_id
        ]
    if others:
        CartLine.objects.filter(
            cart=cart,
            child_id=child_id,
            date=day,
            activity_id__in=others,
            wish=CartLine.Wish.BOOK,
            removed_at__isnull=True,
        ).delete()


def _weigh(
    member: Member,
    known: facts.Facts,
    child_ids: Collection[UUID],
    activity_ids: Collection[UUID],
    days: list[date],
    now: datetime,
) -> Pattern:
    """Ask the judge about every child × activity × day; days the activity does not open are left
    out, the others keep their refusal."""
    judge = Judge(known, now)
    taken: dict[tuple[UUID, date], dict[UUID, object]] = defaultdict(dict)
    for row in booked.live_on(child_ids, days):
        taken[row.child_id, row.date][row.activity_id] = row
    wished = set()
    for child_id, activity_id, day in CartLine.objects.filter(
        cart__account_uid=member.account.pk,
        child_id__in=child_ids,
        date__in=days,
        wish=CartLine.Wish.BOOK,
        removed_at__isnull=True,
    ).values_list("child_id", "activity_id", "date"):
        wished.add((child_id, activity_id, day))
        taken[child_id, day].setdefault(activity_id, None)
    groups = {
        registration.group_id
        for child_id in child_ids
        for registration in known.children[child_id].registrations
    }
    links = known.links
    brought = {other for key in activity_ids for other in links.implied(key)}
    found = openings.read(
        {*activity_ids, *brought}, groups, since=days[0], until=days[-1] + timedelta(days=1)
    )
    lines = []
    for child_id in child_ids:
        child = known.children[child_id]
        for day in days:
            for activity_id in sorted(activity_ids, key=links.rank):
                if not found.is_open(activity_id, day):
                    continue
                verdict = judge.book(
                    child,
                    activity_id,
                    day,
                    openings=found,
                    same_day=taken[child_id, day],
                    wished=activity_ids,
                )
                reason = verdict.reason
                if (child_id, activity_id, day) in wished:
                    reason = IN_CART
                elif not child.can_book:
                    reason = NOT_YOURS
                allowed = verdict.allowed and reason is verdict.reason
                if allowed:
                    taken[child_id, day][activity_id] = None
                # What another household pays is not told (R72).
                pays = known.pays(verdict.payer_id)
                lines.append(
                    PatternLine(
                        child_id,
                        child.first_name,
                        activity_id,
                        known.activities[activity_id].name,
                        day,
                        day_short(day),
                        verdict.cents if allowed and pays else 0,
                        "" if allowed else reason.sentence,
                        "" if allowed else reason.code,
                        reason.sentence if allowed else "",
                        allowed and not pays,
                    )
                )
    return Pattern(lines)
