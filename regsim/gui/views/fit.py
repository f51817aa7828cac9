"""The fit: what the model with its present weights says of the data.

λ does not enter a prediction, only the weights do. Where all of them are 0, every input gets the same prediction, the
base rate or the mean: the trivial model, which is drawn as a dashed line.
"""

from math import ceil

from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.engine.history import Frame
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.plot import Plot
from regsim.gui.views.bare import draw_reason
from regsim.gui.views.base import View
from regsim.gui.views.fit_curve import Curve, Probabilities
from regsim.gui.views.fit_many import Actual, Calibration, OwnClass
from regsim.gui.views.fit_picture import EVERYWHERE, Fitted, Observed, Picture
from regsim.gui.views.fit_plane import Plane
from regsim.gui.views.fit_words import MANY, MUCH, OUTSIDE, beside, draw_words, n_hidden, placed, words_of
from regsim.gui.views.ranges import Range

SMALL, WIDEST = 200.0, "● 100.0 %"  # pixels of a plot and its words, below which the margin has room for the score
MARGIN_GAP = 5  # pixels between the plot and words in its margin
Pixels = tuple[FloatArray, FloatArray]  # from the left, and from the top
NO_DATA = "This model has no data, so there is no fit to show. Choose a source of data and a model of them."


class FitView(View):
    """Data and prediction of each run at the current step, in the picture that suits the data."""

    kind = "fit"
    _picture: Picture | None = None

    def prepare(self) -> None:
        self._told: dict[int, tuple[Frame, tuple[list[str], ...]]] = {}
        self._ends: dict[int, tuple[object, tuple[Pixels, bool]]] = {}
        self._choose()
        left, bottom = self._picture.has_axes if self._picture else (False, False)
        for plot in self.plots:
            plot.show_axes(left=left, bottom=bottom)
            plot.left.set_bounds(self._picture.y_bounds if self._picture else EVERYWHERE)

    def title(self) -> str:
        return self._picture.title if self._picture else "Fit"

    def x_name(self) -> str:
        return self._picture.x_name if self._picture else ""

    def limits(self) -> tuple[Range, Range]:
        if self._picture is None:
            return (0.0, 1.0), (0.0, 1.0)
        return self._picture.limits([t.weights[row] for t in self.trajectories for row in (0, -1)])

    def label_margin(self) -> int:
        if self._picture is None:
            return 0
        is_small = self.plots[0].place.height() < SMALL  # words will not find room within it
        for_words = MARGIN_GAP + ceil(text_width(WIDEST)) + 4 if is_small else 0
        return max(self._picture.margin(self.theme), for_words)

    def build(self, plot: Plot, run: int) -> None:
        def still(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_still(canvas)
            else:
                draw_reason(canvas, NO_DATA)

        def margin(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_margin(canvas, plot.margin)
                self._write(self._picture, canvas, run)

        def behind(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_behind(canvas, self._fitted(run, is_exporting=plot.is_exporting))

        def before(canvas: Canvas) -> None:
            if self._picture:
                self._picture.draw_before(canvas, self._fitted(run))

        plot.add_layer(behind)
        plot.add_layer(still, still=True, drawn_of=lambda: self._picture)
        plot.add_layer(before)
        plot.add_layer(margin, margin=True)

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        if self._picture is None:
            return f"Fit at step {frame.step}: no data to fit."
        return f"Fit at step {frame.step}: {'; '.join(self._words(run)[0])}."

    def _write(self, picture: Picture, canvas: Canvas, run: int) -> None:
        """How good the fit is, in the plot or beside it; nothing where that would hide what must be seen."""
        *words, brief = self._words(run)
        area, (drawn, _) = picture.words_area(canvas), self._drawn(picture, canvas, run)
        told, marks = (placed(area, texts, *drawn) for texts in (words, [brief]))
        is_worth_it = n_hidden(told[1], *drawn) > n_hidden(marks[1], *drawn) + MUCH
        within = [marks] if is_worth_it else [told, marks]
        free = beside(self._margin(canvas, run), brief, picture.name_rows(canvas))
        outside = [] if free is None else [(brief, free)]
        fitted = self._fitted(run)
        runs = range(len(self.trajectories))  # as they are in one row, so are their words
        is_crowded = any(self._drawn(picture, self.plots[each].canvas(None), each)[1] for each in runs)
        for lines, place in [*outside, *within] if is_crowded else [*within, *outside]:
            if not picture.is_in_the_way(canvas, fitted, place):
                draw_words(canvas, lines, place)
                return

    def _margin(self, canvas: Canvas, run: int) -> QRectF:
        """Where in the margin words may stand."""
        rect, margin = canvas.rect, self.plots[run].margin
        return QRectF(rect.right() + MARGIN_GAP, rect.top(), margin - MARGIN_GAP, rect.height())

    def _choose(self) -> None:
        """The picture for the data and the model, kept while they stay the same."""
        dataset, loss = self.problem.dataset if self.problem else None, self.trajectories[0].loss
        if self.problem is None or dataset is None or self.problem.loss.weight_names != loss.weight_names:
            self._picture = None  # the last is so where the trajectories are of another problem
            return
        known = self._picture.observed if self._picture else None
        if known is None or known.dataset is not dataset or known.loss is not loss:
            n_penalized = self.trajectories[0].function(0).n_penalized
            self._picture = picture_of(Observed(dataset, loss, n_penalized))

    def _fitted(self, run: int, *, is_exporting: bool = False) -> Fitted:
        return Fitted(self.trajectories[run].loss, self.frame(run).weights, self.color(run), is_exporting)

    def _drawn(self, picture: Picture, canvas: Canvas, run: int) -> tuple[Pixels, bool]:
        """The pixels that words keep clear of, and whether the shortest cannot.

        Both are those of the run's last step, lest the words move with the steps.
        """
        key = canvas.x_range, canvas.y_range, canvas.rect
        if run not in self._ends or self._ends[run][0] != key:
            trajectory = self.trajectories[run]
            last = Fitted(trajectory.loss, trajectory.weights[-1], self.color(run))
            pixels = picture.pixels(canvas, last)
            brief = words_of(picture.observed, trajectory, last.weights, is_trivial=False)[-1]
            place = placed(picture.words_area(canvas), [brief], *pixels)[1]
            self._ends[run] = key, (pixels, n_hidden(place, *pixels) > 0)
        return self._ends[run][1]

    def _words(self, run: int) -> tuple[list[str], ...]:
        """How good the fit is, on the samples to train on and on those set aside; the same in short, and in brief.

        On the way to the next step it is that of the step where there are too many samples for every frame.
        """
        is_slow = self._picture is not None and self._picture.observed.n_samples > MANY
        frame, trajectory = self.frame(run, self.step if is_slow else None), self.trajectories[run]
        if self._picture and (run not in self._told or self._told[run][0] is not frame):
            is_trivial = not frame.weights[: trajectory.function(0).n_penalized].any()
            texts = words_of(self._picture.observed, trajectory, frame.weights, is_trivial=is_trivial)
            if self._picture.is_outside(Fitted(trajectory.loss, frame.weights, ""), self.plots[run].home[1]):
                texts = tuple([*lines, outside] for lines, outside in zip(texts, OUTSIDE, strict=True))
            self._told[run] = frame, texts
        return self._told[run][1]


def picture_of(observed: Observed) -> Picture:
    """The picture that suits the data."""
    n_inputs, n_classes = len(observed.input_names), len(observed.labels)
    if n_inputs == 1:
        return Probabilities(observed) if n_classes else Curve(observed)
    if n_inputs == 2 and n_classes:
        return Plane(observed)
    if not n_classes:
        return Actual(observed)
    return Calibration(observed) if n_classes == 2 else OwnClass(observed)
