"""`regsim sweep`: the λ path of every penalty as a table or a picture, and which λ is best.

A table goes over any strengths and may compare them by folds. A picture is that of the window's views of the path,
which choose their strengths themselves.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import numpy as np
from click.core import ParameterSource

from regsim.arrays import FloatArray
from regsim.cli_words import (
    DONE,
    alternatives,
    examples,
    named,
    read_size,
    say,
    scenario_argument,
    set_option,
    standard_output,
)
from regsim.desktop import toolkit
from regsim.engine.penalties import NoPenalty
from regsim.files import replacing
from regsim.parallel import BACKENDS, Backend, Progress
from regsim.parameters import InputError, shown
from regsim.problem import Problem
from regsim.scenario import Scenario
from regsim.scenario_file import load
from regsim.sweep_table import WRITERS
from regsim.sweeping import MAX_STRENGTHS, summary, sweep

PATIENCE_S = 1.0  # without a progress bar
PICTURES = ".png", ".svg", ".pdf"
VIEWS_DRAWN = "path", "path-loss"
OF_TABLES, OF_PICTURES = ("strengths", "folds", "backend", "scheduler", "jobs"), ("size", "dpi", "theme")  # options
_NUMBER = r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"  # float() would also read 1_000, nan and other digits
_RANGE = re.compile(rf"(?P<low>{_NUMBER}):(?P<high>{_NUMBER}):(?P<n>[0-9]{{1,9}})", re.ASCII)
_LIST = re.compile(rf"{_NUMBER}(,\s*{_NUMBER})*", re.ASCII)


def read_strengths(ctx: click.Context, option: click.Parameter, text: str | None) -> FloatArray | None:
    """Strengths from text such as ``1e-3:1e3:61`` or ``0.1,1,10``."""
    del ctx, option
    if text is None:
        return None
    if spanned := _RANGE.fullmatch(text.strip()):
        low, high, n = float(spanned["low"]), float(spanned["high"]), int(spanned["n"])
        if not (0.0 < low < high < float("inf") and 2 <= n <= MAX_STRENGTHS):
            constraint = f"must have 0 < LOW < HIGH and 2 ≤ N ≤ {MAX_STRENGTHS}"
            raise InputError(f"--strengths {constraint}, got {shown(text)}")
        return np.geomspace(low, high, n)
    if _LIST.fullmatch(text.strip()):
        return np.array([float(number) for number in text.split(",")])
    raise InputError(f"--strengths must be LOW:HIGH:N such as 1e-3:1e3:61, or numbers ≥ 0, got {shown(text)}")


@click.command(
    "sweep",
    options_metavar="[OPTIONS]",
    epilog=examples(
        """\
  regsim sweep breast-cancer -o path.csv --folds 5
  regsim sweep breast-cancer -o path.svg --set data.validation_fraction=0.3
  regsim sweep breast-cancer --strengths 1e-4:1:41 --set data.validation_fraction=0.3
  regsim sweep mine.toml --folds 10 --backend dask --scheduler tcp://127.0.0.1:8786"""
    ),
)
@scenario_argument
@click.option(
    "--strengths",
    metavar="LOW:HIGH:N",
    callback=read_strengths,
    help="N values of λ with equal ratios, or a list A,B,C; up to λ_max if left out.",
)
@click.option("--folds", type=int, metavar="K", default=0, help="Compare the strengths by K-fold cross-validation.")
@click.option(
    "--backend",
    type=click.Choice(BACKENDS),
    default="processes",
    show_default=True,
    help="Who computes the paths of penalties and folds; processes are started only for more than 4 seconds of work.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask or Ray cluster, whose workers have regsim installed.")
@click.option(
    "--jobs", type=int, metavar="N", help="Paths computed at a time, but for Dask; one per processor if left out."
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A .csv or .npz file, or a picture: .png, .svg or .pdf; CSV on standard output if left out.",
)
@click.option(
    "--size",
    metavar="WxH",
    default="1600x1000",
    show_default=True,
    callback=read_size,
    help="Of a picture: of a .png in pixels, else in units of 1/96 inch.",
)
@click.option("--dpi", type=float, metavar="DPI", default=96.0, show_default=True, help="Pixels per inch of a .png.")
@click.option(
    "--theme",
    type=click.Choice(["light", "dark"]),
    default="light",
    show_default=True,
    help="The colours of a picture.",
)
@set_option
@click.pass_context
def sweep_strengths(
    ctx: click.Context,
    source: str,
    strengths: FloatArray | None,
    folds: int,
    backend: Backend,
    scheduler: str | None,
    jobs: int | None,
    output: Path | None,
    size: tuple[int, int],
    dpi: float,
    theme: str,
    overrides: tuple[str, ...],
) -> int:
    """Write or draw the optimum at every strength of the penalty.

    A row per kind of penalty among the runs and per λ, with the columns run (the first that has it, counted from 0),
    strength, objective, data_loss, penalty (λR), constraint (t = R: the optimum under R(w) ≤ t is the same), violation
    (of the optimality conditions), zeros (weights that are exactly 0), what there is of validation_loss, accuracy,
    validation_accuracy, cv_loss, cv_standard_error and cv_accuracy, and one per weight. Which λ is best is said on
    standard error. The optimizers and steps play no part, and any backend gives the same bits.

    A picture shows the weights and the losses over λ, a column per run, as the views path and path-loss of the window
    do. It chooses the strengths itself, and --strengths, --folds and what says who computes are for tables.

    SCENARIO is the name of a lesson (see 'regsim list lessons'), a .toml file or a .png that regsim saved.
    """
    suffix = ".csv" if output is None else output.suffix.lower()
    if suffix not in (*WRITERS, *PICTURES):
        raise InputError(f"{output}: must end in {alternatives([*WRITERS, *PICTURES])}")
    _check_options(ctx, is_picture=suffix in PICTURES)
    scenario = load(source, overrides)
    if output is not None and suffix in PICTURES:
        with named(source):
            _draw(scenario, output, size, dpi, theme)
        return DONE
    with named(source), _progress() as progress:
        paths = sweep(scenario, strengths, folds, backend=backend, scheduler=scheduler, jobs=jobs, progress=progress)
    with replacing(output) if output else standard_output() as file:
        WRITERS[suffix](paths, file)
    for number, run in enumerate(scenario.runs):
        if isinstance(run.penalty, NoPenalty):
            say(f"{source}: runs.{number} has no penalty and so no path: it is left out")
    for path in paths:
        for sentence in summary(path):
            say(f"{source}: {sentence}")
    return DONE


def _check_options(ctx: click.Context, *, is_picture: bool) -> None:
    """Refuse an option that what is written has no use for."""
    for name in OF_TABLES if is_picture else OF_PICTURES:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            endings = alternatives(list(WRITERS) if is_picture else PICTURES)
            raise InputError(f"--{name} must be left out unless the output ends in {endings}")


def _draw(scenario: Scenario, output: Path, size: tuple[int, int], dpi: float, theme: str) -> None:
    """Draw the views of the path, if there is one to draw."""
    with toolkit():
        from regsim.gui.export import export_scenario
        from regsim.gui.paths import strengths_of
    strengths = strengths_of(Problem(scenario))
    reasons = [strengths.refuses(run.penalty) for run in scenario.runs]
    if all(reasons):
        raise InputError(f"runs must have a path to draw, they have none: {reasons[0]}", "runs")
    _, note = export_scenario(scenario, output, views=VIEWS_DRAWN, size=size, dpi=dpi, theme=theme)
    if note:
        say(note)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """What draws a bar on a terminal once it has taken more than a second; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    began = perf_counter()
    with ExitStack() as stack:
        bar: Any = None

        def progress(done: int, total: int) -> None:
            nonlocal bar
            if bar is None and perf_counter() - began > PATIENCE_S:
                bar = stack.enter_context(click.progressbar(length=total, label="sweep", file=sys.stderr))
            if bar is not None:
                bar.update(done - bar.pos)

        yield progress
