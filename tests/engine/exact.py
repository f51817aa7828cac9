"""Descents in fractions: what float64 must agree with, bit for bit where every number is a binary fraction."""

from collections.abc import Callable
from fractions import Fraction

Step = Callable[[Fraction], Fraction]


def exact(step: Step, start: str | int, n: int) -> list[Fraction]:
    """The sequence that `step` makes, in fractions."""
    sequence = [Fraction(start)]
    for _ in range(n):
        sequence.append(step(sequence[-1]))
    return sequence


def sign(w: Fraction) -> int:
    return (w > 0) - (w < 0)


def shrink(v: Fraction, by: Fraction) -> Fraction:
    return sign(v) * max(abs(v) - by, Fraction(0))
