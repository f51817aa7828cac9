"""What one turn of the event loop has for computing, shared by all who compute on it.

The descent, curves that grow and planes that grow are each at it a piece at a time. All of them may be due in one turn,
and the plots be painted in the same one: together they take no longer than one of them may alone.
"""

from weakref import WeakSet

TURN_S = 0.012  # beside a painting of the plots in the same turn

_AT_WORK: "WeakSet[object]" = WeakSet()


def share(worker: object) -> float:
    """How much of this turn is for `worker`, in seconds; from now until it rests it takes as much from the others."""
    _AT_WORK.add(worker)
    return TURN_S / len(_AT_WORK)


def rest(worker: object) -> None:
    """`worker` has nothing left to compute."""
    _AT_WORK.discard(worker)
