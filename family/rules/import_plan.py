"""What an import would create and change, decided from lines and facts, without a database.

A file is found by its number, else by a guardian's e-mail and name; a child by first name and
birth date in the file. An empty cell changes nothing, and the same lines twice change nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from family.rules.import_rows import HEADINGS, Adult, Line, LineError, Pupil, Quotient, folded
from family.rules.quotients import KnownQuotient
from shared.values.quotient import format_quotient

_FAMILY_COLUMNS = {
    "file_number": "numero_de_dossier",
    "name": "nom_du_foyer",
    "address": "adresse",
    "postcode": "code_postal",
    "city": "ville",
    "is_resident": "habite_la_commune",
    "paper_invoices": "factures_papier",
}
_ADULT_COLUMNS = {
    "civility": "civilite",
    "email": "email_responsable",
    "phone": "telephone_responsable",
}
_CHILD_COLUMNS = {"last_name": "nom_enfant", "diet": "menu"}


@dataclass(slots=True)
class Draft:
    """A row as it would be; ``changed`` names the fields that differ from what is stored."""

    id: UUID
    is_new: bool
    values: dict[str, Any]
    changed: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NewQuotient:
    """A value to write; the running ones in ``closes`` end that day."""

    guardian_id: UUID
    value: int
    since: date
    source: str
    closes: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class NewSchooling:
    """The class of the year of a child; ``is_new`` when none was known."""

    child_id: UUID
    school_id: UUID
    level: str
    class_name: str
    is_new: bool


@dataclass(slots=True)
class Known:
    """What the commune's schema holds, loaded once; the dicts of values are the drafts' own.

    ``guardians`` carry family_id, first_name, last_name, email, has_account, is_payer;
    ``children`` family_id, first_name, birth_date; ``families`` file_number, is_closed.
    """

    families: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    guardians: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    children: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    quotients: dict[UUID, list[KnownQuotient]] = field(default_factory=dict)
    schoolings: dict[UUID, tuple[UUID, str, str]] = field(default_factory=dict)
    schools: dict[UUID, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """Everything an import would write, and every reason why it may not."""

    families: dict[UUID, Draft] = field(default_factory=dict)
    guardians: dict[UUID, Draft] = field(default_factory=dict)
    children: dict[UUID, Draft] = field(default_factory=dict)
    links: list[tuple[UUID, UUID]] = field(default_factory=list)
    quotients: list[NewQuotient] = field(default_factory=list)
    schoolings: list[NewSchooling] = field(default_factory=list)
    child_of_line: dict[int, UUID] = field(default_factory=dict)
    errors: list[LineError] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many of each would be created or changed."""
        counted: dict[str, int] = {}
        for name in ("families", "guardians", "children"):
            drafts: Iterable[Draft] = getattr(self, name).values()
            counted[f"{name}_created"] = sum(draft.is_new for draft in drafts)
            counted[f"{name}_changed"] = sum(
                bool(draft.changed) and not draft.is_new for draft in drafts
            )
        counted["quotients"] = len(self.quotients)
        counted["schoolings"] = len(self.schoolings)
        return counted


def plan(lines: Sequence[Line], known: Known, *, today: date, make_id: Callable[[], UUID]) -> Plan:
    """Decide every line in the order of the file; ``today`` is local."""
    planner = _Planner(known, today=today, make_id=make_id)
    for line in lines:
        planner.take(line)
    return planner.plan


class _Planner:
    def __init__(self, known: Known, *, today: date, make_id: Callable[[], UUID]) -> None:
        self.known, self.today, self.make_id = known, today, make_id
        self.plan = Plan()
        self.said: dict[tuple[UUID, str], tuple[Any, int]] = {}
        self.by_number = {
            values["file_number"]: key
            for key, values in known.families.items()
            if values["file_number"]
        }
        self.tied: set[tuple[UUID, UUID]] = set()
        self.with_payer = {row["family_id"] for row in known.guardians.values() if row["is_payer"]}
        self.adult_of: dict[tuple[UUID, str], UUID] = {}
        self.family_of: dict[tuple[str, str], UUID] = {}
        for key, values in known.guardians.items():
            self._index_adult(key, values)
        self.child_of = {
            (values["family_id"], folded(values["first_name"]), values["birth_date"]): key
            for key, values in known.children.items()
        }
        self.school_of = {folded(name): key for key, name in known.schools.items()}

    def take(self, line: Line) -> None:
        family = self._family(line)
        if family is None:
            return
        adults = [
            self._adult(family, adult, line, suffix)
            for adult, suffix in zip(line.adults, ("", "_2"), strict=False)
        ]
        if line.quotient is not None:
            self._quotient(adults[0], line.quotient, line)
        if line.pupil is not None:
            self._child(family, adults, line.pupil, line)

    def _family(self, line: Line) -> Draft | None:
        first = line.adults[0]
        by_adult = self.family_of.get((first.email, _full(first))) if first.email else None
        by_number = self.by_number.get(line.file_number) if line.file_number else None
        found = by_number or by_adult
        if found is None:
            draft = Draft(self.make_id(), True, {"name": first.last_name, "file_number": ""})
            self.plan.families[draft.id] = draft
        else:
            draft = self._known_draft(self.plan.families, found, self.known.families)
            if draft.values.get("is_closed"):
                self._error(line, "numero_de_dossier", line.file_number, "Ce dossier est clos.")
                return None
            number = draft.values["file_number"]
            if by_number is None and line.file_number and number:
                self._error(
                    line,
                    "numero_de_dossier",
                    line.file_number,
                    f"{first.first_name} {first.last_name} est déjà dans le dossier {number}.",
                )
                return None
        if line.file_number:
            self._say(draft, "file_number", line.file_number, line, "numero_de_dossier")
            self.by_number[line.file_number] = draft.id
        for name, value in line.household.items():
            self._say(draft, name, value, line, _FAMILY_COLUMNS[name])
        return draft

    def _adult(self, family: Draft, adult: Adult, line: Line, suffix: str) -> Draft:
        found = self.adult_of.get((family.id, _full(adult)))
        if found is None:
            draft = Draft(
                self.make_id(),
                True,
                {
                    "family_id": family.id,
                    "first_name": adult.first_name,
                    "last_name": adult.last_name,
                    "email": "",
                    "has_account": False,
                    "is_payer": self._becomes_payer(family.id),
                },
            )
            self.plan.guardians[draft.id] = draft
        else:
            draft = self._known_draft(self.plan.guardians, found, self.known.guardians)
        for name, column in _ADULT_COLUMNS.items():
            value = getattr(adult, name)
            # The address of an account was proved by its owner: a file does not undo that.
            if value and not (name == "email" and draft.values["has_account"]):
                self._say(draft, name, value, line, f"{column}{suffix}")
        self._index_adult(draft.id, draft.values)
        return draft

    def _child(self, family: Draft, adults: list[Draft], pupil: Pupil, line: Line) -> None:
        key = (family.id, folded(pupil.first_name), pupil.birth_date)
        found = self.child_of.get(key)
        if found is None:
            draft = Draft(
                self.make_id(),
                True,
                {
                    "family_id": family.id,
                    "first_name": pupil.first_name,
                    "last_name": pupil.last_name or line.adults[0].last_name,
                    "birth_date": pupil.birth_date,
                    "diet": pupil.diet or "",
                },
            )
            self.plan.children[draft.id] = draft
            self.child_of[key] = draft.id
        else:
            draft = self._known_draft(self.plan.children, found, self.known.children)
        if pupil.last_name:
            self._say(draft, "last_name", pupil.last_name, line, _CHILD_COLUMNS["last_name"])
        if pupil.diet is not None:
            self._say(draft, "diet", pupil.diet, line, _CHILD_COLUMNS["diet"])
        for adult in adults:
            # A tie an agent undid between known people stays undone: a judge may have asked for it.
            tie = (draft.id, adult.id)
            if (draft.is_new or adult.is_new) and tie not in self.tied:
                self.tied.add(tie)
                self.plan.links.append(tie)
        if pupil.school:
            self._schooling(draft, pupil, line)
        self.plan.child_of_line[line.number] = draft.id

    def _schooling(self, child: Draft, pupil: Pupil, line: Line) -> None:
        school = self.school_of[folded(pupil.school)]
        wanted = (school, pupil.level, pupil.class_name)
        if not self._once(child.id, "schooling", wanted, line, "classe", pupil.class_name):
            return
        stored = self.known.schoolings.get(child.id)
        if stored is not None and not pupil.class_name:
            wanted = (school, pupil.level, stored[2] if stored[1] == pupil.level else "")
        if stored != wanted:
            self.plan.schoolings.append(NewSchooling(child.id, *wanted, is_new=stored is None))

    def _quotient(self, adult: Draft, given: Quotient, line: Line) -> None:
        since = given.since or self.today
        shown = format_quotient(given.value)
        wanted = (given.value, since)
        if not self._once(adult.id, "quotient", wanted, line, "quotient", shown):
            return
        known = self.known.quotients.get(adult.id, [])
        running = [one for one in known if one.span.contains(since)]
        if any(one.value == given.value for one in running):
            return
        same_day = [one for one in known if one.span.start == since]
        later = [one for one in known if one.span.start > since]
        for one in [*same_day, *later][:1]:
            why = f"Un quotient de {format_quotient(one.value)} est déjà saisi ({one.span})."
            self._error(line, "quotient", shown, why)
            return
        self.plan.quotients.append(
            NewQuotient(
                adult.id,
                given.value,
                since,
                given.source,
                tuple(one.key for one in running if isinstance(one.key, UUID)),
            )
        )

    def _once(self, key: UUID, name: str, wanted: Any, line: Line, column: str, shown: str) -> bool:
        """Whether this is the first line to say it; a contradiction is an error."""
        before = self.said.setdefault((key, name), (wanted, line.number))
        if before[0] != wanted:
            self._error(line, column, shown, f"La ligne {before[1]} dit autre chose.")
        return before[1] == line.number

    def _say(self, draft: Draft, name: str, value: Any, line: Line, column: str) -> None:
        before = self.said.setdefault((draft.id, name), (value, line.number))
        if before[0] != value:
            why = f"La ligne {before[1]} dit « {_shown(before[0])} »."
            self._error(line, column, _shown(value), why)
        elif draft.values.get(name) != value:
            draft.values[name] = value
            draft.changed.add(name)

    def _known_draft(
        self, drafts: dict[UUID, Draft], key: UUID, stored: dict[UUID, dict[str, Any]]
    ) -> Draft:
        if key not in drafts:
            drafts[key] = Draft(key, False, dict(stored[key]))
        return drafts[key]

    def _becomes_payer(self, family_id: UUID) -> bool:
        """Whether an adult added now would be the payer: the first one of a file without any."""
        is_first = family_id not in self.with_payer
        self.with_payer.add(family_id)
        return is_first

    def _index_adult(self, key: UUID, values: dict[str, Any]) -> None:
        full = folded(f"{values['first_name']} {values['last_name']}")
        self.adult_of[(values["family_id"], full)] = key
        if values["email"]:
            self.family_of[(values["email"].lower(), full)] = values["family_id"]

    def _error(self, line: Line, column: str, value: str, why: str) -> None:
        self.plan.errors.append(LineError(line.number, HEADINGS[column], value, why))


def _full(adult: Adult) -> str:
    return folded(f"{adult.first_name} {adult.last_name}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)
