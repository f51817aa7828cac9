"""The network: units as circles, weights as lines between them, and the matrix of every layer as a heat map.

The wider a line, the larger the weight, on one scale for all layers and runs; its colour is the sign, and a weight
that is exactly 0 has no line. Of a layer with very many, only the largest have one. The penalty of L2 is λ/2·Σ‖W‖²_F
over the layers, so ‖W‖_F stands below each. A linear model is a network of one layer.
"""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPolygonF

from regsim.arrays import FloatArray
from regsim.engine.layers import Layer
from regsim.gui.plotting.canvas import Canvas
from regsim.gui.plotting.labels import told_apart
from regsim.gui.plotting.letters import text_width
from regsim.gui.plotting.pens import pen
from regsim.gui.plotting.plot import RIGHT_MARGIN, Plot
from regsim.gui.views.bare import draw_reason
from regsim.gui.views.base import View
from regsim.gui.views.hues import draw_cells, shades, tint
from regsim.gui.views.names import class_names
from regsim.gui.views.network_layout import Layout, arranged, layers_of
from regsim.gui.views.network_lines import MOST_LINES, distances, draw_chosen, draw_lines, drawn_weights, scaled
from regsim.gui.views.ranges import Range, steady
from regsim.gui.views.reach import reach_of
from regsim.gui.words import number, weight_name

NO_LAYERS = "This model has no layers: its weights multiply no inputs."
FEW_WEIGHTS = 24  # of every layer, up to which lines of negative weights are dashed
RING_PX = 2.0  # from a unit to the ring about it
DARKEST = 0.7  # the same, of the largest biases
NAME_PART = 0.24  # of the width, for names at either side
NAME_PX = 11.0
SMALL_PX = 3.0  # units of a smaller radius are dots
REACH = 5.0  # pixels from a line, in which it is found


class NetworkView(View):
    """Layers, weights and norms at the current step; a click on a weight chooses it."""

    kind = "network"
    _layers: tuple[Layer, ...] = ()
    _reach: float
    _bias_reach: float

    def prepare(self) -> None:
        self._layers = layers_of(self.trajectories[0].loss)
        reach = max((reach_of(self.trajectories, layer.weights) for layer in self._layers), default=1.0)
        bias_reach = max((reach_of(self.trajectories, layer.biases) for layer in self._layers), default=1.0)
        if self.are_axes_held:  # lines become thin, rather than the scale another
            reach = steady((0.0, self._reach), (0.0, reach), trace=0.0)[1]
            bias_reach = steady((0.0, self._bias_reach), (0.0, bias_reach), trace=0.0)[1]
        self._reach, self._bias_reach = reach, bias_reach
        self._is_dashed = all(layer.n_in * layer.n_out <= FEW_WEIGHTS for layer in self._layers)  # as in every run
        self._names = self._unit_names()
        self._layout: tuple[QSizeF, Layout] | None = None
        for plot in self.plots:
            plot.show_axes(left=False, bottom=False)

    def title(self) -> str:
        sizes = [self._layers[0].n_in, *(layer.n_out for layer in self._layers)] if self._layers else []
        scale = f"widest {number(self._reach, 3)}, √ scale"  # short, for four columns
        return f"Network {'–'.join(map(str, sizes))} · {scale}" if sizes else "Network"

    def x_name(self) -> str:
        if not self._layers:
            return ""
        is_cut = any(layer.n_out * layer.n_in > MOST_LINES for layer in self._layers)
        dashed, which = " (dashed)" * self._is_dashed, f"the {MOST_LINES} largest" if is_cut else "no line: exactly 0"
        return f"{which} · green > 0 · purple < 0{dashed}"  # the end is cut off where there is no room

    def limits(self) -> tuple[Range, Range]:
        return (0.0, 1.0), (0.0, 1.0)

    def set_margin(self, margin: int) -> None:
        """The picture takes the room that other rows keep for names, and its title stands over its middle."""
        super().set_margin(min(margin, RIGHT_MARGIN))

    def build(self, plot: Plot, run: int) -> None:
        plot.add_layer(self._draw_ground, still=True)
        plot.add_layer(lambda canvas: self._draw_lines(canvas, run), margin=True)
        plot.add_layer(lambda canvas: self._draw_chosen(canvas, run), margin=True)
        plot.add_layer(lambda canvas: self._draw_units(canvas, run), margin=True)
        plot.add_layer(self._draw_names, margin=True)
        plot.add_layer(lambda canvas: self._draw_matrices(canvas, run), margin=True)

    def describe(self, run: int) -> str:
        frame = self.frame(run)
        if not self._layers:
            return f"Network at step {frame.step}: none, the model has no layers."
        norms = ", ".join(f"‖W{i}‖ = {number(norm)}" for i, norm in enumerate(self._norms(run), start=1))
        zeros = int(np.count_nonzero(self.trajectories[run].is_zero(frame.step)))
        chosen = f"{self.chosen_name} = {number(frame.weights[self.chosen])}"
        return f"Network at step {frame.step}: {chosen}; {norms}; {zeros} of {len(frame.weights)} weights exactly 0."

    def on_click(self, run: int, position: QPointF) -> None:
        weight = self._weight_at(run, position)
        if weight is not None:
            self.weight_chosen.emit(weight)

    def on_hover(self, run: int, position: QPointF) -> None:
        weight = self._weight_at(run, position) if position.x() >= 0 else None
        if weight is None:
            self.pointed_at.emit("")
            return
        frame, name = self.frame(run), weight_name(self.trajectories[run].weight_names[weight])
        self.pointed_at.emit(f"{name} = {number(frame.weights[weight])} at step {frame.step}")

    def _norms(self, run: int) -> list[float]:
        """‖W‖_F of every layer."""
        weights = self.frame(run).weights
        return [float(np.linalg.norm(weights[layer.weights])) for layer in self._layers]

    def _unit_names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the inputs, and of what comes out."""
        problem, names = self.problem, self.trajectories[0].weight_names
        dataset = problem.dataset if problem and problem.loss.weight_names == names else None
        if dataset is None or not self._layers:
            return (), ()
        if self.trajectories[0].loss.accuracy(self.trajectories[0].weights[0]) is None:
            return dataset.feature_names, (dataset.target_name,)
        n_out, labels = self._layers[-1].n_out, class_names(dataset)
        if n_out == 1:  # the score of the second of two classes
            return dataset.feature_names, labels[1:2]
        return dataset.feature_names, labels if len(labels) == n_out else ()

    def _placed(self, canvas: Canvas) -> Layout:
        """Where everything is; computed once for a size."""
        size = canvas.rect.size()
        if self._layout is None or self._layout[0] != size:
            rooms = [self._room(names, size) for names in self._names]
            self._layout = size, arranged(self._layers, size, *rooms)
        return self._layout[1]

    def _room(self, names: tuple[str, ...], size: QSizeF) -> float:
        """The width that names get: none where they are too many to be read."""
        if not 0 < len(names) <= size.height() / NAME_PX:
            return 0.0
        return min(max(text_width(name, NAME_PX) for name in names) + 6.0, NAME_PART * size.width())

    def _seen(self, canvas: Canvas, points: FloatArray) -> FloatArray:
        """Places of the layout as pixels of the plot, which may be zoomed."""
        x = canvas.x(points[..., 0] / canvas.rect.width())
        y = canvas.y(1.0 - points[..., 1] / canvas.rect.height())
        return np.stack([x, y], axis=-1)

    def _seen_rect(self, canvas: Canvas, rect: QRectF) -> QRectF:
        corners = [[rect.left(), rect.top()], [rect.right(), rect.bottom()]]
        (left, top), (right, bottom) = self._seen(canvas, np.array(corners)).tolist()
        return QRectF(QPointF(left, top), QPointF(right, bottom))

    def _draw_ground(self, canvas: Canvas) -> None:
        if not self._layers:
            draw_reason(canvas, NO_LAYERS)

    def _draw_lines(self, canvas: Canvas, run: int) -> None:
        if not self._layers:
            return
        weights = self.frame(run).weights
        units = [self._seen(canvas, points) for points in self._placed(canvas).units]
        for depth, layer in enumerate(self._layers):
            parts = scaled(weights[layer.weights], self._reach)
            draw_lines(canvas, units[depth], units[depth + 1], parts, is_dashed=self._is_dashed)

    def _draw_chosen(self, canvas: Canvas, run: int) -> None:
        """The line of the chosen weight, if it has one, and rings about the two units that it joins."""
        part = float(scaled(self.frame(run).weights[self.chosen], self._reach))
        for depth, layer in enumerate(self._layers):
            place = layer.place(self.chosen)
            if place is None or place[1] is None:
                continue
            layout, ends = self._placed(canvas), ((depth, place[1]), (depth + 1, place[0]))
            points = [QPointF(*self._seen(canvas, layout.units[at][unit])) for at, unit in ends]
            if part:
                draw_chosen(canvas, QLineF(*points), part, is_dashed=self._is_dashed)
            canvas.painter.setPen(pen(canvas.theme.text, 1.4))
            canvas.painter.setBrush(QColor(canvas.theme.window))
            for point, (at, _) in zip(points, ends, strict=True):
                radius = layout.radii[at] + RING_PX
                canvas.painter.drawEllipse(point, radius, radius)

    def _draw_units(self, canvas: Canvas, run: int) -> None:
        """The units; the colour of one is its bias."""
        if not self._layers:
            return
        layout, theme, weights = self._placed(canvas), canvas.theme, self.frame(run).weights
        for depth, (points, radius) in enumerate(zip(layout.units, layout.radii, strict=True)):
            seen = self._seen(canvas, points).tolist()
            if radius < SMALL_PX:
                canvas.painter.setPen(pen(theme.data, 2.0 * radius))
                canvas.painter.drawPoints(QPolygonF([QPointF(*at) for at in seen]))
                continue
            layer = self._layers[depth - 1] if depth else None
            has_biases = layer is not None and layer.has_biases
            fills = weights[layer.biases] / self._bias_reach if layer and has_biases else np.zeros(len(seen))
            chosen = layer.place(self.chosen) if layer else None
            canvas.painter.setPen(pen(theme.data, 1.3))
            for unit, (at, fill) in enumerate(zip(seen, fills.tolist(), strict=True)):
                is_chosen = chosen == (unit, None)
                if is_chosen:
                    canvas.painter.setPen(pen(theme.text, 2.4))
                canvas.painter.setBrush(QColor(tint(theme, fill, min(abs(fill), 1.0) * DARKEST)))
                canvas.painter.drawEllipse(QPointF(*at), radius, radius)
                if is_chosen:
                    canvas.painter.setPen(pen(theme.data, 1.3))

    def _draw_names(self, canvas: Canvas) -> None:
        """The names of inputs and outputs, where there is room for each."""
        if not self._layers:
            return
        layout = self._placed(canvas)
        for names, side, (depth, align) in zip(self._names, (-1.0, 1.0), ((0, 1.0), (-1, 0.0)), strict=True):
            points, radius = self._seen(canvas, layout.units[depth]), layout.radii[depth]
            room = self._room(names, canvas.rect.size()) - 4.0
            if room <= 0.0 or (len(points) > 1 and points[1, 1] - points[0, 1] < NAME_PX):
                continue
            for text, (x, y) in zip(told_apart(names, room, NAME_PX), points.tolist(), strict=True):
                canvas.text(x + side * (radius + 5.0), y, text, canvas.theme.muted, align=(align, 0.5), px=NAME_PX)

    def _draw_matrices(self, canvas: Canvas, run: int) -> None:
        """Every W as a heat map, with its norm below."""
        if not self._layers:
            return
        layout, theme, weights = self._placed(canvas), canvas.theme, self.frame(run).weights
        for layer, heat in zip(self._layers, layout.heats, strict=True):
            if not heat.isEmpty():
                rect = self._seen_rect(canvas, heat)
                draw_cells(canvas.painter, rect, shades(theme, scaled(layer.matrix(weights), self._reach)))
                canvas.painter.setPen(pen(theme.line, 1.0))
                canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
                canvas.painter.drawRect(rect)
                chosen = layer.place(self.chosen)
                if chosen and chosen[1] is not None:
                    canvas.painter.setPen(pen(theme.text, 1.6))
                    canvas.painter.drawRect(cell(rect, layer, chosen[0], chosen[1]))
        self._draw_norms(canvas, self._seen(canvas, np.array(layout.captions)), self._norms(run))

    @staticmethod
    def _draw_norms(canvas: Canvas, places: FloatArray, norms: list[float]) -> None:
        """‖W‖ with a small F and its value, below every matrix; in one line where there is no room for that."""
        values, theme = [number(norm, 3) for norm in norms], canvas.theme
        symbols = [f"‖W{weight_name(f'w{i}')[1:]}‖" for i in range(1, len(norms) + 1)] if len(norms) > 1 else ["‖W‖"]
        widest = max(text_width(f"{symbol}F = {value}") for symbol, value in zip(symbols, values, strict=True))
        if len(norms) > 1 and widest > np.diff(places[:, 0]).min():
            places, symbols, values = places.mean(axis=0, keepdims=True), ["‖W‖"], [" · ".join(values)]
        for (x, y), symbol, value in zip(places.tolist(), symbols, values, strict=True):
            widths = [text_width(symbol), text_width("F", 8), text_width(f" = {value}")]
            left = x - sum(widths) / 2
            canvas.text(left, y, symbol, theme.muted)
            canvas.text(left + widths[0], y + 4.0, "F", theme.muted, px=8)
            canvas.text(left + widths[0] + widths[1], y, f" = {value}", theme.text)

    def _weight_at(self, run: int, position: QPointF) -> int | None:
        """The weight whose cell, line or unit is at a pixel."""
        if not self._layers:
            return None
        canvas = self.plots[run].canvas(None)
        layout, weights = self._placed(canvas), self.frame(run).weights
        best, distance = None, REACH
        units = [self._seen(canvas, points) for points in layout.units]
        at = np.array([position.x(), position.y()])
        for depth, layer in enumerate(self._layers):
            rect = self._seen_rect(canvas, layout.heats[depth])
            if rect.contains(position) and not layout.heats[depth].isEmpty():
                column = int((position.x() - rect.left()) / rect.width() * layer.n_in)
                row = int((position.y() - rect.top()) / rect.height() * layer.n_out)
                return int(layer.weights.start) + min(row, layer.n_out - 1) * layer.n_in + min(column, layer.n_in - 1)
            gaps = np.hypot(*(units[depth + 1] - at).T)
            if layer.has_biases and gaps.min() <= max(layout.radii[depth + 1], REACH):
                return int(layer.biases.start) + int(gaps.argmin())
            kept = drawn_weights(np.nan_to_num(weights[layer.weights]))
            if not len(kept):
                continue
            unit, source = np.divmod(kept, layer.n_in)
            gaps = distances(at, units[depth][source], units[depth + 1][unit])
            if gaps.min() < distance:
                best, distance = int(layer.weights.start) + int(kept[gaps.argmin()]), float(gaps.min())
        return best


def cell(rect: QRectF, layer: Layer, row: int, column: int) -> QRectF:
    """Where a weight is in the heat map of its matrix."""
    width, height = rect.width() / layer.n_in, rect.height() / layer.n_out
    return QRectF(rect.left() + column * width, rect.top() + row * height, width, height)
