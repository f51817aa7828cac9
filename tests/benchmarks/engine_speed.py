"""How fast the engine steps beside what else one could take: one command, one table, all timed in the same run.

Everybody makes the same descents on one thread and records w, D and R at every step; that they agree is checked before
anything is timed. The plain numpy loop is the measure: the others are given as ratios to it, which hold from machine to
machine as seconds do not. From the checkout::

    python -m tests.benchmarks.engine_speed [--markdown]

PyTorch, JAX and numba come with the extra ``bench``; of one that is not installed the column stays empty.
"""

import argparse
import importlib
from collections.abc import Iterable, Mapping
from time import perf_counter
from types import ModuleType

import numpy as np
from threadpoolctl import ThreadpoolController

from tests.benchmarks.problem import Descent, Problem, problem

PEERS = {  # the module of each, its column and the library that it needs
    "plain_numpy": ("plain numpy", "numpy"),
    "ours": ("regsim", "regsim"),
    "pytorch": ("PyTorch autograd", "torch"),
    "jax_scan": ("JAX scan", "jax"),
    "numba_loops": ("numba", "numba"),
}
PROBLEMS = (
    ("logistic", 200, 2, 5_000),
    ("logistic", 569, 30, 3_000),
    ("linear", 200, 2, 5_000),
    ("linear", 569, 30, 3_000),
    ("linear", 20_000, 100, 1_000),
    ("network", 200, 2, 2_000),
)
REPEATS = 8  # in turn, so that who else uses the machine meets all alike; the best of each counts
HEADINGS = ("problem", *(heading for heading, _ in PEERS.values()))


def installed() -> dict[str, ModuleType]:
    """The peers that can be imported."""
    found = {}
    for name, (_, library) in PEERS.items():
        try:
            importlib.import_module(library)
        except ModuleNotFoundError:
            continue
        found[name] = importlib.import_module(f"tests.benchmarks.peers.{name}")
    return found


def prepared(peers: Mapping[str, ModuleType], task: Problem, seconds: dict[str, list[float]]) -> dict[str, Descent]:
    """The descent of every peer, all shown to be the same; how long preparing took is added to `seconds`."""
    descents = {}
    for name, peer in peers.items():
        began = perf_counter()
        descents[name] = peer.prepare(task)
        seconds.setdefault(name, []).append(perf_counter() - began)
    expected = descents["plain_numpy"]()
    for name, descend in descents.items():
        np.testing.assert_allclose(descend(), expected, rtol=1e-9, atol=1e-12, err_msg=f"{name} on {task.name}")
    return descents


def shortest(descents: Mapping[str, Descent]) -> dict[str, float]:
    """The shortest of several runs of each, in seconds."""
    times = dict.fromkeys(descents, float("inf"))
    for _ in range(REPEATS):
        for name, descend in descents.items():
            began = perf_counter()
            descend()
            times[name] = min(times[name], perf_counter() - began)
    return times


def cells(task: Problem, times: Mapping[str, float]) -> list[str]:
    """A row of the table."""
    plain = times["plain_numpy"]
    ratios = [f"{ratio(plain / times[name])}×" if name in times else "–" for name in PEERS if name != "plain_numpy"]
    return [task.name, f"{task.n_steps / plain:,.0f} steps/s", *ratios]


def ratio(value: float) -> str:
    """Two digits, or all before the point."""
    return f"{value:.{2 if value < 1.0 else 1 if value < 10.0 else 0}f}"


def show(row: Iterable[str], *, markdown: bool) -> None:
    """Print a row of the table."""
    first, *others = row
    if markdown:
        print("|", " | ".join([first, *others]), "|", flush=True)
    else:
        print(f"{first:30}" + "".join(f"{cell:>18}" for cell in others), flush=True)


def note(seconds: Mapping[str, list[float]]) -> str:
    """What the table does not say."""
    compiling = [
        f"{PEERS[name][0]} {min(seconds[name]):.1f} to {max(seconds[name]):.1f} s"
        for name in ("jax_scan", "numba_loops")
        if name in seconds
    ]
    rule = "One thread, float64; w, D and R recorded at every step."
    return f"{rule} Not counted: compiling, {' and '.join(compiling)} for each problem." if compiling else rule


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How fast the engine steps, beside its peers.")
    parser.add_argument("--markdown", action="store_true", help="print the table as it stands in the README")
    markdown = parser.parse_args().markdown
    peers, seconds = installed(), dict[str, list[float]]()
    show(HEADINGS, markdown=markdown)
    if markdown:
        show(["---", *["---:"] * len(PEERS)], markdown=True)
    with ThreadpoolController().limit(limits=1, user_api="blas"):
        for kind, n_samples, n_features, n_steps in PROBLEMS:
            task = problem(kind, n_samples, n_features, n_steps)
            show(cells(task, shortest(prepared(peers, task, seconds))), markdown=markdown)
    print(f"\n{note(seconds)}")


if __name__ == "__main__":
    main()
