"""A log axis for λ: logarithms on the plot, numbers on the ticks."""

import math

from PySide6.QtCore import QObject

from regsim.gui.plotting.axis import TICK_PX
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.plot import Plot
from regsim.gui.words import number

TICK_GAP = 12  # pixels between the texts of ticks
FARTHEST = 300.0  # decades: about what float64 has


class StrengthTicks(QObject):
    """Keeps the ticks below a plot at round numbers of 10ˣ.

    Parameters
    ----------
    plot : Plot
        Its x is log₁₀ λ.
    """

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        plot.bottom.whole = True  # grid lines at powers of ten
        plot.ranges_changed.connect(self.update)
        plot.resized.connect(self.update)

    def update(self) -> None:
        """Choose the ticks anew: the range or the room has changed."""
        low, high = self._plot.bottom.range
        ticks = round_numbers(low, high, self._plot.inside().width())
        self._plot.bottom.set_ticks([(math.log10(tick), number(tick)) for tick in ticks])


def round_numbers(low: float, high: float, width: float) -> list[float]:
    """Round numbers from 10^low to 10^high, as many as have room for their texts in `width` pixels."""
    decades = range(math.floor(max(low, -FARTHEST)), math.floor(min(high, FARTHEST)) + 1)
    widest = max((text_width(number(float(f"1e{k}")), TICK_PX) for k in decades[1:]), default=0.0) + TICK_GAP
    pixels = max(width, 1.0) / max(high - low, 1e-9)  # of a decade
    factors = (1.0, 2.0, 5.0) if widest <= math.log10(2.0) * pixels else (1.0,)
    every = max(1, math.ceil(widest / pixels))
    ticks = [float(f"{factor}e{k}") for k in decades if k % every == 0 for factor in factors]
    return [tick for tick in ticks if low <= math.log10(tick) <= high]
