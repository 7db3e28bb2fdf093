"""How many payments a selection makes, said before anybody goes to a bank (R84)."""

import pytest

from invoicing.rules.plan import Group, plan

J, M = "Jolieville", "Montclair"


@pytest.mark.parametrize(
    ("groups", "total", "payments"),
    [
        ([], 0, ()),
        ([Group(J, [])], 0, ()),
        ([Group(J, [2160, 2160]), Group(M, [1800])], 6120, ((J, 4320), (M, 1800))),
        ([Group(J, [2160], credit_cents=700)], 1460, ((J, 1460),)),
        ([Group(J, [2160], credit_cents=2160), Group(M, [1800])], 1800, ((M, 1800),)),
        ([Group(J, [500, 700], splits=True)], 1200, ((J, 500), (J, 700))),
        ([Group(J, [500, 700], credit_cents=600, splits=True)], 600, ((J, 600),)),
    ],
)
def test_plan_makes_one_payment_a_regie_and_uses_credit_first(groups, total, payments):
    made = plan(groups)

    assert (made.total_cents, made.payments) == (total, payments)


def test_plan_says_its_payments_in_order():
    made = plan([Group(J, [4320]), Group(M, [1800])])

    said = "2 paiements : Jolieville 43,20 €, puis Montclair 18,00 €"
    assert made.sentence.replace("\u00a0", " ") == said
    assert plan([]).sentence == ""
    assert plan([Group(J, [100], 100)]).sentence.startswith("Votre avoir couvre tout")


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([Group(J, [2160])], ""),
        ([Group(J, [2160], credit_cents=700)], "21,60 € moins votre avoir de 7,00 €"),
        ([Group(J, [2160], credit_cents=2160)], ""),
    ],
)
def test_plan_tells_the_credit_it_took_off_the_sum(groups, said):
    """The payments add up to *Montant à payer*: what is missing from the invoices is said."""
    made = plan(groups)

    assert made.deduction.replace("\u00a0", " ") == said
    assert made.total_cents == sum(cents for _, cents in made.payments)
