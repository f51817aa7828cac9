"""A scenario: one frozen value that says everything about what is on screen, and its file format.

The file is TOML, version 1. Files are data: nothing in them is ever executed, and what is wrong in one is said in one
sentence that names the file, the field, the constraint and the value.
"""

import difflib
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import tomli_w

from regsim import picture
from regsim.data import Csv, NoData, Source
from regsim.engine import accelerated, network, softmax  # noqa: F401 - their classes are kinds of the tables below
from regsim.engine.models import Model, PenaltyOnly
from regsim.engine.objective import Convention
from regsim.engine.optimizers import GradientDescent, Optimizer
from regsim.engine.penalties import L1, L2, NoPenalty, Penalty
from regsim.engine.schedules import Schedule
from regsim.engine.start import Start, Values
from regsim.files import reason, write_atomically
from regsim.overrides import apply_override, parse_override
from regsim.parameters import Config, InputError, declare, kind_of, shown, union_of
from regsim.resources import lesson_names, resource_path
from regsim.wording import Wording

FORMAT = "regsim-scenario"
VERSION = 1
MAX_RUNS = 4
MAX_BYTES = 16 * 2**20  # a scenario with inline data of a million numbers is about this long

VIEWS = {
    "slice": "Loss along one weight",
    "derivative": "Derivative along one weight",
    "weights": "Weights over steps",
    "objective": "Loss over steps",
}

if TYPE_CHECKING:
    from regsim.data import Source as AnySource
    from regsim.engine.models import Model as AnyModel
    from regsim.engine.optimizers import Optimizer as AnyOptimizer
    from regsim.engine.penalties import Penalty as AnyPenalty
    from regsim.engine.start import Start as AnyStart
else:  # every class below the base, so that adding one is enough
    AnySource, AnyModel, AnyPenalty = union_of(Source), union_of(Model), union_of(Penalty)
    AnyOptimizer, AnyStart = union_of(Optimizer), union_of(Start)

TABLES: dict[str, type[Config]] = {
    "data": Source,
    "model": Model,
    "penalty": Penalty,
    "optimizer": Optimizer,
    "schedule": Schedule,
    "start": Start,
}


def _check_parts(config: Config) -> None:
    """Make sure that every part is what its field says: what comes from a file is, in Python it could be anything."""
    for field, base in (TABLES | {"convention": Convention}).items():
        if field in config.__struct_fields__:
            _check_class(field, getattr(config, field), base)


def _check_class(field: str, part: object, base: type) -> None:
    if not isinstance(part, base):
        raise InputError.at(field, f"must be of class {base.__name__}", part)


class Run(Config, frozen=True):
    """One column: a penalty and an optimizer on the shared problem.

    Raises
    ------
    InputError
        When one of them is something else.
    """

    penalty: AnyPenalty = L1()
    optimizer: AnyOptimizer = GradientDescent()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_parts(self)


def _checked(runs: object) -> tuple[Run, ...]:
    if not isinstance(runs, (list, tuple)):
        raise InputError.at("runs", "must be a list of runs", runs)
    for i, run in enumerate(runs):
        _check_class(f"runs.{i}", run, Run)
    if not 1 <= len(runs) <= MAX_RUNS:
        raise InputError(f"runs must be 1 to {MAX_RUNS}, got {len(runs)}", "runs")
    return tuple(runs)


class Change(Config, frozen=True):
    """A new strength or learning rate in mid-run: what comes before the step stays as it was.

    Raises
    ------
    InputError
        When neither is given.
    """

    step: Annotated[int, declare("step", symbol="k", ge=1, le=10_000_000, help="The step from which it holds.")]
    run: Annotated[
        int | None, declare("run", ge=0, le=MAX_RUNS - 1, help="Which run, counted from 0; all if left out.")
    ] = None
    strength: Annotated[
        float | None, declare("strength", symbol="λ", ge=0.0, scale="log", help="The new λ of the penalty.")
    ] = None
    learning_rate: Annotated[
        float | None, declare("learning rate", symbol="η", gt=0.0, scale="log", help="The new η of the optimizer.")
    ] = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.strength is None and self.learning_rate is None:
            raise InputError("strength must be given where learning_rate is not, got neither", "strength")

    def acts_on(self, run: int) -> bool:
        """Whether it changes the run of this number."""
        return self.run is None or self.run == run

    def applied(self, run: Run) -> Run:
        """The run with the new values; a penalty without a strength stays as it is."""
        penalty, optimizer = run.penalty, run.optimizer
        if self.strength is not None and "strength" in penalty.__struct_fields__:
            penalty = msgspec.structs.replace(penalty, strength=self.strength)
        if self.learning_rate is not None:
            optimizer = msgspec.structs.replace(optimizer, learning_rate=self.learning_rate)
        return Run(penalty, optimizer)


def _checked_changes(changes: object, runs: Sequence[Run]) -> tuple[Change, ...]:
    if not isinstance(changes, (list, tuple)):
        raise InputError.at("changes", "must be a list of changes", changes)
    for i, change in enumerate(changes):
        _check_class(f"changes.{i}", change, Change)
        if change.run is not None and change.run >= len(runs):
            raise InputError.at(f"changes.{i}.run", f"must be at most {len(runs) - 1}, the last run", change.run)
        if change.run is not None and change.strength is not None and isinstance(runs[change.run].penalty, NoPenalty):
            raise InputError.at(f"changes.{i}.strength", "must be left out for a run without penalty", change.strength)
    return tuple(changes)


class Scenario(Config, frozen=True):
    """Everything about what is on screen.

    Raises
    ------
    InputError
        When a value is outside its declared bounds, or the parts do not fit together.
    """

    title: Annotated[str, declare("title", help="What the scenario is called.")] = ""
    n_steps: Annotated[
        int,
        declare(
            "steps", symbol="n", ge=1, le=10_000_000, scale="log", slider=(1, 1e5), help="How many updates to make."
        ),
    ] = 100
    views: Annotated[tuple[str, ...], declare("views", help="The rows of the grid, from the top.")] = tuple(VIEWS)
    data: AnySource = NoData()
    model: AnyModel = PenaltyOnly()
    convention: Convention = Convention()
    start: AnyStart = Values()
    runs: tuple[Run, ...] = (Run(L1(), GradientDescent(0.5)), Run(L2(), GradientDescent(0.5)))
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_parts(self)
        msgspec.structs.force_setattr(self, "runs", _checked(self.runs))
        msgspec.structs.force_setattr(self, "changes", _checked_changes(self.changes, self.runs))
        if not self.views:
            raise InputError("views must name at least one view, got none", "views")
        for view in self.views:
            if view not in VIEWS:
                raise InputError(f"views must be among {', '.join(VIEWS)}, got {shown(view)}", "views")
        if len(set(self.views)) < len(self.views):
            raise InputError(f"views must name each view once, got {', '.join(self.views)}", "views")
        if isinstance(self.data, NoData) is self.model.needs_data:
            word = "name a source of data" if self.model.needs_data else "be 'none'"
            got = kind_of(self.data)
            raise InputError(f"data.kind must {word} for {self.model.label.lower()}, got '{got}'", "data.kind")


def load(source: str | os.PathLike[str], overrides: Sequence[str] = ()) -> Scenario:
    """The scenario of a lesson (by name) or a file: TOML, or a PNG that regsim saved.

    Parameters
    ----------
    source : str or path
    overrides : sequence of str
        ``runs.0.penalty.strength=0.3`` and the like, applied before the values are checked.

    Raises
    ------
    InputError
        When there is no such lesson or file, or what is in it is wrong.
    """
    name = os.fspath(source)
    path = resource_path("lessons", f"{name}.toml") if name in lesson_names() else Path(name)
    said = name if name.strip() and name.isprintable() else shown(name)
    return loads(_read(path, said), overrides, name=said, folder=path.parent)


def loads(text: str, overrides: Sequence[str] = (), *, name: str = "scenario", folder: Path | None = None) -> Scenario:
    """The scenario in TOML text; a CSV's relative path is meant from `folder`.

    Raises
    ------
    InputError
        When the text is not a scenario.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a str, got {type(text).__name__}")  # tomllib's own sentence says the opposite
    try:
        tree = tomllib.loads(text)
    except ValueError as error:  # a TOMLDecodeError, or an integer of more digits than Python reads
        raise InputError(f"{name}: must be a scenario in valid TOML: {error}") from None
    except RecursionError:
        raise InputError(f"{name}: must be a scenario in valid TOML: lists are nested too deeply") from None
    changes = [parse_override(override) for override in overrides]
    try:
        _check_header(tree)
        if folder is not None:
            _move_path(tree, lambda path: path if path[:1] in ("", "~") else os.path.normpath(folder.absolute() / path))
        for field, value in changes:
            apply_override(tree, field, value)
        return _convert(tree)
    except InputError as error:
        raise InputError(f"{name}: {error}", error.field) from None


def origin(source: str | os.PathLike[str]) -> Path | None:
    """The scenario file that `source` is, and saving goes to; None where it is a lesson or a picture."""
    path = Path(source)
    return None if os.fspath(source) in lesson_names() or path.suffix.lower() == ".png" else path


def dumps(scenario: Scenario, folder: Path | None = None) -> str:
    """The scenario as TOML text, to stand in `folder`, if given.

    A CSV's path is then written relative to that folder where it lies below it, and in full elsewhere.
    """
    tree = {"format": FORMAT, "version": VERSION} | msgspec.to_builtins(scenario)
    tree.pop("kind")
    for table in (tree["convention"], *tree["runs"], *tree["changes"]):
        table.pop("kind")
    if not tree["changes"]:
        del tree["changes"]
    if folder is not None:
        _move_path(tree, lambda path: _relative(path, folder))
    return tomli_w.dumps(_without_none(tree))


def save(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Write the scenario to a TOML file; the file that was there is kept as ``.bak``.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    target = Path(path)
    write_atomically(target, dumps(scenario, target.absolute().parent).encode(), keep_backup=True)


def portable(scenario: Scenario) -> Scenario:
    """The scenario to hand to others: without the folders of its files."""
    if not isinstance(scenario.data, Csv):
        return scenario
    data = msgspec.structs.replace(scenario.data, path=Path(scenario.data.path).name)
    return msgspec.structs.replace(scenario, data=data)


def _read(path: Path, name: str) -> str:
    """The TOML text in a scenario file or in a picture."""
    is_picture = path.suffix.lower() == ".png"
    limit = picture.MAX_BYTES if is_picture else MAX_BYTES
    try:
        if path == Path():
            raise FileNotFoundError  # the empty name; as a path it is the working directory
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        names = difflib.get_close_matches(name, lesson_names()) or lesson_names()
        raise InputError(f"{name}: must be a file or a lesson, such as {' or '.join(names)}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {reason(error)}") from None
    if len(content) > limit:
        raise InputError(f"{name}: must be at most {limit // 2**20} MiB large")
    if is_picture:
        return picture.scenario_text(content, name)
    try:
        return content.decode("utf-8-sig")  # some editors on Windows put a byte-order mark in front
    except UnicodeDecodeError:
        raise InputError(f"{name}: must be UTF-8 text") from None


def _check_header(tree: dict[str, Any]) -> None:
    for field, expected in (("format", FORMAT), ("version", VERSION)):
        value = tree.pop(field, None)
        if type(value) is not type(expected) or value != expected:
            got = "nothing" if value is None else shown(value)
            raise InputError(f"{field} must be {shown(expected)}, got {got}", field)


def _move_path(tree: dict[str, Any], move: Any) -> None:
    data = tree.get("data")
    if isinstance(data, dict) and isinstance(data.get("path"), str):
        data["path"] = str(move(data["path"]))


def _relative(path: str, folder: Path) -> str:
    """A path that is meant from the working directory, as one that is meant from `folder`."""
    if path[:1] in ("", "~"):
        return path
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - pathlib has nothing that takes .. out and leaves links alone
    home = Path(os.path.abspath(folder))  # noqa: PTH100
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)


def _convert(tree: dict[str, Any]) -> Scenario:
    """The tree as a scenario; msgspec's errors become sentences that name the field, the constraint and the value."""
    try:
        return msgspec.convert(tree, Scenario)
    except msgspec.ValidationError as error:
        sections: dict[str, type[Config]] = {"": Scenario, "runs": Run, "convention": Convention, "changes": Change}
        raise Wording(tree, TABLES, sections).error(error) from None


def _without_none(value: Any) -> Any:
    """TOML has no null: what is None is left out."""
    if isinstance(value, dict):
        return {key: _without_none(v) for key, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [_without_none(v) for v in value]
    return value
