"""What an axis shows: ranges that hold the values, and that can be drawn."""

import math
from collections.abc import Sequence

import numpy as np

from regsim.arrays import FloatArray

Range = tuple[float, float]
RUNS_AWAY = 8.0  # times the median
TELLING = 2000  # values of a series that tell its median
LARGEST, SMALLEST = 1e300, 1e-290  # of an axis
TRACE = 0.02  # of a range that something is dragged beyond: less than its margin
SPARE = 0.5  # of it: drawn more than is needed
WIDEST, WIDEST_PLANE = 3.0, 2.0  # times what is needed; of a plane, which is seen in both directions
FINEST = 1e-11  # of its numbers: a narrower range has no room for ticks that float64 tells apart


def shared_range(series: Sequence[FloatArray]) -> Range:
    """The lowest and highest value of all series; one that runs away does not flatten the others.

    A series whose end is 8 times its median magnitude is running away, as none that settles is: it counts only up to
    twice the reach of the others, or of its own first steps where there are no others.
    """
    ends = [(float(values.min()), float(values.max())) for values in series]
    runs_away = [abs(values[-1]) > RUNS_AWAY * _usual(values) > 0.0 for values in series]
    calm = [max(-low, high) for (low, high), away in zip(ends, runs_away, strict=True) if not away]
    cap = 2.0 * (max(calm, default=0.0) or max(float(np.abs(values[:4]).max()) for values in series))
    capped = [
        (min(max(low, -cap), cap), min(max(high, -cap), cap)) if away else (low, high)
        for (low, high), away in zip(ends, runs_away, strict=True)
    ]
    return min(low for low, _ in capped), max(high for _, high in capped)


def _usual(values: FloatArray) -> float:
    """The median magnitude, to all intents: of no more values than tell it."""
    some = np.abs(values[:: -(-len(values) // TELLING)])
    return float(np.partition(some, len(some) // 2)[len(some) // 2])


def drawable(low: float, high: float) -> Range:
    """The range, kept within what an axis can show: neither beyond 1e300 nor narrower than 1e-290."""
    low, high = max(low, -LARGEST), min(high, LARGEST)
    return (low, high) if high - low > SMALLEST else (low - SMALLEST, high + SMALLEST)


def padded(low: float, high: float, part: float = 0.05) -> Range:
    """The range a little wider; one of no width gets one."""
    if high <= low:
        reach = abs(high) or 1.0
        return low - 0.5 * reach, high + 0.5 * reach
    return low - part * (high - low), high + part * (high - low)


def steady(before: Range, wanted: Range, trace: float = TRACE, widest: float = WIDEST) -> Range:
    """The range of an axis that is to stay as it was `before` as long as what is wanted is in it, and not lost in it.

    A range has a margin, so that a trace more than what it shows does not matter. Where it has to move it gets room to
    spare, lest it moves again at once: at both ends as they lack it, so that what grows from 0 leaves 0 where it is.
    """
    (low, high), (left, right) = before, wanted
    width, below, above = right - left, max(low - left, 0.0), max(right - high, 0.0)
    held = before
    if max(below, above) > trace * width:
        part = below / (below + above)
        held = min(low, left) - part * SPARE * width, max(high, right) + (1.0 - part) * SPARE * width
    return held if held[1] - held[0] <= widest * width else wanted


def steady_plane(before: tuple[Range, Range], wanted: tuple[Range, Range]) -> tuple[Range, Range]:
    """The same of two axes with units of one length: both stay, or neither does."""
    x, y = (steady(*both, widest=WIDEST_PLANE) for both in zip(before, wanted, strict=True))
    if (x, y) in (before, wanted):
        return x, y
    return padded(*wanted[0], SPARE / 2), padded(*wanted[1], SPARE / 2)


def is_readable(low: float, high: float) -> bool:
    """Whether an axis that a zoom or a move has brought here can still be drawn, and its ticks told apart."""
    largest = max(abs(low), abs(high))
    return largest <= LARGEST and high - low > max(SMALLEST, FINEST * largest)


def rounded_to_pixel(value: float, pixel: float) -> float:
    """`value` to no more decimals than a pixel, which is so wide, tells apart."""
    return round(value, -math.floor(math.log10(pixel))) + 0.0
