"""Long work in pieces: between two of them other threads get their turn, and work that nobody waits for ends.

One call that goes through a million Python objects holds up every other thread until it returns, be it made in a thread
of its own: the window would stand still while a file is read. Hence whatever goes through the cells of a table does so
a piece at a time. Arrays need none of it: numpy lets other threads run meanwhile.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

PIECE = 4096  # cells: about a millisecond
BYTES_PIECE = 1 << 18  # bytes: some milliseconds, even where they are numbers
Sliced = TypeVar("Sliced", bytes, str, Sequence[str])
Scalar = TypeVar("Scalar", bound=np.generic)


class AbandonedError(Exception):
    """Nobody waits any more for what is being computed."""


_is_abandoned: ContextVar[Callable[[], bool]] = ContextVar("_is_abandoned", default=lambda: False)


@contextmanager
def abandoned_when(is_abandoned: Callable[[], bool]) -> Iterator[None]:
    """What is done within, in pieces, ends with an :class:`AbandonedError` before the next one once this is so."""
    token = _is_abandoned.set(is_abandoned)
    try:
        yield
    finally:
        _is_abandoned.reset(token)


def breathe() -> None:
    """Between two pieces.

    Raises
    ------
    AbandonedError
        When nobody waits any more.
    """
    if _is_abandoned.get()():
        raise AbandonedError


def pieces(whole: Sliced, length: int = PIECE) -> Iterator[Sliced]:
    """Slices of `whole`, one after the other."""
    for start in range(0, len(whole), length):
        breathe()
        yield whole[start : start + length]


def joined(parts: Sequence[NDArray[Scalar]], dtype: type[Scalar]) -> NDArray[Scalar]:
    """One array of many along the first axis; an empty one of none."""
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def dissolve(texts: list[str]) -> None:
    """Empty a list: the last reference to a million texts, dropped at once, takes a tenth of a second."""
    while texts:
        del texts[-PIECE:]
