"""Views: one file for each kind of row. They read trajectories and the step, and write nothing."""

from collections import UserDict
from importlib import import_module

from regsim.gui.views.base import View
from regsim.scenario import VIEWS


class _ViewClasses(UserDict[str, type[View]]):
    """The class of each kind, imported when it is first drawn: to import all takes a tenth of the start."""

    def __getitem__(self, kind: str) -> type[View]:
        if self.data[kind] is View:
            module = import_module(f"regsim.gui.views.{kind.replace('-', '_')}")
            self.data[kind] = next(cls for cls in vars(module).values() if getattr(cls, "kind", "") == kind)
        return self.data[kind]


VIEW_CLASSES = _ViewClasses(dict.fromkeys(VIEWS, View))  # type: ignore[type-abstract]

__all__ = ["VIEW_CLASSES", "View"]
