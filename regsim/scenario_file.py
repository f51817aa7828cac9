"""The scenario file: TOML, version 1, and how it is read and written.

Files are data: nothing in them is ever executed, and what is wrong in one is said in one sentence that names the file,
the field, the constraint and the value.
"""

import difflib
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from regsim import picture
from regsim.data import Csv
from regsim.engine.objective import Convention
from regsim.files import reason, write_atomically
from regsim.overrides import apply_override, parse_override
from regsim.parameters import Config, InputError, shown
from regsim.resources import lesson_names, resource_path
from regsim.scenario import TABLES, Change, Run, Scenario
from regsim.wording import Wording

FORMAT = "regsim-scenario"
VERSION = 1
EXAMPLES = ("from-five", "breast-cancer")  # of lessons
TABLE_SUFFIXES = (".csv", ".tsv")
MAX_BYTES = 16 * 2**20  # a scenario with inline data of a million numbers is about this long


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
    _leave_out(tree, changes=())
    for run in tree["runs"]:
        _leave_out(run["optimizer"], schedule={"kind": "constant"}, seed=0)
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
        names = difflib.get_close_matches(name, lesson_names()) or EXAMPLES
        raise InputError(f"{name}: must be a file or a lesson, such as {' or '.join(names)}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {reason(error)}") from None
    if len(content) > limit:
        raise InputError(f"{name}: must be at most {limit // 2**20} MiB large")
    if path.suffix.lower() in TABLE_SUFFIXES:
        raise InputError(f"{name}: must be a scenario, not a table: the window opens those, with Ctrl+Shift+O")
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


def _leave_out(table: dict[str, Any], **defaults: Any) -> None:
    """Leave the fields out that have these values, which few scenarios change."""
    for field, default in defaults.items():
        if table[field] == default:
            del table[field]


def _without_none(value: Any) -> Any:
    """TOML has no null: what is None is left out."""
    if isinstance(value, dict):
        return {key: _without_none(v) for key, v in value.items() if v is not None}
    if isinstance(value, (list, tuple)):
        return [_without_none(v) for v in value]
    return value
