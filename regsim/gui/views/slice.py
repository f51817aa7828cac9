"""The loss along one weight: D, λR and J with the other weights held where they are, and the dot that rolls down J."""

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.objective import Slice
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label
from regsim.gui.views.along import AlongOneWeight
from regsim.gui.views.ranges import Range
from regsim.gui.words import number


class SliceView(AlongOneWeight):
    """D, λR and J along the chosen weight, with the dot, the tangent and all earlier points."""

    kind = "slice"

    def title(self) -> str:
        return f"Loss along {self.chosen_name}"

    def limits(self) -> tuple[Range, Range]:
        low, high = self.range_of("J", [t.objective for t in self.trajectories])
        low = min(low, 0.0)
        reach = (high - low) or 1.0
        return self.weight_range(), (low - 0.08 * reach, high + 0.12 * reach)

    def heights(self, run: int) -> FloatArray:
        return self.trajectories[run].objective

    def height(self, run: int, value: float) -> float:
        frame = self.frame(run)
        if value == frame.weights[self.chosen]:
            return frame.objective
        along = self.trajectories[run].function(frame.step).along(frame.weights, self.chosen, np.array([value]))
        return float(along.objective[0])

    def curve(self, along: Slice) -> FloatArray:
        return along.objective

    def parts(self, along: Slice) -> tuple[FloatArray, FloatArray]:
        return along.data_loss, along.penalty

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        return (
            f"Loss along {self.chosen_name} at step {frame.step}: {self.chosen_name} = "
            f"{number(frame.weights[self.chosen])}, D = {number(frame.data_loss)}, "
            f"{self.strength}R = {number(frame.penalty)}, J = {number(frame.objective)}."
        )

    def draw(self, canvas: Canvas, run: int) -> None:
        trajectory, color, theme = self.trajectories[run], self.color(run), self.theme
        frame, along = self.frame(run), self.slice_for(canvas, run)
        canvas.vertical(0.0, theme.line)
        canvas.horizontal(0.0, theme.line)
        total = (along.grid, along.objective, color, 2.2, ())
        if self.is_two_forces(run):
            penalty = self.penalty_for(canvas, run)
            data = (along.grid, along.data_loss, theme.data, 1.5, ())
            self.draw_curves(canvas, along, [data, (penalty.grid, penalty.penalty, color, 1.5, DASHES[1]), total])
        else:
            self.draw_curves(canvas, along, [total])
        rows = self.earlier(run)
        canvas.dots(trajectory.weights[rows, self.chosen], trajectory.objective[rows], color, 6.5, alpha=0.85)
        if not self.tell_beyond(canvas, run, "J", frame.objective):
            self._draw_tangent(canvas, run)
        self.draw_motion(canvas, run, self.frame(run, self.step).objective)
        canvas.dots(frame.weights[self.chosen], frame.objective, color, 11.0)

    def labels(self, run: int, along: Slice) -> list[Label]:
        text = self.text_color(run)
        return [
            Label("J", along.objective[-1], text, bold=True),
            Label(f"{self.strength}R", along.penalty[-1], text),
            Label("D", along.data_loss[-1], self.theme.muted),
        ]

    def _draw_tangent(self, canvas: Canvas, run: int) -> None:
        """The line whose slope is ∂J, a quarter of the plot wide."""
        frame, slope = self.frame(run), self.slope(run)
        if frame.weights[self.chosen] == 0.0 and self.kink(run):
            return  # J has no tangent at its kink
        w, height = float(frame.weights[self.chosen]), frame.objective
        reach = 0.13 * (canvas.x_range[1] - canvas.x_range[0])
        canvas.line(
            (w - reach, height - reach * slope), (w + reach, height + reach * slope), self.theme.text, 1.4, DASHES[1]
        )
