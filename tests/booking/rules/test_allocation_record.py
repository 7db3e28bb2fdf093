"""The audit file: what was drawn is drawn again from it, and a changed character is seen."""

import json

import pytest
from hypothesis import given

from booking.rules import allocation, allocation_record
from booking.rules.allocation import Inputs
from tests.booking.rules.test_allocation import asked, inputs, towns


def record_of(town: Inputs) -> dict:
    return allocation_record.build(
        town,
        allocation.allocate(town),
        about={"service": "Centre"},
        criteria=[{"kind": "resident", "points": 5}],
        rooms={"mon": {"date": "2027-02-08", "capacity": 3}},
        traces={"x": [{"kind": "resident", "points": 5}]},
    )


def written(town: Inputs) -> dict:
    """As it comes back from a file."""
    return json.loads(allocation_record.canonical(record_of(town)))


@given(towns())
def test_the_file_replays_to_the_same_result(town: Inputs) -> None:
    again = written(town)
    assert allocation_record.problems(again) == []
    assert allocation.allocate(allocation_record.inputs_of(again)) == allocation.allocate(town)


def test_the_text_does_not_depend_on_the_order_of_the_keys() -> None:
    record = record_of(inputs([asked("1", "x")]))
    assert allocation_record.canonical(record) == allocation_record.canonical(
        dict(reversed(list(record.items())))
    )


def forge_result(record: dict) -> None:
    record["results"][0]["granted"] = not record["results"][0]["granted"]


def forge_score(record: dict) -> None:
    record["households"][0]["score"] += 1000


def forge_seed(record: dict) -> None:
    record["seed"] = "ff" * 32


def forge_reason(record: dict) -> None:
    record["results"][0]["reason"] = "Parce que."


@pytest.mark.parametrize("forge", [forge_result, forge_score, forge_seed, forge_reason])
def test_a_changed_file_is_told(forge) -> None:
    record = written(inputs([asked("1", "x"), asked("2", "y"), asked("3", "z")]))
    forge(record)
    assert "a été modifié" in allocation_record.problems(record)[0]


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (forge_result, "donne un autre résultat"),
        (forge_reason, "donne un autre résultat"),
        (forge_seed, "n’est pas celle qui était annoncée"),
    ],
)
def test_a_forged_file_sealed_again_is_told_all_the_same(forge, said: str) -> None:
    record = written(inputs([asked("1", "x"), asked("2", "y"), asked("3", "z")]))
    forge(record)
    record["sha256"] = allocation_record.digest(record)
    assert any(said in sentence for sentence in allocation_record.problems(record))


@pytest.mark.parametrize("broken", [None, [], {}, {"version": 2}, "texte"])
def test_another_file_is_refused(broken) -> None:
    assert allocation_record.problems(broken) == [
        "Ce fichier n’est pas un procès-verbal d’attribution."
    ]


@pytest.mark.parametrize("key", ["seed", "openings", "households", "wishes"])
def test_a_file_with_a_part_missing_cannot_be_replayed(key: str) -> None:
    record = written(inputs([asked("1", "x")]))
    del record[key]
    assert "ne peut pas être rejoué" in allocation_record.problems(record)[-1]
