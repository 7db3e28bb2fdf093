"""The audit file of an allocation: facts, seed, results and reasons, sealed and replayable (R43).

Households and children are told by their id only. The file is canonical JSON (keys sorted, no
space), so that its SHA-256 says whether one character changed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from booking.rules import allocation
from booking.rules.allocation import Asked, Household, Inputs, Result, Room

VERSION = 1
Record = dict[str, Any]


def build(
    inputs: Inputs,
    results: Iterable[Result],
    *,
    about: Mapping[str, Any],
    criteria: Iterable[Mapping[str, Any]],
    rooms: Mapping[str, Mapping[str, Any]],
    traces: Mapping[str, list[Any]],
) -> Record:
    """The file. ``about``: the commission, in words; ``rooms``: more facts of each opening;
    ``traces``: why each household has its score."""
    record: Record = {
        "version": VERSION,
        "about": dict(about),
        "seed": inputs.seed,
        "commitment": allocation.commitment(inputs.seed),
        "criteria": [dict(one) for one in criteria],
        "openings": [
            {**rooms.get(room.id, {}), "id": room.id, "places": room.places}
            for room in sorted(inputs.rooms, key=lambda room: room.id)
        ],
        "limits": [
            {"id": room.id, "places": room.places}
            for room in sorted(inputs.limits, key=lambda room: room.id)
        ],
        "households": [
            {"id": home.id, "score": home.score, "trace": traces.get(home.id, [])}
            for home in sorted(inputs.households, key=lambda home: home.id)
        ],
        "wishes": [
            {
                "id": one.id,
                "household": one.household,
                "child": one.child,
                "order": one.order,
                "opening": one.opening,
                "day": one.day,
                "together": one.together,
                "barred": one.barred,
                "weights": dict(one.weights),
                "brought_by": one.brought_by,
            }
            for one in sorted(inputs.asked, key=lambda one: one.id)
        ],
        "results": _results(results),
    }
    record["sha256"] = digest(record)
    return record


def canonical(record: Mapping[str, Any]) -> str:
    """The only way to write a record: keys sorted, no space, accents as they are."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of all but the seal itself."""
    unsealed = {key: value for key, value in record.items() if key != "sha256"}
    return hashlib.sha256(canonical(unsealed).encode()).hexdigest()


def inputs_of(record: Mapping[str, Any]) -> Inputs:
    """What the draw was made of. Raises KeyError, TypeError or ValueError on a broken file."""
    return Inputs(
        seed=record["seed"],
        rooms=tuple(Room(one["id"], one["places"]) for one in record["openings"]),
        limits=tuple(Room(one["id"], one["places"]) for one in record["limits"]),
        households=tuple(Household(one["id"], one["score"]) for one in record["households"]),
        asked=tuple(Asked(**one) for one in record["wishes"]),
    )


def problems(record: Any) -> list[str]:
    """What is wrong with a file, in French; nothing when it replays to the same results."""
    if not isinstance(record, dict) or record.get("version") != VERSION:
        return ["Ce fichier n’est pas un procès-verbal d’attribution."]
    found = []
    if record.get("sha256") != digest(record):
        found.append("L’empreinte ne correspond pas\u00a0: le fichier a été modifié.")
    try:
        if record.get("commitment") != allocation.commitment(record["seed"]):
            found.append("La graine n’est pas celle qui était annoncée avant le tirage.")
        again = _results(allocation.allocate(inputs_of(record)))
    except (KeyError, TypeError, ValueError, AttributeError):
        return [*found, "Le fichier est incomplet ou abîmé\u00a0: il ne peut pas être rejoué."]
    if again != record.get("results"):
        found.append("Le tirage rejoué donne un autre résultat.")
    return found


def _results(results: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        {
            "wish": one.wish,
            "household": one.household,
            "rank": one.rank,
            "granted": one.granted,
            "reason": one.reason,
        }
        for one in results
    ]
