"""Joining a waiting list at *Valider*: siblings held together, scores, and when it ends."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from booking.models import Opening, Reservation
from booking.operations.outcomes import Wish
from booking.rules import waiting as rule
from booking.rules.deadlines import Act
from booking.rules.priority import GROUND_LABELS, Ground, PriorityFacts, score
from booking.selectors import waiting
from booking.selectors.verdicts import Judge, Verdict
from shared.ids import new_id
from tenants.operations import outbox

QUEUE_END = "booking.waiting_end"
Group = tuple[UUID, date]


def list_end(judge: Judge, at: Opening | Reservation) -> datetime:
    """The instant from which nobody on a list is offered a place: cut-off, start at the latest."""
    activity = judge.facts.activities[at.activity_id]
    return rule.queue_end(
        cutoff=judge.deadline(Act.BOOK, activity, at.date).limit,
        day=at.date,
        starts_at=activity.starts_at,
        zone=judge.facts.zone,
    )


def cutoffs_moved(service_id: UUID, *, now: datetime) -> None:
    """Every list of a service is looked at after the commit: it ends, or says when it will."""
    waited = Opening.objects.filter(activity__service_id=service_id, waiting__gt=0).order_by("id")
    outbox.put_many([(QUEUE_END, key) for key in waited.values_list("id", flat=True)], due_at=now)


def look_again(found: Collection[Reservation], judge: Judge) -> list[Reservation]:
    """Points of « frère ou sœur ce jour-là » as they are now; the rows whose score changed.

    The other grounds keep the day they were asked. This one would be gained or kept by wishing,
    or giving back, in a clever order.
    """
    points = {
        service: one.points
        for service, queue in judge.facts.queues.items()
        for one in queue.criteria
        if one.ground is Ground.SIBLING
    }
    service_of = {key: one.service_id for key, one in judge.facts.activities.items()}
    able = [row for row in found if points.get(service_of[row.activity_id])]
    if not able:
        return []
    siblings = waiting.siblings_of(able, (), service_of.__getitem__)
    changed = []
    for row in able:
        service = service_of[row.activity_id]
        here = (row.child_id, row.date, service) in siblings
        for step in row.score_trace:
            if step["label"] == GROUND_LABELS[Ground.SIBLING] and bool(step["points"]) != here:
                now = points[service] if here else 0
                row.score += now - step["points"]
                step["points"] = now
                changed.append(row)
    return changed


class Joining:
    """The rows of one *Valider* that wait; ``steps`` moves the lists with the places."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.steps: Counter[UUID] = Counter()
        self._rows: list[Reservation] = []
        self._opened: list[Opening] = []
        self._together: dict[Group, UUID] = {}
        self._order = new_id()

    def hold_together(
        self,
        wishes: list[Wish],
        ask: Callable[[Wish], Verdict],
        free: Mapping[UUID, int | None],
    ) -> None:
        """Find the days where one sibling would wait: there, all of them wait (R41).

        Days that a commission shares are drawn for all of them or for none (R43).
        """
        by_group: dict[Group, list[Wish]] = defaultdict(list)
        for wish in wishes:
            if wish.child_id in self.judge.facts.children and (
                wish.activity_id in self.judge.facts.activities
            ):
                by_group[self._group(wish)].append(wish)
        for group, found in by_group.items():
            asked = [(wish.child_id, verdict) for wish in found if (verdict := ask(wish)).allowed]
            if len({child for child, _verdict in asked}) < 2:
                continue
            verdicts = [verdict for _child, verdict in asked]
            if any(one.commission for one in verdicts):
                self._together[group] = new_id()
                continue
            wanted = Counter(one.opening.id for one in verdicts if one.opening)
            short = any((left := free.get(k)) is not None and left < n for k, n in wanted.items())
            queue = self.judge.facts.queues[group[0]]
            if queue.is_queue and (short or any(one.queued for one in verdicts)):
                self._together[group] = new_id()

    def holds(self, wish: Wish) -> bool:
        """Whether a sibling makes this wish wait."""
        return self._group(wish) in self._together

    def join(self, row: Reservation, opening: Opening) -> None:
        """One more waits. Its order is never the one that is paid now."""
        row.order_uid = self._order
        self.join_siblings(row)
        if not (opening.waiting or self.steps[opening.id]):
            self._opened.append(opening)
        self.steps[opening.id] += 1
        self._rows.append(row)

    def join_siblings(self, row: Reservation) -> None:
        """Mark a row whose siblings share its fate that day."""
        row.together_uid = self._together.get((self._service(row.activity_id), row.date))

    def tie(self, row: Reservation, brought: Reservation) -> None:
        """What a day brings is offered with it, or not at all."""
        if row in self._rows:
            row.together_uid = brought.together_uid = row.together_uid or new_id()

    def score(self, made: list[Reservation]) -> None:
        """Give each waiting row its points and their trace; a list that opens knows its end."""
        if not self._rows:
            return
        standing = self.judge.facts.standing
        known = waiting.standing_of(self._rows, made, self._service)
        for row in self._rows:
            facts = PriorityFacts(
                resident=standing.resident,
                parents_work=standing.parents_work,
                sibling=(row.child_id, row.date, self._service(row.activity_id)) in known.siblings,
                refused_before=(row.child_id, self._service(row.activity_id)) in known.refused,
                priority=row.child_id in standing.priority_children,
            )
            found = score(facts, self.judge.facts.queues[self._service(row.activity_id)].criteria)
            row.score, row.score_trace = found.points, list(found.trace)
        for opening in self._opened:
            outbox.put(QUEUE_END, opening.id, due_at=list_end(self.judge, opening))

    def _service(self, activity_id: UUID) -> UUID:
        return self.judge.facts.activities[activity_id].service_id

    def _group(self, wish: Wish) -> Group:
        return self.judge.facts.activities[wish.activity_id].service_id, wish.date
