"""Layers: what a plot is painted of, one over the other.

Neighbouring layers that are still make a pile. While a slider is dragged everything changes in every frame, so the
first time after a change a pile is painted as it is; when it is wanted again, as while playing, a picture is made of it
and from then on copied, so that a frame of playing costs the same for ten steps and for a million. Pictures are aligned
with the pixels of the screen, so that nothing moves when what was painted is copied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from regsim.gui.plotting.canvas import Canvas

Draw = Callable[[Canvas], None]
DrawnOf = Callable[[], object]


class Side(Enum):
    """Of a plot's cut: up to it, or from it on."""

    PAST = "past"
    FUTURE = "future"


class Place(Enum):
    """Of a plot: between the axes, there and in the right margin where labels stand, or all of it."""

    INSIDE = "inside"
    MARGIN = "margin"
    WHOLE = "whole"


@dataclass(eq=False)
class Layer:
    """One drawing.

    Attributes
    ----------
    draw : callable
        Paints onto a canvas over the inside of the plot.
    place : Place
        Where it is seen.
    side : Side or None
        Of the cut, if it is not seen on both.
    """

    draw: Draw
    place: Place
    side: Side | None = None


class Ground(Protocol):
    """What layers lie on."""

    def paint_layer(self, canvas: Canvas, layer: Layer, *, is_cut: bool = True) -> None:
        """Paint one, clipped to where it is shown: on its side of the cut, or on both."""

    def outline(self) -> QRectF:
        """What all of them lie within."""

    def beside_cut(self, canvas: Canvas, side: Side | None) -> QRectF:
        """The part of it on a side of the cut; all of it without one."""

    def update(self) -> None:
        """Have it painted."""


class Pile:
    """Neighbouring layers on a ground, all of them still or all of them live.

    Parameters
    ----------
    ground : Ground
    is_still : bool
    below : Pile, optional
        A still one that is shown with this one.
    drawn_of : callable, optional
        What a still one is drawn of: while that is the same, and the ground too, so is what is drawn.

    Attributes
    ----------
    color : str
        Of the ground, where this is the lowest pile; empty where others are to be seen below it.
    """

    def __init__(
        self, ground: Ground, *, is_still: bool, below: "Pile | None" = None, drawn_of: DrawnOf | None = None
    ) -> None:
        self.is_still = is_still
        self.below = below
        self.drawn_of = drawn_of
        self.color = ""
        self.layers: list[Layer] = []
        self._ground = ground
        self._pictures: dict[Side | None, tuple[object, QPixmap]] = {}
        self._is_painted = False
        self._known: object = None

    def invalidate(self) -> None:
        """What is drawn has changed."""
        self._pictures.clear()
        self._is_painted = False
        self._ground.update()

    def paint(self, canvas: Canvas, side: Side | None = None) -> None:
        """Every layer, as it is; for a side those that are on it, wherever the cut is: it moves on with the steps."""
        for layer in self.layers:
            if side is None or layer.side in (None, side):
                self._ground.paint_layer(canvas, layer, is_cut=side is None)

    def show(self, canvas: Canvas) -> None:
        """Every layer, by way of a picture if nothing has changed since they were painted last."""
        if self.drawn_of is not None and (known := self.drawn_of()) != self._known:
            self._known, self._is_painted = known, False
            self._pictures.clear()
        if not self.is_still or not self._is_painted:
            self._is_painted = self.is_still
            if self.below is not None:
                self.below.show(canvas)
            self.paint(canvas)
            return
        painter = canvas.painter
        device = painter.deviceTransform()
        for side in tuple(Side) if any(layer.side for layer in self.layers) else (None,):
            area = self._ground.beside_cut(canvas, side)
            if not area.isEmpty():
                corner, picture = self._picture(side, canvas, device)
                painter.save()
                painter.setClipRect(area)
                painter.resetTransform()
                back, _ = painter.deviceTransform().inverted()
                painter.drawPixmap(back.map(corner), picture)
                painter.restore()

    def _picture(self, side: Side | None, canvas: Canvas, device: QTransform) -> tuple[QPointF, QPixmap]:
        """The picture of a side, and the device pixel that its corner belongs on."""
        pixels = device.mapRect(self._ground.outline()).toAlignedRect()
        at_corner = device * QTransform.fromTranslate(-pixels.left(), -pixels.top())
        key = pixels.size(), at_corner
        if side not in self._pictures or self._pictures[side][0] != key:
            picture = QPixmap(pixels.size())
            lowest = self.below or self
            picture.fill(QColor(lowest.color) if lowest.color else Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setTransform(at_corner)
            if self.below is not None:
                self.below.paint(canvas.on(painter))
            self.paint(canvas.on(painter), side)
            painter.end()
            picture.setDevicePixelRatio(canvas.painter.device().devicePixelRatio())
            self._pictures[side] = key, picture
        return QPointF(pixels.topLeft()), self._pictures[side][1]
