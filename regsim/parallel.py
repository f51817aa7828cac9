"""Independent pieces of work: one after the other, or side by side on threads, processes or a cluster.

Every piece is computed by the same code from the same numbers with BLAS on one thread, so that who computes it, and how
many do, changes no bit of the result as long as the processors are alike.

Worker processes take one or two seconds to start. Hence the first piece is done at once, on the spot; only if the
others would take longer than :data:`WORTH_S` at its pace do they go to workers.
"""

import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from time import perf_counter
from types import ModuleType
from typing import Any, Literal, TypeVar, get_args

from threadpoolctl import ThreadpoolController

from regsim.parameters import InputError

Backend = Literal["processes", "threads", "sequential", "dask", "ray"]
BACKENDS: tuple[Backend, ...] = get_args(Backend)
WORTH_S = 4.0  # of work left, from where on two processes have repaid what starting them takes
CONNECT_S = 5.0  # to wait for a cluster

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Told = Callable[[int], None]  # how much more is done
Progress = Callable[[int, int], None]  # how much is done, of how much
Work = Callable[[Piece, Told], Result]


def each(
    work: Work[Piece, Result],
    pieces: Sequence[Piece],
    size: int,
    *,
    backend: Backend = "processes",
    scheduler: str | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Result]:
    """The results of all pieces, in their order.

    Parameters
    ----------
    work : callable
        Called with a piece and what it may call with how much of the piece is done. Of a module, so that other
        processes find it.
    pieces : sequence
    size : int
        How much there is to do in a piece.
    backend : {"processes", "threads", "sequential", "dask", "ray"}
    scheduler : str, optional
        The address of the cluster.
    jobs : int, optional
        How many work at a time; as many as there are processors if left out.
    progress : callable, optional
        Called with how much is done, of how much: bit by bit where one piece is done after the other, else by pieces.

    Raises
    ------
    InputError
        When there is no such backend, its package is not installed, or the cluster cannot be reached.
    """
    _check(backend, scheduler, jobs)
    told = _nothing if progress is None else _counted(progress, size * len(pieces))
    if backend == "sequential" or (jobs == 1 and backend in ("processes", "threads")):
        return _in_turn(work, pieces, told)
    if backend != "processes":
        return _side_by_side(work, pieces, size, _workers(backend, scheduler), jobs, told)
    began = perf_counter()
    results, others = _in_turn(work, pieces[:1], told), pieces[1:]
    if (perf_counter() - began) * len(others) < WORTH_S:
        return results + _in_turn(work, others, told)
    return results + _side_by_side(work, others, size, _workers(backend, scheduler), jobs, told)


def _check(backend: str, scheduler: str | None, jobs: int | None) -> None:
    if backend not in BACKENDS:
        raise InputError.at("backend", f"must be one of {', '.join(BACKENDS)}", backend)
    if jobs is not None and jobs < 1:
        raise InputError.at("jobs", "must be a whole number ≥ 1", jobs)
    if backend == "dask" and not scheduler:
        raise InputError("scheduler must be the address of a Dask scheduler for backend dask, got nothing")
    if scheduler and backend not in ("dask", "ray"):
        raise InputError.at("scheduler", "must be left out unless backend is dask or ray", scheduler)


def _in_turn(work: Work[Piece, Result], pieces: Sequence[Piece], told: Told) -> list[Result]:
    with _one_thread:
        return [work(piece, told) for piece in pieces]


def _side_by_side(
    work: Work[Piece, Result],
    pieces: Sequence[Piece],
    size: int,
    workers: AbstractContextManager[dict[str, Any]],
    jobs: int | None,
    told: Told,
) -> list[Result]:
    joblib = importlib.import_module("joblib")  # takes a quarter of a second
    results: list[Result] = []
    with ExitStack() as stack:
        options = stack.enter_context(workers)
        # What comes from other machines is handed on as it comes, but for Ray, which has no way to say when.
        kind = "list" if options["backend"] == "ray" else "generator"
        stack.enter_context(joblib.parallel_config(n_jobs=jobs or -1, **options))
        calls = (joblib.delayed(_alone)(work, piece) for piece in pieces)
        for result in joblib.Parallel(return_as=kind, batch_size=1)(calls):
            results.append(result)
            told(size)
    return results


@contextmanager
def _workers(backend: Backend, scheduler: str | None) -> Iterator[dict[str, Any]]:
    """The options by which joblib finds them."""
    if backend in ("processes", "threads"):
        yield {"backend": "loky" if backend == "processes" else "threading"}
    elif backend == "dask":
        with _dask_client(scheduler) as client:
            yield {"backend": "dask", "client": client}
    else:
        with _ray(scheduler):
            yield {"backend": "ray"}


@contextmanager
def _dask_client(scheduler: str | None) -> Iterator[Any]:
    import asyncio  # takes longer than all of the engine

    distributed = _package("distributed", "dask")
    try:
        asyncio.run(_call(scheduler))  # a client that finds nobody would go on trying as long as it lives
    except (OSError, ValueError):
        raise InputError.at("scheduler", "must be the address of a Dask scheduler that answers", scheduler) from None
    with distributed.Client(scheduler, timeout=CONNECT_S, set_as_default=False) as client:
        if not client.scheduler_info()["workers"]:
            raise InputError.at("scheduler", "must have workers", scheduler)
        try:  # what they cannot unpickle would be waited for for ever
            client.run_on_scheduler(importlib.import_module, __name__)
            client.run(importlib.import_module, __name__)
        except ModuleNotFoundError as error:
            constraint = f"must be that of a cluster where regsim is installed ({error})"
            raise InputError.at("scheduler", constraint, scheduler) from None
        yield client


async def _call(scheduler: str | None) -> None:
    """Connect to the scheduler and hang up."""
    import asyncio

    connection = await asyncio.wait_for(importlib.import_module("distributed.core").connect(scheduler), CONNECT_S)
    await connection.close()


@contextmanager
def _ray(scheduler: str | None) -> Iterator[None]:
    import socket

    ray = _package("ray", "ray")
    is_ours = not ray.is_initialized()
    if is_ours:
        host, _, port = (scheduler or "").rpartition("://")[2].rpartition(":")
        try:
            if port.isdecimal():  # Ray itself would try for minutes
                socket.create_connection((host, int(port)), timeout=CONNECT_S).close()
            ray.init(address=scheduler, log_to_driver=False)
        except (OSError, ValueError, OverflowError):
            raise InputError.at("scheduler", "must be the address of a Ray cluster that answers", scheduler) from None
    try:
        importlib.import_module("ray.util.joblib").register_ray()
        yield
    finally:
        if is_ours:
            ray.shutdown()


def _package(name: str, extra: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise InputError(
            f"backend {extra} needs the package {name}, which is not installed: pip install 'regsim[{extra}]'"
        ) from None


def _nothing(done: int) -> None:
    """For whoever need not be told."""


def _counted(progress: Progress, total: int) -> Told:
    done = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress(done, total)

    return told


def _alone(work: Work[Piece, Result], piece: Piece) -> Result:
    """A piece as a worker does it."""
    with _one_thread:
        return work(piece, _nothing)


class _OneThread:
    """BLAS on one thread from the first piece under way in this process to the end of the last, on whatever thread."""

    def __init__(self) -> None:
        self._lock, self._n, self._limit = threading.Lock(), 0, ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if not self._n:
                self._limit.enter_context(ThreadpoolController().limit(limits=1, user_api="blas"))
            self._n += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._n -= 1
            if not self._n:
                self._limit.close()


_one_thread = _OneThread()
