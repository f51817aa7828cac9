"""How much memory problems hold, so that the way back has a limit."""

from collections.abc import Iterable

import numpy as np

from regsim.data import Dataset, Preparation
from regsim.problem import Problem


def arrays_of(problems: Iterable[Problem]) -> dict[int, int]:
    """The bytes of every array in the data and the matrices of these, each counted once, by its identity."""
    found: dict[int, int] = {}
    parts: list[object] = [part for p in problems for part in (p.dataset, p.loss, p.validation)]
    while parts:
        part = parts.pop()
        for value in vars(part).values() if part is not None else ():
            if isinstance(value, np.ndarray):
                found[id(value)] = value.nbytes
            elif isinstance(value, (Dataset, Preparation)):
                parts.append(value)
    return found
