"""regsim: see why regularization makes weights small (L2) and zero (L1).

    import regsim

    scenario = regsim.load("from-five")
    a, b = regsim.simulate(scenario)
    a.weights[10], a.objective[10], a.weight_names, a.status
    regsim.export(scenario, "figure.png", views=["weights"], step=10, size=(1600, 1000))

Nothing but :func:`export` imports the toolkit.
"""

import os
from collections.abc import Sequence

from regsim.engine.history import Frame
from regsim.engine.reference import NoOptimum, Optimum
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError
from regsim.problem import optimum, simulate
from regsim.scenario import Change, Run, Scenario
from regsim.scenario_file import dumps, load, loads, save
from regsim.sweeping import sweep

__all__ = [
    "Change",
    "Frame",
    "InputError",
    "NoOptimum",
    "Optimum",
    "Run",
    "Scenario",
    "Trajectory",
    "dumps",
    "export",
    "load",
    "loads",
    "optimum",
    "save",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> str:
    """``__version__``, looked up when it is asked for: the look-up would slow every import."""
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version("regsim")
    raise AttributeError(f"module 'regsim' has no attribute '{name}'")


def export(
    scenario: Scenario,
    path: str | os.PathLike[str],
    *,
    views: Sequence[str] | None = None,
    step: int | None = None,
    weight: str | None = None,
    size: tuple[int, int] = (1600, 1000),
    dpi: float = 96.0,
    theme: str = "light",
) -> str | None:
    """Draw the grid of a scenario into a picture; no display is needed.

    Parameters
    ----------
    scenario : Scenario
    path : str or path
        Ends in ``.png``, ``.svg`` or ``.pdf``.
    views : sequence of str, optional
        The rows, instead of the scenario's own.
    step : int, optional
        The step that is drawn; the last if left out.
    weight : str, optional
        The weight to look along; the first if left out.
    size : (int, int)
        Width and height: of a PNG in pixels, of an SVG or PDF in units of 1/96 inch.
    dpi : float
        Pixels per inch of a PNG; lines and text grow with it.
    theme : {"light", "dark"}

    Returns
    -------
    str or None
        A sentence where a PNG cannot carry its scenario, which takes more than 1 MiB; else None.

    Raises
    ------
    InputError
        When the scenario, the views, the step, the size or the path is wrong.
    """
    from regsim.gui.export import export_scenario

    _, note = export_scenario(scenario, path, views=views, step=step, weight=weight, size=size, dpi=dpi, theme=theme)
    return note
