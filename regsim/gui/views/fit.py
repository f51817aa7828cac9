"""The fit: what the model with its present weights says of the data.

λ does not enter a prediction, only the weights do. Where all of them are 0, every input gets the same prediction, the
base rate or the mean: the trivial model, which is drawn as a dashed line.
"""

from collections.abc import Callable

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.history import Frame
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.plot import Plot
from regsim.gui.views.bare import cover, draw_corner, draw_reason, show_numbers
from regsim.gui.views.base import Range, View
from regsim.gui.views.fit_curve import Curve, Probabilities
from regsim.gui.views.fit_many import Actual, Calibration, OwnClass
from regsim.gui.views.fit_picture import Fitted, Observed, Picture
from regsim.gui.views.fit_plane import Plane
from regsim.gui.words import number

NO_DATA = "This model has no data, so there is no fit to show. Choose a source of data and a model of them."


class FitView(View):
    """Data and prediction of each run at the current step, in the picture that suits the data."""

    kind = "fit"
    _picture: Picture | None = None

    def prepare(self) -> None:
        self._scores: dict[int, tuple[int, tuple[float, ...]]] = {}
        self._choose()
        left, bottom = self._picture.has_numbers if self._picture else (False, False)
        for plot in self.plots:
            show_numbers(plot, left=left, bottom=bottom)

    def title(self) -> str:
        return self._picture.title if self._picture else "Fit"

    def x_name(self) -> str:
        return self._picture.x_name if self._picture else ""

    def limits(self) -> tuple[Range, Range]:
        if self._picture is None:
            return (0.0, 1.0), (0.0, 1.0)
        return self._picture.limits([t.weights[row] for t in self.trajectories for row in (0, -1)])

    def label_margin(self) -> int:
        return self._picture.margin(self.theme) if self._picture else 0

    def build(self, plot: Plot, run: int) -> None:
        def still(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_still(canvas)
            else:
                cover(canvas)
                draw_reason(canvas, NO_DATA)

        def margin(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_margin(canvas, plot.margin)

        plot.add_layer(lambda canvas: self._draw(canvas, run, Picture.draw_behind))
        plot.add_layer(still, still=True)
        plot.add_layer(lambda canvas: self._draw(canvas, run, Picture.draw_before))
        plot.add_layer(lambda canvas: self._draw_words(canvas, run))
        plot.add_layer(margin, margin=True, still=True)

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        if self._picture is None:
            return f"Fit at step {frame.step}: no data to fit."
        return f"Fit at step {frame.step}: {', '.join(self._words(run))}."
