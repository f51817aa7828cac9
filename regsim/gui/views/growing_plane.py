"""D over a plane through weight space that grows while it is looked at, where it costs many passes over many samples.

First there are the path and the dot, then coarse contours and the smallest D, then fine ones. Every point of the grid
that they are drawn through is exact; what grows is only how many there are.
"""

from dataclasses import replace

from PySide6.QtCore import QObject

from regsim.engine.plane import WORK, Plane, Survey, is_slow, work_of
from regsim.gui.plotting.layers import Pile
from regsim.gui.plotting.plot import Plot
from regsim.gui.views.growing import Growth

FIRST_WORK = 10 * WORK  # multiplications before the first drawing


class GrowingPlane:
    """A survey of a plane, a piece at a time.

    Parameters
    ----------
    survey : Survey
    work : int
        Multiplications that a pass of it takes.
    """

    def __init__(self, survey: Survey, work: int) -> None:
        self.survey = survey
        self._first = FIRST_WORK // work
        self._drawn = 0

    @property
    def is_done(self) -> bool:
        """Whether all is known."""
        return self.survey.is_done

    @property
    def n_known(self) -> int:
        """How many pieces of it have been done."""
        return self.survey.n_known

    @property
    def is_news(self) -> bool:
        """Whether there is something to draw that has not been drawn."""
        return self.survey.stage > self._drawn

    def begin(self) -> None:
        """Know what can be known before the first drawing."""
        self.survey.advance(self._first)

    def grow(self) -> None:
        """Do the next piece."""
        self.survey.advance(1)

    def finish(self) -> None:
        """Know all, however long it takes."""
        while not self.is_done:
            self.grow()

    def note_drawn(self) -> None:
        """What there is is being drawn."""
        self._drawn = self.survey.stage


class GrowingPlanes:
    """The planes of a view's runs.

    Parameters
    ----------
    view : QObject
    plots : list of Plot
    piles : list of Pile
        What is drawn anew when a plane has news, one per plot.
    """

    def __init__(self, view: QObject, plots: list[Plot], piles: list[Pile]) -> None:
        self._plots = plots
        self._growth: Growth[GrowingPlane] = Growth(view, plots, lambda run: piles[run].invalidate())

    def limit(self, n_runs: int) -> None:
        """There are so many runs."""
        self._growth.clear(n_runs)

    def known(self, run: int, plane: Plane, *, is_drawn: bool = False) -> Plane:
        """The plane with its survey, if it needs one: λ changes the plane, but not what is known of its D."""
        loss = plane.objective.loss
        if not is_slow(loss):
            return plane
        plot = self._plots[run]
        key = loss, plane.point.tobytes(), plane.pair, plot.ranges
        growing = self._growth.get(run, key, lambda: GrowingPlane(Survey(plane, *plot.ranges), work_of(loss)))
        if plot.is_exporting:
            growing.finish()
        if is_drawn:
            growing.note_drawn()
        return replace(plane, survey=growing.survey)
