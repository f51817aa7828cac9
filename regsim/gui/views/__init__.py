"""Views: one file for each kind of row. They read trajectories and the step, and write nothing."""

from regsim.gui.views.base import View
from regsim.gui.views.derivative import DerivativeView
from regsim.gui.views.objective import ObjectiveView
from regsim.gui.views.slice import SliceView
from regsim.gui.views.weights import WeightsView

VIEW_CLASSES: dict[str, type[View]] = {cls.kind: cls for cls in (SliceView, DerivativeView, WeightsView, ObjectiveView)}

__all__ = ["VIEW_CLASSES", "View"]
