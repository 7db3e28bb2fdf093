"""What booking shows on *Accueil*: the week, the requests going on, a way to tell an absence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from booking.portal.cells import SHOWN
from booking.portal.history import first_to_answer, grouped
from booking.rules.cells import CellState
from booking.selectors import cart
from booking.selectors import own_requests as asked
from booking.selectors import week as weeks
from booking.selectors.week import WeekBoard, WeekMark
from family.portal.panels import ASIDE, LEAD, MAIN, Scope
from shared.values.french_dates import day_relative, enumeration
from tenants.people import Member
from tenants.urls import commune_url, portal_url

MOST_ROWS = 6
SATURDAY = 5


@dataclass(frozen=True)
class WeekPanel:
    """Child × day, every commune in one board; ``rows`` are what the tag ``board`` prints."""

    template: ClassVar[str] = "booking/portal/panels/week.html"
    order: ClassVar[int] = 10
    side: ClassVar[str] = LEAD

    days: tuple[date, ...]
    rows: tuple[dict[str, Any], ...]
    free: tuple[str, ...]
    deadlines: tuple[str, ...]
    reserve_url: str

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """One board; a child in two communes keeps two rows side by side, named after them.

        A weekend day on which nothing is booked anywhere takes no column.
        """
        rows = [row for part in parts for row in part.rows]
        names = list(dict.fromkeys(row["name"] for row in rows))
        rows.sort(key=lambda row: names.index(row["name"]))
        kept = [
            place
            for place, day in enumerate(parts[0].days)
            if day.weekday() < SATURDAY or any(row["cells"][place]["tags"] for row in rows)
        ]
        return cls(
            days=tuple(parts[0].days[place] for place in kept),
            rows=tuple(row | {"cells": [row["cells"][place] for place in kept]} for row in rows),
            free=tuple(text for part in parts for text in part.free),
            deadlines=tuple(text for part in parts for text in part.deadlines),
            reserve_url=_reserve_url([part.reserve_url for part in parts]),
        )


@dataclass(frozen=True)
class RequestsPanel:
    """What awaits an answer or was just answered; ``rows`` come with their link."""

    template: ClassVar[str] = "booking/portal/panels/requests.html"
    order: ClassVar[int] = 30
    side: ClassVar[str] = MAIN

    rows: tuple[dict[str, Any], ...]
    more: int = 0

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """One list, what to answer first, then by date; the rest is on each commune's page."""
        rows = sorted((row for part in parts for row in part.rows), key=lambda row: row["date"])
        rows = first_to_answer(rows)
        return cls(rows=tuple(rows[:MOST_ROWS]), more=max(0, len(rows) - MOST_ROWS))


@dataclass(frozen=True)
class AbsencePanel:
    """« Une absence ? »: one link a commune where something is booked."""

    template: ClassVar[str] = "booking/portal/panels/absence.html"
    order: ClassVar[int] = 20
    side: ClassVar[str] = ASIDE

    links: tuple[tuple[str, str], ...]

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """The links of every commune."""
        return cls(links=tuple(link for part in parts for link in part.links))


def week(scope: Scope) -> WeekPanel | None:
    """The next seven days of every child; None without a child (four queries)."""
    board = weeks.board(scope.member, now=scope.now)
    if not board.rows:
        return None
    rows = [row for row in board.rows if any(row.days)]
    free = [row.first_name for row in board.rows if not any(row.days)]
    return WeekPanel(
        days=tuple(day for day, _label in board.days),
        rows=tuple(
            {
                "name": row.first_name,
                "sub": scope.commune.name,
                "cells": [{"tags": [_mark(mark) for mark in marks]} for marks in row.days],
            }
            for row in rows
        ),
        free=(f"{enumeration(free)} à {scope.commune.name}",) if free else (),
        deadlines=tuple(_next_deadline(board, scope.today)),
        reserve_url=commune_url(scope.commune, "booking:services"),
    )


def requests(scope: Scope) -> RequestsPanel | None:
    """One query; None when nothing is going on."""
    found = asked.for_member(scope.member, now=scope.now)
    if not found:
        return None
    url = commune_url(scope.commune, "booking:history")
    rows = [
        row | {"url": url, "details": f"{scope.commune.name} · {row['details']}"}
        for row in grouped(found, scope.commune)
    ]
    return RequestsPanel(rows=tuple(rows))


def absence(scope: Scope) -> AbsencePanel:
    """No query: the page itself says when nothing is booked."""
    return AbsencePanel(
        links=((scope.commune.name, commune_url(scope.commune, "booking:absences")),)
    )


def cart_count(member: Member, *, now: datetime) -> int:
    """Lines in the cart of one commune, for the badge (one query)."""
    return cart.count(member)


def _mark(mark: WeekMark) -> dict[str, Any]:
    state = SHOWN[mark.state]
    more = {
        CellState.REQUESTED: ", en cours",
        CellState.CANCEL_REQUESTED: ", annulation",
        CellState.REFUSED: ", refusé",
        CellState.WAITLISTED: ", liste d’attente",
        CellState.OFFERED: ", place proposée",
        CellState.ABSENT: ", absent",
    }.get(mark.state, "")
    locked = mark.is_locked or mark.state is CellState.TO_CONFIRM
    return {"state": state, "text": f"{mark.activity}{more}", "locked": locked}


def _next_deadline(board: WeekBoard, today: date) -> list[str]:
    """The first day that can still be cancelled, and until when."""
    for place, (day, _label) in enumerate(board.days):
        for row in board.rows:
            for mark in row.days[place]:
                if mark.can_cancel and mark.until.startswith("Annulable"):
                    until = mark.until[0].lower() + mark.until[1:]
                    when = day_relative(day, today)
                    return [f"{mark.activity} de {row.first_name}, {when}\u00a0: {until}"]
    return []


def _reserve_url(urls: list[str]) -> str:
    """One commune: its services; several: the page that shows them all."""
    return urls[0] if len(urls) == 1 else portal_url("booking_public:services")
