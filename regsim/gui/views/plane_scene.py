"""What there is to draw of a plane through weight space at one step."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from regsim.arrays import FloatArray
from regsim.engine.descent import Phase
from regsim.engine.history import Frame
from regsim.engine.level_set import level_set
from regsim.engine.losses import IndexArray
from regsim.engine.plane import Plane
from regsim.engine.reference import Optimum
from regsim.engine.trajectory import Trajectory
from regsim.gui.motion import Motion
from regsim.gui.views.choice import Choice
from regsim.gui.views.contours import Note, Surfaces
from regsim.gui.views.plane_captions import Caption, captions


@dataclass(frozen=True, eq=False)
class Path:
    """The rows of a trajectory that its line goes through, and those that get a dot."""

    rows: IndexArray
    dots: IndexArray
    is_cut: bool


@dataclass(frozen=True, eq=False)
class Scene:
    """What there is to draw of one run at one step.

    Attributes
    ----------
    plane : Plane
        What contours are drawn of.
    phase : Phase
    frame : Frame
    path : Path
    trajectory : Trajectory
    optimum : Optimum or None
    picture : Choice
        Of the soft penalty and the hard constraint.
    hides : bool
        Whether the path to come and where it leads may not be shown.
    is_through_step : bool
        Whether the plane goes through the weights of the step, not those of the optimum.
    names : (str, str)
        Of the weights along x and y.
    colors : (str, str)
        Of lines and of texts.
    arrow_unit : float
        The force whose arrow has the usual length.
    texts : list of QRectF
        Where there are texts and marks that stay while the dot moves; filled in when they are drawn.
    motion : Motion or None
        The update of the step, in slow motion.
    motions : tuple of Motion
        Those of all runs.
    notes : list of Note
        Those of the texts that arrows may lie over; filled in too.
    surfaces : Surfaces
        Where the contours of the plane are had from.
    """

    plane: Plane
    phase: Phase
    frame: Frame
    path: Path
    trajectory: Trajectory
    optimum: Optimum | None
    picture: Choice
    hides: bool
    is_through_step: bool
    names: tuple[str, str]
    colors: tuple[str, str]
    arrow_unit: float
    texts: list[QRectF]
    motion: Motion | None
    motions: tuple[Motion, ...]
    notes: list[Note]
    surfaces: Surfaces

    @property
    def is_hard(self) -> bool:
        """Whether the constraint is drawn, not the penalty."""
        return self.picture.current == "hard"

    @property
    def star(self) -> FloatArray | None:
        """w* over the two weights, shape (2,)."""
        return None if self.optimum is None or self.hides else self.optimum.weights[list(self.plane.pair)]

    @property
    def is_whole(self) -> bool:
        """Whether the two weights are all there are."""
        return self.trajectory.n_weights == 2

    @property
    def outline(self) -> FloatArray | None:
        """The penalty's level set through the optimum."""
        objective, (i, j) = self.phase.objective, self.plane.pair
        n = objective.n_penalized
        return None if self.star is None else level_set(objective.penalty, self.star, (i < n, j < n))

    def xy(self, rows: IndexArray) -> tuple[FloatArray, FloatArray]:
        """The two weights at some rows of the run."""
        weights = self.trajectory.weights
        return weights[rows, self.plane.pair[0]], weights[rows, self.plane.pair[1]]

    def captions(self, inside: QRectF) -> list[Caption]:
        """The words along the top, on a plot whose inside this is."""
        return captions(self.picture, self.names[1], inside, is_whole=self.is_whole)
