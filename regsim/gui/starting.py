"""Starts that are dragged where a pass over the samples takes long: the runs have one as soon as D is known there.

D at a start is needed before anything can be drawn of it. It is found a piece in every turn of the event loop; of all
the starts that the mouse comes to meanwhile, only the last is wanted next.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer

from regsim.arrays import FloatArray
from regsim.engine.descent import quiet
from regsim.engine.losses import DataLoss
from regsim.engine.pausing import Pausing
from regsim.gui import turn

Weights = tuple[float, ...]


class ComingStart(QObject):
    """The start that the runs will have next.

    Parameters
    ----------
    parent : QObject
    arrived : callable
        Told a start when D is known there.
    ended : callable
        Called when the last one of a gesture that is over has arrived.
    """

    def __init__(self, parent: QObject, arrived: Callable[[Weights], None], ended: Callable[[], None]) -> None:
        super().__init__(parent)
        self._arrived, self._ended = arrived, ended
        self._is_last = False
        self._wanted: tuple[DataLoss, Weights] | None = None
        self._under_way: tuple[Weights, Pausing[None]] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    def want(self, loss: DataLoss, weights: Weights) -> None:
        """Let the runs start here, once the start that is under way has arrived."""
        self._is_last = False
        if self._under_way is not None:
            self._wanted = loss, weights
            return
        start: FloatArray = np.array(weights) + 0.0  # −0.0 becomes 0.0, as in a descent
        self._under_way = weights, loss.starting(start)
        self._timer.start()

    def end(self) -> None:
        """The gesture is over, as soon as what it wants is there."""
        if self._under_way is None:
            self._ended()
        self._is_last = self._under_way is not None

    def forget(self) -> None:
        """Let none come any more."""
        self._wanted = self._under_way = None
        self._is_last = False
        self._timer.stop()

    def _go_on(self) -> None:
        if self._under_way is None:
            return
        weights, work = self._under_way
        until = perf_counter() + turn.TURN_S  # as long as it is not there little is painted
        with quiet():
            for _ in work:
                if perf_counter() >= until:
                    self._timer.start()
                    return
        wanted, is_last = self._wanted, self._is_last
        self.forget()
        self._arrived(weights)
        if wanted is not None:
            self.want(*wanted)
        if is_last:
            self.end()
