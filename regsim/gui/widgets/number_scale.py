"""How a slider of 1,000 steps maps to numbers, evenly or over decades, and how far one press of an arrow key goes.

On a logarithmic scale equal steps multiply: position p stands for low·(high/low)^(p/1000). Zero has no logarithm; where
the bounds allow it, it takes the leftmost position.
"""

import math
import sys
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Context

POSITIONS = 1000
_LARGEST_EXACT = 1e15  # whole numbers beyond it step by one: float64 soon does not hold them all
_SMALLEST_SIZE = 1e-300  # numbers below it step as 0 does


@dataclass(frozen=True)
class NumberScale:
    """The values a number may have, and the ends of the slider that reaches the usual ones.

    Attributes
    ----------
    ge, gt, le : float or None
        Bounds of the value.
    ends : (float, float) or None
        Values at the ends of the slider; None where there is no slider.
    is_log : bool
        Whether equal steps multiply.
    is_whole : bool
        Whether only whole numbers are values.
    """

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    ends: tuple[float, float] | None = None
    is_log: bool = False
    is_whole: bool = False

    def accepts(self, value: float) -> bool:
        """Whether `value` is finite and within the bounds; whole numbers may be larger than float64 holds."""
        return (
            ((self.is_whole and isinstance(value, int)) or abs(value) <= sys.float_info.max)
            and (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
            and (not self.is_whole or value % 1 == 0)
        )

    def position(self, value: float) -> int:
        """The slider's position for `value`, at an end where it lies beyond."""
        low, high = self._ends
        if self.is_log and value <= 0.0:
            return 0
        value = min(max(value, low), high)  # first: far beyond, the ratio to an end is not finite
        share = math.log(value / low) / math.log(high / low) if self.is_log else (value - low) / (high - low)
        first = 1 if self.is_log and self._has_zero else 0
        return min(max(round(POSITIONS * share), first), POSITIONS)

    def value(self, position: int) -> float:
        """The value at a position, with no more digits than the slider tells apart."""
        low, high = self._ends
        if position <= 0:
            return self._whole(0.0 if self.is_log and self._has_zero else low)
        if position >= POSITIONS:
            return self._whole(high)
        share = position / POSITIONS
        if self.is_log:
            ratio = high / low
            return self._whole(_significant(low * ratio**share, _digits(ratio ** (1 / POSITIONS) - 1.0)))
        decimals = max(0, _digits((high - low) / POSITIONS))
        return self._whole(round(low + share * (high - low), decimals))

    def stepped(self, value: float, steps: int) -> float:
        """The value that many steps further: 10 % each on a logarithmic scale, else a hundredth of the slider."""
        for _ in range(abs(steps)):
            moved = self._step(value, 1 if steps > 0 else -1)
            if not self.accepts(moved):
                break
            value = moved
        return value

    def _step(self, value: float, sign: int) -> float:
        if self.is_whole and (abs(value) > _LARGEST_EXACT or not (self.is_log or self.ends)):
            return int(value) + sign
        if not self.is_log:
            size = (self.ends[1] - self.ends[0]) / 100.0 if self.ends else abs(value) / 10.0
            unit = _unit(size if size > _SMALLEST_SIZE else 1.0)
            if self.is_whole:
                unit = max(1, round(unit))
            return self._whole(round(value + sign * unit, max(0, 1 - math.floor(math.log10(unit)))))
        low = self.ends[0] if self.ends else 1e-3
        if value <= 0.0:
            return self._whole(low) if sign > 0 else -1.0
        if sign < 0 and value <= low and self._has_zero:
            return self._whole(0.0)
        moved = _significant(value * 1.1**sign, 2)
        if self.is_whole and round(moved) == value:
            moved = value + sign
        return self._whole(moved)

    @property
    def _ends(self) -> tuple[float, float]:
        if self.ends is None:
            raise TypeError("a scale without ends has no positions")
        return self.ends

    @property
    def _has_zero(self) -> bool:
        return self.accepts(0.0)

    def _whole(self, value: float) -> float:
        return round(value) if self.is_whole else value + 0.0


def rounded_down(value: float, digits: int) -> float:
    """`value` ≥ 0 to so many significant digits and not above it, but for the last bits of what was computed."""
    return _rounded(value * (1.0 + 1e-12), digits, ROUND_DOWN)


def rounded_up(value: float, digits: int) -> float:
    """`value` ≥ 0 to so many significant digits and not below it, but for the last bits of what was computed."""
    return _rounded(value * (1.0 - 1e-12), digits, ROUND_UP)


def _rounded(value: float, digits: int, rounding: str) -> float:
    return float(Context(prec=digits, rounding=rounding).create_decimal_from_float(value))


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _digits(resolution: float) -> int:
    """How many digits after the first show a difference of a quarter of `resolution`."""
    return 1 + math.ceil(-math.log10(resolution))


def _unit(size: float) -> float:
    """The power of ten nearest below `size`, times 1, 2 or 5."""
    power: float = 10.0 ** math.floor(math.log10(size) + 1e-9)
    return next(power * m for m in (5, 2, 1) if power * m <= size * (1 + 1e-9))
