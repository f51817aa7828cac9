"""The loss over the steps: the data loss D, the penalty λR, and the objective J = D + λR that goes down.

Where samples are set aside, D on them too: it tells whether what is learned holds for others. On a log axis, how far J
still is above the smallest there is.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF

from regsim.arrays import FloatArray
from regsim.gui.plotting.canvas import DASHES, Canvas
from regsim.gui.plotting.labels import Label, margin_for
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.places import GAP as GAP_PX
from regsim.gui.theme import Theme
from regsim.gui.views.bare import draw_reason
from regsim.gui.views.choice import Option
from regsim.gui.views.growing import Growth
from regsim.gui.views.grown import Series
from regsim.gui.views.jumps import Jump, Jumps, Piece
from regsim.gui.views.log_scale import LogScale, log_scale
from regsim.gui.views.loss_gap import LossGap, loss_gap, why_no_gap
from regsim.gui.views.over_steps import value_text
from regsim.gui.views.ranges import Range, shared_range
from regsim.gui.views.two_scales import TwoScales
from regsim.gui.views.validation import ValidationCurve
from regsim.gui.words import number

VALIDATION = "D val."
GAP = "J − J*"
BEFORE = "under the λ before"
_DATA = ("D", VALIDATION)  # what no penalty is in
OTHER_SMALLEST = ("another λ, another J*", "another J*")


class ObjectiveView(TwoScales):
    """D, λR and J at every step, or J − J* on a log axis; the past solid and the future faint.

    While the next weight is to be guessed there is no future: a loss that is all penalty is the weight itself.
    """

    kind = "objective"
    shows_optima = True
    _validation: tuple[ValidationCurve | None, ...] = ()
    _phases: tuple[object, ...] = ()  # of which runs these are
    _gaps: tuple[LossGap | None, ...] = ()  # while they are drawn
    _jumps: Sequence[Jumps] = ()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._growth: Growth[ValidationCurve] = Growth(self, self.plots, lambda _run: self.redraw())

    def title(self) -> str:
        return "Loss above its minimum, log axis" if self.is_log else "Loss"

    def axes(self) -> tuple[Option, Option]:
        plain = Option("plain", "J", "The loss on an ordinary axis")
        return plain, Option("log", GAP, "How far J is above its minimum J*, on a log axis")

    def log_scale(self) -> LogScale | None:
        gaps = [gap.values for gap in self._gaps if gap is not None]
        return log_scale(gaps) if gaps else None

    def prepare(self) -> None:
        phases = tuple(t.phases for t in self.trajectories)
        if phases != self._phases:  # other runs, not the same with more steps
            losses = [t.validation for t in self.trajectories]
            self._validation = tuple(None if loss is None else ValidationCurve(loss, self.n_steps) for loss in losses)
            self._jumps = [Jumps() for _ in self.trajectories]
            self._phases = phases
        self._gaps = tuple(self._gap(run) for run in range(len(self.trajectories)))
        super().prepare()
        for plot, gap in zip(self.plots, self._gaps, strict=False):
            plot.show_axes(left=True, bottom=True, grid=gap is not None or not self.is_log)
        for curve, trajectory in zip(self._validation, self.trajectories, strict=True):
            if curve is not None:
                curve.follow(trajectory)
        self._growth.clear()
        for run, curve in enumerate(self._validation):
            if curve is not None and not curve.is_done:
                self._growth.let(run, curve)
        self._curves = [self._drawn(run) for run in range(len(self.trajectories))]
        self._pieces = [self._in_pieces(run) for run in range(len(self.trajectories))]

    def set_exporting(self, *, is_exporting: bool) -> None:
        super().set_exporting(is_exporting=is_exporting)
        if is_exporting and self._growth.is_growing:
            for curve in self._validation:
                if curve is not None:
                    curve.finish()
            self.redraw()

    def extent(self) -> Range:
        if self.scale is not None:
            return self.scale.extent
        drawn = [curve.values for curve in self._validation if curve is not None]
        low, high = shared_range(
            [*(self._telling(run, "J", t.objective) for run, t in enumerate(self.trajectories)), *drawn]
        )
        return min(low, 0.0), high

    def label_margin(self) -> int:
        return margin_for([f"J = {self.strength}R", *[VALIDATION] * any(self._validation)])

    def labels(self, run: int) -> Sequence[Label]:
        now = self._values(run, self.step) if self.hides else {}
        return [
            Label(
                name,
                float(self.level(now.get(name, values[-1]))),
                self.theme.muted if name in _DATA else self.text_color(run),
                bold=name.startswith("J"),
            )
            for name, (steps, values) in self._curves[run].items()
            if name != GAP or steps[-1] == self.trajectories[run].last  # it ends where λ changes
        ]

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        if self.is_log:
            return f"Loss at step {frame.step}: {self._gap_told(run)}"
        values = {"D": frame.data_loss, f"{self.strength}R": frame.penalty, "J": frame.objective}
        texts = [f"{name} = {number(value)}" for name, value in values.items()]
        if (validation := self._validation[run]) is not None:
            texts.append(f"D of the samples set aside = {number(validation.at(frame))}")
        return f"Loss at step {frame.step}: {', '.join(texts)}."

    def series(self, run: int) -> Sequence[Series]:
        return [(steps, self.level(values)) for steps, values in (piece.series for piece in self._told_pieces(run))]

    def present(self, run: int) -> Sequence[float | None]:
        values, step = self._values(run, self.step), self.frame(run).step
        found: list[float | None] = []
        for piece in self._told_pieces(run):
            end = piece.series[0][-1]
            value = values.get(piece.name) if piece.is_last or end > step else None
            if not piece.is_last and end == step:
                value = float(piece.series[1][-1])
            found.append(None if value is None else float(self.level(value)))
        return found

    def _told_pieces(self, run: int) -> list[Piece]:
        """The pieces of a run's curves; those that begin later not while that is not to be known."""
        step = self.frame(run).step
        return [piece for piece in self._pieces[run] if not (self.hides and piece.series[0][0] > step)]

    def draw_ground(self, canvas: Canvas, run: int) -> None:
        gap = self._gaps[run]
        if self.is_log and gap is None:
            return
        super().draw_ground(canvas, run)
        if gap is not None and self._shows_floor(gap):
            canvas.horizontal(float(self.level(gap.floor)), self.theme.muted, 1.0, DASHES[1])

    def draw_curves(self, canvas: Canvas, run: int, *, is_past: bool) -> None:
        series = self.shown_series(run)
        for line, piece, (steps, levels) in zip(self.lines(canvas, run), self._told_pieces(run), series, strict=True):
            name = piece.name
            color = self.theme.data if name in _DATA else self.color(run)
            is_total = name.startswith("J")
            dash = DASHES[4] if name == VALIDATION else DASHES[1] if name.endswith("R") and not is_total else ()
            if is_past:
                canvas.stroke(line, color, 2.4 if is_total else 1.6, dash)
                if self.is_sparse(canvas) and is_total:
                    canvas.dots(steps, levels, color, 6.0)
                    if not piece.is_last and steps[-1] == piece.series[0][-1]:  # from here on under another λ
                        canvas.dots(steps[-1:], levels[-1:], color, 6.0, hollow=True)
            else:
                canvas.stroke(line, color, 1.0, DASHES[2], 0.9)

    def draw_notes(self, canvas: Canvas, run: int) -> None:
        gap = self._gaps[run]
        if self.is_log and gap is None:
            self._words[run].append(draw_reason(canvas, why_no_gap(self.trajectories[run])))
            return
        super().draw_notes(canvas, run)
        if gap is None:
            return
        avoid = [*self.samples(run), *self.marked(canvas, run)]
        if gap.until <= self.n_steps and self.is_told(gap.until):
            y, since = float(self.level(gap.values[-1])), float(canvas.x(gap.until)) - canvas.rect.left()
            is_room = canvas.rect.width() - since > text_width(OTHER_SMALLEST[-1]) + 2 * GAP_PX
            within = canvas.rect.adjusted(since * is_room, 0.0, 0.0, 0.0)
            self.write(canvas, run, (gap.until, y), OTHER_SMALLEST, self.theme.muted, avoid, within)
        if self._shows_floor(gap):
            self.write(canvas, run, (0.0, float(self.level(gap.floor))), ["rounding"], self.theme.muted, avoid)

    def draw_dots(self, canvas: Canvas, run: int) -> None:
        names = list(self._values(run, self.step))
        step, levels = self.between(run, lambda frame: self.level(list(self._on_the_way(run, frame.step).values())))
        for name, level in zip(names, levels.tolist(), strict=True):
            color = self.theme.data if name in _DATA else self.color(run)
            canvas.dots(step, level, color, 10.0 if name.startswith("J") else 7.0)

    def _on_the_way(self, run: int, step: int) -> dict[str, float]:
        """The value of each curve at a step; at the one that slow motion leads to under the λ of the present one."""
        values = self._values(run, step)
        ends = [p for p in self._pieces[run] if not p.is_last and p.series[0][-1] == step] if step > self.step else []
        return values | {piece.name: float(piece.series[1][-1]) for piece in ends}

    def on_hover(self, run: int, position: QPointF) -> None:
        if position.x() < 0 or self.caption_at(run, position) is not None:
            super().on_hover(run, position)
            return
        step = self.frame(run, self.step_at(run, position)).step
        if not self.is_told(step):
            self.pointed_at.emit("")
            return
        texts = [value_text(name, value, step) for name, value in self._values(run, step).items()]
        gap = self._gaps[run] if self.is_log else None
        if gap is not None and (end := gap.end(step)) is not None:
            texts = [f"{value_text(GAP, end, step)} {BEFORE}"]
        self.pointed_at.emit("\n".join(texts))

    def _drawn(self, run: int) -> dict[str, Series]:
        """What there is to draw: J alone where it is all data or all penalty."""
        if self.is_log:
            gap = self._gaps[run]
            return {} if gap is None else {GAP: (gap.steps, gap.values)}
        t = self.trajectories[run]
        if not self._telling(run, "D", t.data_loss).any():
            return {f"J = {self.strength}R": (t.steps, t.objective)}
        validation = self._validation[run]
        aside = {} if validation is None else {VALIDATION: (validation.steps, validation.values)}
        if not self._telling(run, "R", t.penalty).any():
            return {"J = D": (t.steps, t.objective)} | aside
        parts = {"D": t.data_loss, f"{self.strength}R": t.penalty, "J": t.objective}
        return {name: (t.steps, values) for name, values in parts.items()} | aside

    def _in_pieces(self, run: int) -> list[Piece]:
        """The same, with what has λ in it in pieces from one λ to the next; J − J* ends with the first."""
        own = self._jumps[run]
        jumps = own.of(self.trajectories[run])
        if self.is_log:
            return [Piece(name, series, is_last=not jumps) for name, series in self._curves[run].items()]
        return [
            piece
            for name, series in self._curves[run].items()
            for piece in own.cut(name, series, [(j.step, *_ends(name, j)) for j in jumps if name not in _DATA])
        ]

    def _telling(self, run: int, name: str, values: FloatArray) -> FloatArray:
        """As many of the values of a run as tell their range."""
        return self.outlines.telling((run, name), values)

    def _values(self, run: int, step: int) -> dict[str, float]:
        """The value of each curve at a step, also where no row of it is drawn."""
        frame, validation = self.frame(run, step), self._validation[run]
        if self.is_log:
            gap = self._gaps[run]
            value = None if gap is None else gap.at(frame)
            return {} if value is None else {GAP: value}
        values = {"D": frame.data_loss, f"{self.strength}R": frame.penalty}
        if validation is not None:
            values[VALIDATION] = validation.at(frame)
        return {name: values.get(name, frame.objective) for name in self._curves[run]}

    def _gap(self, run: int) -> LossGap | None:
        optimum = self.optimum(run)
        if optimum is None or not self.is_log:
            return None
        trajectory = self.trajectories[run]
        jump = next(iter(self._jumps[run].of(trajectory)), None)
        return loss_gap(trajectory, optimum, self.n_steps_to_optimum(run), jump)

    def _gap_told(self, run: int) -> str:
        """J − J* at the current step, or why there is none, in a sentence."""
        gap, frame = self._gaps[run], self.frame(run)
        if gap is None:
            return why_no_gap(self.trajectories[run])
        value, end = gap.at(frame), gap.end(frame.step)
        if value is not None:
            return f"{GAP} = {gap.told(value)}, with J = {number(frame.objective)} and J* = {number(gap.smallest)}."
        before = "" if end is None else f"{GAP} = {gap.told(end)} {BEFORE}; "
        return f"{before}J = {number(frame.objective)}; λ is another since step {gap.until}, and J* with it."

    def _shows_floor(self, gap: LossGap) -> bool:
        """Whether the run comes down to rounding: then a line marks where it begins."""
        return self.scale is not None and gap.floor > 0.0 and float(np.log10(gap.floor)) >= self.scale.low


def _ends(name: str, jump: Jump) -> tuple[float, float]:
    """Where a curve ends, and begins anew."""
    data_loss = jump.data_loss if name.startswith("J") else 0.0
    return data_loss + jump.before, data_loss + jump.after
