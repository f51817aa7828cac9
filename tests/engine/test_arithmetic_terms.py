"""Terms are written as one would write them, and read back give their value."""

import math

import pytest

from regsim.engine.arithmetic.digits import short, written
from regsim.engine.arithmetic.terms import Positive, Power, Quantity, Root, Size, Term, squared
from tests.engine.evaluator import evaluate


def q(value: float) -> Quantity:
    return Quantity("x", value)


CASES: list[tuple[Term, str]] = [
    (q(1) + q(2), "1 + 2"),
    (q(1) + q(-2), "1 − 2"),
    (q(1) - q(-2), "1 + 2"),
    (q(-1) - q(2), "−1 − 2"),
    (q(1) - (q(2) - q(3)), "1 − (2 − 3)"),
    (q(1) - (q(-2) + q(3)), "1 − (−2 + 3)"),
    (q(1) + (q(-2) + q(3)), "1 − 2 + 3"),
    (q(1) - q(-2) * q(3), "1 + 2·3"),
    (q(2) * (q(-1) + q(3)), "2·(−1 + 3)"),
    (q(2) * q(-3), "2·(−3)"),
    (q(-2) * q(3), "−2·3"),
    (q(1) / (q(2) * q(4)), "1/(2·4)"),
    ((q(1) + q(2)) / q(4), "(1 + 2)/4"),
    (q(1) + squared(q(-3)), "1 + (−3)²"),
    (squared(q(-3)) + q(1), "(−3)² + 1"),
    (squared(q(2e-5)), "(2e−5)²"),
    (Power(q(0.5), Quantity("ᵗ", 12, is_chosen=True)), "0.5¹²"),
    (q(1) - Power(q(0.5), Quantity("ᵗ", 0, is_chosen=True)), "1 − 0.5⁰"),
    (q(-1) * Positive(Size(q(-3)) - q(2)), "−1·max(|−3| − 2, 0)"),
    (q(3) / (Root(q(4)) + q(1)), "3/(√4 + 1)"),
    (Root(q(4) + q(5)), "√(4 + 5)"),
    (Size(q(-3)), "|−3|"),
    (q(2) * Size(q(1) - q(3)), "2·|1 − 3|"),
]


@pytest.mark.parametrize(("term", "text"), CASES, ids=[text for _, text in CASES])
def test_a_term_is_written_with_no_more_brackets_than_it_needs(term: Term, text: str) -> None:
    assert term.text(lambda quantity: short(quantity.number), "·") == text
    assert evaluate(text) == term.value()


@pytest.mark.parametrize(("term", "text"), CASES, ids=[text for _, text in CASES])
def test_its_change_is_its_derivative(term: Term, text: str) -> None:
    del text
    for quantity in term.quantities():
        h = 1e-6 * abs(quantity.number)

        def near(shift: float, chosen: Quantity = quantity) -> float:
            return term.value(lambda q: q.number + shift if q is chosen else q.number)

        assert term.change(quantity) == pytest.approx((near(h) - near(-h)) / (2.0 * h), rel=1e-6)


def test_in_symbols_factors_stand_side_by_side() -> None:
    w, rate, slope = Quantity("w", 1.0), Quantity("η", 2.0), Quantity("∂D", 3.0)
    assert (w - rate * (slope + slope)).symbols() == "w − η(∂D + ∂D)"
    assert (Quantity("(1 − ηλ)", 0.5) * w).symbols() == "(1 − ηλ)w"


def test_in_symbols_there_is_a_dot_before_a_function() -> None:
    sign, v, taken = Quantity("sign(v)", 1.0), Quantity("v", 2.0), Quantity("ηλ", 0.5)
    assert (sign * Positive(Size(v) - taken)).symbols() == "sign(v)·max(|v| − ηλ, 0)"
    assert (taken * sign).symbols() == "ηλ·sign(v)"


def test_a_power_has_its_exponent_in_symbols_and_in_digits() -> None:
    power = Power(Quantity("β₁", 0.9), Quantity("ᵗ", 8.0, is_chosen=True))
    assert (power.symbols(), power.value()) == ("β₁ᵗ", 0.9**8)


def test_the_positive_part_of_what_is_not_above_zero_is_shown_as_such_or_not_at_all() -> None:
    v, taken = Quantity("v", 0.2499), Quantity("ηλ", 0.25)
    part = Positive(v - taken)
    assert part.value() == part.value(lambda quantity: round(quantity.number, 2)) == 0.0
    assert math.isnan(part.value(lambda quantity: round(quantity.number + 0.1, 0 if quantity is taken else 2)))


def test_what_has_no_value_is_not_a_number_and_raises_nothing() -> None:
    assert math.isnan((q(1) / q(0)).value())
    assert math.isnan((q(1) / q(0)).change(q(1)))
    zero = q(0)
    assert Root(zero).change(zero) == math.inf
    assert Root(zero).change(q(1)) == 0.0


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (-0.0, 3, "0"),
        (-1.5, 3, "−1.5"),
        (12345.0, -2, "12300"),
        (1.25e-7, 9, "1.25e−7"),
        (1.25e-7, 5, "0"),
        (3.24e40, -39, "3.2e40"),
        (5e-324, 326, "4.94e−324"),
    ],
)
def test_numbers_are_written_to_their_decimals_with_a_real_minus(value: float, places: int, text: str) -> None:
    assert written(value, places) == text


@pytest.mark.parametrize("text", ["", "1 +", "(1", "|1", "2 3", "1 % 2"])
def test_what_is_not_arithmetic_is_not_evaluated(text: str) -> None:
    with pytest.raises(ValueError, match=r"missing|cannot read"):
        evaluate(text)
