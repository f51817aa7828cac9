"""What one turn of the event loop has for computing, shared by all who compute on it.

The descent, curves that grow and planes that grow are each at it a piece at a time. All of them may be due in one turn,
and the plots be painted in the same one: together they take no longer than one of them may alone.
"""

from weakref import WeakSet

TURN_S = 0.012  # beside a painting of the plots in the same turn

_AT_WORK: "WeakSet[object]" = WeakSet()


def join(worker: object) -> None:
    """`worker` computes something in every turn from the next one on, until it rests."""
    _AT_WORK.add(worker)


def share() -> float:
    """How much of a turn is for each who is at work, in seconds."""
    return TURN_S / max(len(_AT_WORK), 1)


def rest(worker: object) -> None:
    """`worker` has nothing left to compute."""
    _AT_WORK.discard(worker)
