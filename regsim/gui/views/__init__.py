"""Views: one file for each kind of row. They read trajectories and the step, and write nothing."""

from regsim.gui.views.base import View
from regsim.gui.views.coefficients import CoefficientsView
from regsim.gui.views.derivative import DerivativeView
from regsim.gui.views.fit import FitView
from regsim.gui.views.forces import ForcesView
from regsim.gui.views.network import NetworkView
from regsim.gui.views.objective import ObjectiveView
from regsim.gui.views.path import PathView
from regsim.gui.views.path_loss import PathLossView
from regsim.gui.views.slice import SliceView
from regsim.gui.views.weight_space import WeightSpaceView
from regsim.gui.views.weights import WeightsView

VIEW_CLASSES: dict[str, type[View]] = {
    cls.kind: cls
    for cls in (
        SliceView,
        DerivativeView,
        WeightsView,
        ObjectiveView,
        ForcesView,
        WeightSpaceView,
        PathView,
        PathLossView,
        CoefficientsView,
        FitView,
        NetworkView,
    )
}

__all__ = ["VIEW_CLASSES", "View"]
