"""Where the units and the matrices of a network stand in a plot, in parts of its width and height."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from regsim.arrays import FloatArray
from regsim.engine.layers import Layer, stacked
from regsim.engine.logistic import LogisticLoss
from regsim.engine.losses import DataLoss
from regsim.engine.network_loss import NetworkLoss
from regsim.engine.quadratic import LeastSquares

TALL_PX = 140.0  # from this height on there is room for heat maps
HEAT_PART = 0.3  # of the height
HEAT_PX = 130.0  # at most
CAPTION_PX = 16.0
CELL_PX = 16.0  # at most
UNIT_PX = (1.5, 9.0)  # smallest and largest radius
EDGE_PX = 4.0
GAP_PART = 0.86  # of the space between two layers, for the matrix in between


def layers_of(loss: DataLoss) -> tuple[Layer, ...]:
    """The layers of a model: of a linear one, one; of a model without inputs, none."""
    if isinstance(loss, NetworkLoss):
        return loss.layers
    if isinstance(loss, (LeastSquares, LogisticLoss)):
        return stacked((loss.n_coefficients, 1), has_biases=loss.n_weights > loss.n_coefficients)
    return ()


@dataclass(frozen=True, eq=False)
class Layout:
    """Places in pixels, the plot's corner at the top left being 0, 0.

    Attributes
    ----------
    units : tuple of arrays of shape (n_units, 2)
        The centre of every unit, the inputs first.
    radii : tuple of float
        Of the units of each layer.
    heats : tuple of QRectF
        Where the heat map of each matrix is; empty where there is no room.
    captions : tuple of (float, float)
        The middle of the words below each matrix.
    """

    units: tuple[FloatArray, ...]
    radii: tuple[float, ...]
    heats: tuple[QRectF, ...]
    captions: tuple[tuple[float, float], ...]


def arranged(layers: Sequence[Layer], size: QSizeF, left: float, right: float) -> Layout:
    """The layout in a plot, with room for names left of the inputs and right of the outputs, in pixels."""
    sizes = [layers[0].n_in, *(layer.n_out for layer in layers)]
    x = np.linspace(left + UNIT_PX[1] + EDGE_PX, size.width() - right - UNIT_PX[1] - EDGE_PX, len(sizes))
    room = QSizeF(GAP_PART * (x[1] - x[0]), min(HEAT_PART * size.height(), HEAT_PX))
    heats = [_heat(layer, room) if size.height() >= TALL_PX else QSizeF() for layer in layers]
    bottom = size.height() - CAPTION_PX - max(heat.height() + EDGE_PX for heat in heats)
    units = tuple(np.column_stack([np.full(n, at), _spread(n, bottom)]) for at, n in zip(x, sizes, strict=True))
    middles = (0.5 * (x[:-1] + x[1:])).tolist()
    return Layout(
        units,
        tuple(_radius(n, bottom) for n in sizes),
        tuple(QRectF(QPointF(at - h.width() / 2, bottom + EDGE_PX), h) for at, h in zip(middles, heats, strict=True)),
        tuple((at, size.height() - CAPTION_PX / 2) for at in middles),
    )


def _radius(n: int, height: float) -> float:
    return float(np.clip(0.36 * height / n, *UNIT_PX))


def _spread(n: int, height: float) -> FloatArray:
    """The heights of the units of a layer, evenly, not further apart than they look like one layer."""
    step = min((height - EDGE_PX) / n, 6.0 * UNIT_PX[1])  # with room for the rings about the first and the last
    return np.asarray(height / 2 + (np.arange(n) - (n - 1) / 2) * step)


def _heat(layer: Layer, room: QSizeF) -> QSizeF:
    """A square for each weight where there is room, else cells as wide and high as there is."""
    side = min(room.width() / layer.n_in, room.height() / layer.n_out, CELL_PX)
    width, height = side * layer.n_in, side * layer.n_out
    thick = 0.75 * CELL_PX  # of a long strip, to be seen
    return QSizeF(max(width, min(thick, room.width())), max(height, min(thick, room.height())))
