"""What there is to choose from, as text for `regsim list`: made from the declarations, so that nothing is left out."""

import json
from collections.abc import Callable, Iterator

import click
import msgspec

from regsim.parameters import Config, Parameter, kinds, parameters
from regsim.resources import lesson_names
from regsim.scenario import TABLES, VIEWS
from regsim.scenario_file import load

WIDTH = 100
NAME_WIDTH = 34  # of the column of names: a longer one gets a line of its own

Rows = Iterator[tuple[str, str]]


def listing(what: str) -> str:
    """The names in one section of :data:`SECTIONS`, each with what it means and its fields."""
    heading, rows = SECTIONS[what]
    formatter = click.HelpFormatter(width=WIDTH)
    with formatter.section(f"{what.capitalize()} ({heading})"):
        formatter.write_dl(list(rows()), col_max=NAME_WIDTH)
    return formatter.getvalue()


def _lessons() -> Rows:
    for name in lesson_names():
        yield name, load(name).title


def _kinds(table: str) -> Callable[[], Rows]:
    """Rows of every kind of this table of a scenario, below each its fields."""

    def rows() -> Rows:
        for name, config in kinds(TABLES[table]).items():
            yield name, _summary(config)
            for parameter in parameters(config):
                yield f"  {parameter.name}{_default(parameter)}", _meaning(parameter)

    return rows


def _summary(config: type[Config]) -> str:
    return (config.__doc__ or "").strip().splitlines()[0]


def _default(parameter: Parameter) -> str:
    if parameter.default is msgspec.NODEFAULT or parameter.default is None:
        return ""
    return f" = {json.dumps(parameter.default)}"


def _meaning(parameter: Parameter) -> str:
    declaration = parameter.declaration
    symbol = f"{declaration.symbol}: " if declaration.symbol else ""
    need = "required: " if parameter.default is msgspec.NODEFAULT else "optional: " if parameter.optional else ""
    return f"{symbol}{declaration.help} ({need}{parameter.constraint.removeprefix('must be ')})"


SECTIONS: dict[str, tuple[str, Callable[[], Rows]]] = {
    "lessons": ("scenarios that come with regsim", _lessons),
    "models": ("kind under [model]", _kinds("model")),
    "data": ("kind under [data]", _kinds("data")),
    "penalties": ("kind of a run's penalty", _kinds("penalty")),
    "optimizers": ("kind of a run's optimizer", _kinds("optimizer")),
    "starts": ("kind under [start]", _kinds("start")),
    "views": ("rows of the grid", lambda: iter(VIEWS.items())),
}
