"""How many digits of every number are shown: the fewest with which all lines add up.

The next weight has four significant digits. From the last line to the first every number gets the decimals that matter
for the result of its line, and more until the right side, computed from the numbers as they are shown, rounds to the
result as it is shown. A result that goes into a later line has the same digits in both. What the user chose is shown
in full where that takes no more than seven digits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from regsim.engine.arithmetic.terms import Quantity, Term

FEWEST = 4  # significant digits of the larger of the weight before and after
LEAST = 3  # significant digits of any number but a force that cannot be seen in the result, so that none is taken for 0
# Of the last decimal of a result: what a force must make of it to be seen. Where ever more digits do not help, since
# what is left of forces that cancel is rounding, less is seen.
UNSEEN = (1e-9, 1e-6, 1e-3, 1.0)
FINAL_MORE = 2  # more decimals of the next weight, where it lies between two that it could be rounded to
WITHIN = 0.499999  # of the last decimal of a result: no tie, which anyone may round either way
CHOSEN = 7  # significant digits up to which a choice is shown in full
MOST = 15  # significant digits that a float64 keeps of any decimal number
NORMAL = 1e-300, 1e300  # where a float64 has near neighbours
BARE = 1e-321  # a float64 as small as this has no digits with which anything adds up
REMEMBERED = 1024  # quantities as they are shown: the search tries the same digits again and again
MORE = 9  # decimals that may be added until a line adds up

Decimals = dict[Quantity, int]


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the arithmetic: `result` is `term`."""

    result: Quantity
    term: Term

    @cached_property
    def influences(self) -> dict[Quantity, float]:
        """What the result makes of a change of each thing that goes into it."""
        return {quantity: abs(self.term.change(quantity)) for quantity in self.term.quantities()}

    def quantities(self) -> tuple[Quantity, ...]:
        """What goes into it, each once."""
        return tuple(self.influences)

    def adds_up(self, decimals: Decimals) -> bool:
        """Whether the numbers as they are shown give the result as it is shown."""

        def shown(quantity: Quantity) -> float:
            return _seen(quantity, decimals.get(quantity, 0))

        return abs(self.term.value(shown) - shown(self.result)) <= WITHIN * unit(decimals[self.result])


@dataclass(frozen=True)
class Line:
    """One line of arithmetic: `name` ← `formula`, and below it `numbers` `link` `result`.

    Attributes
    ----------
    name : str
        What comes out: w, or something between.
    formula, numbers : str
        The right side in symbols and in numbers.
    result : str
        What comes out, to `decimals`.
    value : float
        The same with all its digits.
    decimals : int
    link : str
        `` = ``, or `` ≈ `` where 0 is not exact.
    """

    name: str
    formula: str
    numbers: str
    result: str
    value: float
    decimals: int
    link: str = " = "


def made(symbol: str, term: Term, *, is_force: bool = False) -> Step:
    """The step that gives a quantity between, named `symbol`."""
    return Step(Quantity(symbol, term.value(), is_force=is_force), term)


def lines(steps: Sequence[Step], size: float) -> tuple[Line, ...]:
    """The steps with their digits; `size` is the larger of the weight before and after, or what it is measured by."""
    final = places_for(size, FEWEST)
    decimals = _settled(steps, final) if size > BARE else _tried(steps, final + FINAL_MORE, UNSEEN[-1])[0]
    return tuple(_line(step, decimals) for step in steps)


def places_for(value: float, digits: int) -> int:
    """The decimals at which `value` has so many significant digits."""
    return digits - 1 - math.floor(math.log10(abs(value))) if value else digits - 1


def unit(places: int) -> float:
    """1 in the last of so many decimals."""
    return float(f"1e{-places}")


def away(value: float) -> float:
    """The neighbour of a number that is farther from 0: what lies in the middle is then rounded as one learns it.

    0.15625 to four digits is 0.1563. At the ends of float64, where neighbours are far apart, the number itself.
    """
    return math.nextafter(value, math.copysign(math.inf, value)) if NORMAL[0] < abs(value) < NORMAL[1] else value


def written(value: float, places: int) -> str:
    """`value` to so many decimals, without zeros at the end, with a real minus sign."""
    rounded = round(away(value), places) + 0.0
    digits = MOST
    if 0.0 < abs(rounded) < 1.0:  # the smallest numbers of all have fewer digits than that
        digits = max(1, min(MOST, places + math.floor(math.log10(abs(rounded))) + 1))
    mantissa, _, exponent = f"{rounded:.{digits}g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def read(text: str) -> float:
    """The number that was written."""
    return float(text.replace("−", "-"))


@lru_cache(REMEMBERED)
def words(quantity: Quantity, decimals: int) -> str:
    """A quantity as it is shown with so many decimals."""
    full = _in_full(quantity.number) if quantity.is_chosen else None
    return written(quantity.number, decimals) if full is None else full


@lru_cache(REMEMBERED)
def _seen(quantity: Quantity, decimals: int) -> float:
    """The number that is read there."""
    return read(words(quantity, decimals))


def short(value: float | Quantity) -> str:
    """A number in a sentence, to four significant digits, or as many as it has at least."""
    if isinstance(value, Quantity):
        return written(value.number, max(value.fewest, places_for(value.number, FEWEST)))
    return written(value, places_for(value, FEWEST))


@lru_cache(maxsize=256)
def _in_full(number: float) -> str | None:
    """What the user chose, if it can be shown with all its digits."""
    text = written(number, places_for(number, CHOSEN))
    return text if math.isclose(read(text), number, rel_tol=1e-12) else None


def _settled(steps: Sequence[Step], final: int) -> Decimals:
    """The decimals of every quantity."""
    for unseen in UNSEEN:
        for places in range(final, final + FINAL_MORE + 1):
            decimals, is_done = _tried(steps, places, unseen)
            if is_done:
                return decimals
    return decimals


def _tried(steps: Sequence[Step], final: int, unseen: float) -> tuple[Decimals, bool]:
    """Decimals with which all steps add up, or the last ones tried; and whether they do."""
    spare, decimals = dict.fromkeys(steps, 0), Decimals()
    for _ in range(MORE):
        before, decimals = decimals, _proposed(spare, final, unseen)
        failing = [step for step in steps if not step.adds_up(decimals)]
        if not failing:
            return decimals, True
        if decimals == before:
            break
        for step in failing:  # it added up until another line asked for more digits of one of its numbers
            spare[step] += 1
    return decimals, False


def _proposed(spare: dict[Step, int], final: int, unseen: float) -> Decimals:
    """Decimals with which each step adds up by itself, from the last to the first, with so many to spare."""
    steps = list(spare)
    decimals = {steps[-1].result: final}
    for step in reversed(steps):
        so_far = decimals | {step.result: decimals.get(step.result, places_for(step.result.number, LEAST))}
        for more in range(spare[step], spare[step] + MORE):
            decimals = _with_needs(step, so_far, more, unseen)
            if step.adds_up(decimals):
                break
    return decimals


def _with_needs(step: Step, decimals: Decimals, spare: int, unseen: float) -> Decimals:
    """`decimals`, and what the numbers of the step need for its result."""
    target, more = decimals[step.result], dict(decimals)
    for quantity, influence in step.influences.items():
        needs = places_for(quantity.number, LEAST)
        if influence and math.isfinite(influence):
            enough = target + spare + math.ceil(math.log10(influence))
            is_seen = influence * abs(quantity.number) > unseen * unit(target)
            needs = max(needs, enough) if is_seen or not quantity.is_force else enough
        needs, most = max(needs, quantity.fewest), places_for(quantity.number, MOST)
        more[quantity] = max(decimals.get(quantity, needs), min(needs, most))
    return more


def _line(step: Step, decimals: Decimals) -> Line:
    def number(quantity: Quantity) -> str:
        return words(quantity, decimals.get(quantity, 0))  # exponents have none: they are chosen, and shown in full

    result, value = number(step.result), step.result.number
    formula, numbers, link = step.term.symbols(), step.term.text(number, "·"), " = "
    if (result == "0" and value) or not step.adds_up(decimals):
        link = " ≈ "  # only an exact 0 equals 0; and half of the smallest float64 is that number again
    return Line(step.result.symbol, formula, numbers, result, value, decimals[step.result], link)
