"""What takes long with pauses in it: whoever waits for it can do something else meanwhile.

It is a generator that stops now and then, and returns what is found. It changes nothing about the bits: the same is
computed in the same order, whoever goes on with it and whenever.

No thread is needed for it, and nothing to end it either: who does not want it any more drops it. That tells it from
work in a thread, which only an exception ends before its time, see :mod:`regsim.data.pieces`.
"""

from collections.abc import Generator
from typing import TypeVar

Found = TypeVar("Found")
Pausing = Generator[None, None, Found]


def finished(work: Pausing[Found]) -> Found:
    """What is found in the end, without any pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: Found = end.value
            return found
