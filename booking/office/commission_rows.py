"""The results of a draw as agents read them: by rank, with names found again from the ids."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from booking.selectors import commissions
from shared import sheets
from shared.values.french_dates import day_short

COLUMNS = [
    sheets.Column("rank", "Rang", "number"),
    sheets.Column("score", "Points", "number"),
    sheets.Column("child", "Enfant"),
    sheets.Column("activity", "Prestation"),
    sheets.Column("date", "Jour", "date"),
    sheets.Column("answer", "Réponse"),
    sheets.Column("reason", "Motif"),
]


def lines(record: Mapping[str, Any], *, with_names: bool = True) -> list[dict[str, Any]]:
    """A line a wish, in the order of the ranks."""
    wishes = {one["id"]: one for one in record["wishes"]}
    openings = {one["id"]: one for one in record["openings"]}
    scores = {one["id"]: one["score"] for one in record["households"]}
    names = (
        commissions.child_names([one["child"] for one in record["wishes"]]) if with_names else {}
    )
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
                "label": day_short(day),
                "granted": result["granted"],
                "answer": "Place attribuée" if result["granted"] else "Refusé",
                "reason": result["reason"],
            }
        )
    return found


def of(record: Mapping[str, Any], *, with_names: bool) -> list[dict[str, Any]]:
    """The same for a page; a trial names nobody, since its ranks are not the true ones."""
    return lines(record, with_names=with_names)


def totals(record: Mapping[str, Any]) -> dict[str, int]:
    """Wishes granted and refused, households served."""
    results = record["results"]
    return {
        "granted": sum(one["granted"] for one in results),
        "refused": sum(not one["granted"] for one in results),
        "served": len({one["household"] for one in results if one["granted"]}),
        "households": len({one["household"] for one in results}),
    }
