"""One payment, one creditor (R84)."""

from datetime import date

from invoicing.rules.lots import Item, group


def item(
    key: str, commune: str, regie: str, *, day: int = 1, cents: int = 1000, grouped: bool = True
) -> Item:
    return Item(key, commune, regie, date(2027, 2, day), key, cents, grouped)


def test_a_selection_is_cut_by_commune_and_regie() -> None:
    lots = group(
        [
            item("m1", "montclair", "r1"),
            item("j2", "jolieville", "r1", day=9),
            item("j1", "jolieville", "r1", day=3),
            item("j3", "jolieville", "r2", day=5),
        ]
    )

    assert [[one.key for one in lot.items] for lot in lots] == [["j1", "j2"], ["j3"], ["m1"]]
    assert [lot.total_cents for lot in lots] == [2000, 1000, 1000]


def test_a_regie_may_take_one_invoice_at_a_time() -> None:
    lots = group([item("a", "j", "r", grouped=False), item("b", "j", "r", grouped=False)])

    assert [len(lot.items) for lot in lots] == [1, 1]


def test_what_is_paid_already_asks_for_nothing() -> None:
    assert group([item("a", "j", "r", cents=0)]) == []
