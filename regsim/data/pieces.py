"""Long work in pieces: between two of them other threads get their turn, and work that nobody waits for ends.

One call that goes through a million Python objects holds up every other thread until it returns, be it made in a thread
of its own: the window would stand still while a file is read. Hence whatever goes through the cells of a table does so
a piece at a time. Arrays need none of it: numpy lets other threads run meanwhile.

The work runs to its end in a thread of its own, or raises an :class:`AbandonedError`, and who started it waits for
that. Work on the thread of whoever waits is another thing: it stops and is gone on with, see
:mod:`regsim.engine.pausing`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

PIECE = 4096  # cells: about a millisecond
BYTES_PIECE = 1 << 18  # bytes: some milliseconds, even where they are numbers
Sliced = TypeVar("Sliced", bytes, str, Sequence[str])
Part = TypeVar("Part")
Scalar = TypeVar("Scalar", bound=np.generic)


class AbandonedError(Exception):
    """Nobody waits any more for what is being computed."""


_pause: ContextVar[Callable[[], None]] = ContextVar("_pause", default=lambda: None)


@contextmanager
def pausing(pause: Callable[[], None]) -> Iterator[None]:
    """Call `pause` between the pieces of what is done within: it may wait, or raise an :class:`AbandonedError`."""
    token = _pause.set(pause)
    try:
        yield
    finally:
        _pause.reset(token)


def breathe() -> None:
    """Between two pieces.

    Raises
    ------
    AbandonedError
        When nobody waits any more.
    """
    _pause.get()()


def pieces(whole: Sliced, length: int = PIECE) -> Iterator[Sliced]:
    """Slices of `whole`, one after the other."""
    return breathing(whole[start : start + length] for start in range(0, len(whole), length))


def breathing(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of something that is in pieces already."""
    for part in parts:
        breathe()
        yield part


def joined(parts: Sequence[NDArray[Scalar]], dtype: type[Scalar]) -> NDArray[Scalar]:
    """One array of many along the first axis; an empty one of none."""
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def dissolve(parts: list[Part]) -> None:
    """Empty a list: the last reference to a million texts, dropped at once, takes a tenth of a second."""
    while parts:
        breathe()
        parts.pop()
