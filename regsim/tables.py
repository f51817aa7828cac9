"""What the tables in files share: which ending is which format, and names of columns."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

from regsim.parameters import InputError

Row = TypeVar("Row")
Writer = Callable[[Sequence[Row], BinaryIO], None]
Writers = Mapping[str, Writer[Row]]


def writer_for(path: Path, writers: Writers[Row]) -> Writer[Row]:
    """What writes the format that the ending of `path` names.

    Raises
    ------
    InputError
        When no format has that ending.
    """
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"{path}: must end in {' or '.join(writers)}")
    return writer


def weight_columns(names: Sequence[str], others: Collection[str]) -> list[str]:
    """The names of the weights, those that other columns have already with `` (weight)`` behind them."""
    taken = {*others, *names}
    found = []
    for name in names:
        column = name
        while column in others or (column != name and column in taken):
            column += " (weight)"
        taken.add(column)
        found.append(column)
    return found
