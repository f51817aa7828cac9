"""The command line: what a scenario computes and draws, without a window; and the way into the window.

A command reads its arguments, calls the same code as the Python API and the window, and returns an exit code. Errors
are raised; :mod:`regsim.__main__` turns them into sentences. Only what draws imports the toolkit, inside its command.
"""

import gc
from collections.abc import Sequence
from pathlib import Path

import click

from regsim.cli_sweep import sweep_strengths
from regsim.cli_words import (
    DIVERGED,
    DONE,
    ScenarioGroup,
    examples,
    named,
    read_names,
    read_size,
    say,
    scenario_argument,
    set_option,
    standard_output,
)
from regsim.desktop import require_display, toolkit
from regsim.engine.trajectory import Trajectory
from regsim.files import replacing
from regsim.listing import SECTIONS, listing
from regsim.problem import Problem, cautions
from regsim.scenario import VIEWS
from regsim.scenario_file import load, origin
from regsim.tables import writer_for
from regsim.trajectory_table import WRITERS, write_csv

OPENING = "from-five"


@click.command(options_metavar="", epilog="For everything else: 'regsim --help'.")
@click.pass_context
def window(ctx: click.Context) -> int:
    """Open the window with this scenario."""
    return _open_window(str(ctx.info_name))


@click.group(
    cls=ScenarioGroup,
    opener=window,
    invoke_without_command=True,
    subcommand_metavar="[SCENARIO | COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        """\
  regsim                                  the opening lesson, from-five
  regsim breast-cancer                    another lesson
  regsim mine.toml                        a scenario of your own
  regsim simulate from-five               its numbers, as CSV
  regsim export from-five -o figure.png   its picture; needs no display"""
    ),
)
@click.version_option(package_name="regsim", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context) -> int:
    """See why regularization makes weights small (L2) and zero (L1).

    With a SCENARIO, a window opens that plays it, steps through it and changes it; with nothing, the opening lesson.
    SCENARIO is the name of a lesson (see 'regsim list lessons'), a scenario file (.toml), or a picture that regsim
    saved (.png), which carries its scenario.
    """
    return _open_window(OPENING) if ctx.invoked_subcommand is None else DONE


@program.command(
    "list",
    options_metavar="",
    epilog=examples(
        """\
  regsim list lessons
  regsim list penalties"""
    ),
)
@click.argument("what", required=False, metavar="[WHAT]", type=click.Choice(list(SECTIONS)))
def list_names(what: str | None) -> int:
    """List what there is to choose from.

    WHAT is lessons, models, data, penalties, optimizers, starts or views; everything if left out. Each kind is listed
    with its fields, their defaults and what they must be, in the words of scenario files and of --set.
    """
    click.echo("\n".join(listing(section) for section in ([what] if what else SECTIONS)), nl=False)
    return DONE


@program.command(
    "simulate",
    options_metavar="[OPTIONS]",
    epilog=examples(
        """\
  regsim simulate from-five
  regsim simulate from-five -o out.csv --set n_steps=50 --set runs.0.penalty.strength=0.3
  regsim simulate from-five -o out.npz --set 'runs.1.penalty={kind="l2-norm"}'"""
    ),
)
@scenario_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A .csv or .npz file; CSV on standard output if left out.",
)
@set_option
def simulate_scenario(source: str, output: Path | None, overrides: tuple[str, ...]) -> int:
    """Write the weights and losses of every step.

    A row per run and step, with the columns run (counted from 0), step, objective, data_loss, penalty and one per
    weight; numbers read back bit for bit. An .npz file has the same as NumPy arrays.

    SCENARIO is the name of a lesson (see 'regsim list lessons'), a .toml file or a .png that regsim saved. A run that
    diverges is written up to its last finite step, and the exit code is 1.
    """
    write = writer_for(output, WRITERS) if output else write_csv
    scenario = load(source, overrides)
    with named(source):
        problem = Problem(scenario)
        trajectories = problem.simulate()
        for caution in cautions(problem):
            say(f"{source}: {caution}")
    with replacing(output) if output else standard_output() as file:
        write(trajectories, file)
    return _report(source, trajectories)


@program.command(
    "export",
    options_metavar="[OPTIONS]",
    epilog=examples(
        """\
  regsim export from-five -o figure.png
  regsim export breast-cancer -o weights.pdf --views weights --step 200 --theme dark
  regsim export from-five -o slide.svg --size 1280x720 --set runs.1.penalty.strength=0.3"""
    ),
)
@scenario_argument
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="A .png, .svg or .pdf file.",
)
@click.option("--views", metavar="A,B", callback=read_names, help=f"Rows, from the top, among {', '.join(VIEWS)}.")
@click.option("--step", type=int, metavar="K", help="The step to draw; the last if left out.")
@click.option("--weight", metavar="NAME", help="The weight to look along; the first if left out.")
@click.option(
    "--size",
    metavar="WxH",
    default="1600x1000",
    show_default=True,
    callback=read_size,
    help="Of a .png in pixels, else in units of 1/96 inch.",
)
@click.option(
    "--dpi",
    type=float,
    metavar="DPI",
    default=96.0,
    show_default=True,
    help="Pixels per inch of a .png; text and lines grow with it.",
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True, help="The colours.")
@set_option
def export(
    source: str,
    output: Path,
    views: tuple[str, ...] | None,
    step: int | None,
    weight: str | None,
    size: tuple[int, int],
    dpi: float,
    theme: str,
    overrides: tuple[str, ...],
) -> int:
    """Draw the grid of a scenario into a file; no display is needed.

    The picture is the one the window shows: a column per run, a row per view. A .png carries its scenario, unless that
    takes more than 1 MiB, and can be opened with 'regsim FILE'.

    SCENARIO is the name of a lesson (see 'regsim list lessons'), a .toml file or a .png that regsim saved; the views
    are explained by 'regsim list views'.
    """
    scenario = load(source, overrides)
    with toolkit():
        from regsim.gui.export import export_scenario
    with named(source):
        drawn, note = export_scenario(
            scenario, output, views=views, step=step, weight=weight, size=size, dpi=dpi, theme=theme
        )
    if note:
        say(note)
    return _report(source, drawn)


def _open_window(source: str) -> int:
    scenario = load(source)
    require_display()
    gc.disable()  # what a window is made of stays: to look through it for garbage would hold it up
    try:
        with toolkit():
            from regsim.gui.app import run
        with named(source):
            return run(scenario, origin(source))
    finally:
        gc.enable()


def _report(source: str, trajectories: Sequence[Trajectory]) -> int:
    """Say which runs diverged; the exit code."""
    for run, trajectory in enumerate(trajectories):
        if trajectory.diverged:
            say(f"{source}: runs.{run} {trajectory.status}")
    return DIVERGED if any(trajectory.diverged for trajectory in trajectories) else DONE


program.add_command(sweep_strengths)
