"""The results of a draw as agents read them: by rank, with names found again from the ids."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from booking.selectors import commissions
from shared import sheets
from shared.values.french_dates import day_list, day_short

COLUMNS = [
    sheets.Column("rank", "Rang", "number"),
    sheets.Column("score", "Points", "number"),
    sheets.Column("child", "Enfant"),
    sheets.Column("activity", "Prestation"),
    sheets.Column("date", "Jour", "date"),
    sheets.Column("answer", "Réponse"),
    sheets.Column("reason", "Motif"),
]


def lines(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A line a wish, in the order of the ranks."""
    wishes = {one["id"]: one for one in record["wishes"]}
    openings = {one["id"]: one for one in record["openings"]}
    scores = {one["id"]: one["score"] for one in record["households"]}
    names = commissions.child_names([one["child"] for one in record["wishes"]])
    found = []
    for result in record["results"]:
        wish = wishes[result["wish"]]
        day = date.fromisoformat(wish["day"])
        found.append(
            {
                "rank": result["rank"],
                "score": scores[result["household"]],
                "child": names.get(wish["child"], ""),
                "activity": openings[wish["opening"]]["activity"],
                "date": day,
                "granted": result["granted"],
                "answer": "Place attribuée" if result["granted"] else "Refusé",
                "reason": result["reason"],
            }
        )
    return found


def by_answer(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same for a page: one row for the days of a child that got the same answer."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for line in lines(record):
        same = (line["rank"], line["child"], line["activity"], line["granted"], line["reason"])
        alike.setdefault(same, []).append(line)
    return [{**rows[0], "days": day_list(row["date"] for row in rows)} for rows in alike.values()]


def by_day(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each opening had to share, how many wished for it, how many obtained it."""
    asked = Counter(one["opening"] for one in record["wishes"])
    granted = {one["wish"] for one in record["results"] if one["granted"]}
    given = Counter(one["opening"] for one in record["wishes"] if one["id"] in granted)
    days = {one["opening"]: date.fromisoformat(one["day"]) for one in record["wishes"]}
    rooms = [one for one in record["openings"] if one["id"] in days]
    return [
        {
            "label": day_short(days[one["id"]]),
            "activity": one["activity"],
            "places": one["places"],
            "wishes": asked[one["id"]],
            "granted": given[one["id"]],
        }
        for one in sorted(rooms, key=lambda one: (days[one["id"]], one["activity"]))
    ]


def totals(record: Mapping[str, Any]) -> dict[str, int]:
    """Wishes granted and refused, households served."""
    results = record["results"]
    return {
        "granted": sum(one["granted"] for one in results),
        "refused": sum(not one["granted"] for one in results),
        "served": len({one["household"] for one in results if one["granted"]}),
        "households": len({one["household"] for one in results}),
    }
