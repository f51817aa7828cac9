"""Who computes a sweep makes no difference to it: processes, threads, a Dask cluster, or nobody else."""

import importlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import regsim
from regsim import parallel
from regsim.engine.sweep import Path
from regsim.parallel import Told, each
from regsim.sweeping import sweep
from tests.command_line import program

OVERRIDES = ("data.validation_fraction=0.25", "runs.1.penalty.kind=elastic-net")
STRENGTHS = (0.003, 0.03, 0.3)


def swept(**options: Any) -> tuple[Path, ...]:
    return sweep(regsim.load("breast-cancer", OVERRIDES), STRENGTHS, folds=3, **options)


@pytest.fixture(scope="module")
def expected() -> tuple[Path, ...]:
    return swept(backend="sequential")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, each a process of its own."""
    distributed = importlib.import_module("distributed")
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        local_directory=tmp_path_factory.mktemp("dask"),
    ) as local:
        yield local.scheduler_address


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are worth it for any work."""
    monkeypatch.setattr(parallel, "WORTH_S", 0.0)


def assert_same_bits(found: tuple[Path, ...], expected: tuple[Path, ...]) -> None:
    for a, b in zip(found, expected, strict=True):
        assert (a.runs, a.penalty, a.weight_names) == (b.runs, b.penalty, b.weight_names)
        arrays = {name: value for name, value in vars(b).items() if isinstance(value, np.ndarray)}
        assert len(arrays) == 9
        for name, values in arrays.items():
            np.testing.assert_array_equal(getattr(a, name), values, err_msg=name)
        assert a.cross_validation is not None
        assert b.cross_validation is not None
        np.testing.assert_array_equal(a.cross_validation.losses, b.cross_validation.losses)
        np.testing.assert_array_equal(a.cross_validation.accuracies, b.cross_validation.accuracies)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_threads_compute_the_same_bits_however_many_there_are(expected: tuple[Path, ...], jobs: int) -> None:
    assert_same_bits(swept(backend="threads", jobs=jobs), expected)


@pytest.mark.usefixtures("eager")
def test_processes_compute_the_same_bits(expected: tuple[Path, ...]) -> None:
    seen: list[tuple[int, int]] = []

    assert_same_bits(swept(jobs=2, progress=lambda *state: seen.append(state)), expected)

    # The first path is followed here, strength by strength; of the others it is told when they are done.
    assert seen == [(done, 24) for done in (1, 2, 3, *range(6, 25, 3))]


def test_a_dask_cluster_of_two_workers_computes_the_same_bits(cluster: str, expected: tuple[Path, ...]) -> None:
    assert_same_bits(swept(backend="dask", scheduler=cluster), expected)


def test_the_command_writes_the_same_bytes_from_a_dask_cluster(cluster: str) -> None:
    command = ["sweep", "breast-cancer", "--strengths", "0.01:1:5", "--folds", "2"]

    here = program(*command, "--backend", "sequential")
    there = program(*command, "--backend", "dask", "--scheduler", cluster)

    assert (there.returncode, there.stdout, there.stderr) == (0, here.stdout, here.stderr)
    assert here.returncode == 0


def where(piece: int, told: Told) -> tuple[int, int, set[int]]:
    """The piece, the process that does it, and how many threads its libraries for linear algebra may use."""
    told(1)
    pools = importlib.import_module("threadpoolctl").threadpool_info()
    return piece, os.getpid(), {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"}


def test_work_that_is_soon_done_starts_no_process() -> None:
    results = each(where, range(20), 1)

    assert [(piece, process) for piece, process, _ in results] == [(piece, os.getpid()) for piece in range(20)]


@pytest.mark.usefixtures("eager")
def test_the_first_piece_is_done_on_the_spot_and_the_others_by_workers() -> None:
    results = each(where, range(4), 1, jobs=2)

    assert [piece for piece, *_ in results] == [0, 1, 2, 3]
    assert [process == os.getpid() for _, process, _ in results] == [True, False, False, False]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("backend", ["processes", "threads", "sequential"])
def test_whoever_works_has_one_thread_for_linear_algebra(backend: parallel.Backend) -> None:
    results = each(where, range(6), 1, backend=backend, jobs=2)

    assert [threads for _, _, threads in results] == [{1}] * 6


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("backend", "package"), [("dask", "distributed"), ("ray", "ray")])
def test_a_package_that_is_missing_is_named_with_how_to_install_it(
    backend: parallel.Backend, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(regsim.InputError) as refusal:
        swept(backend=backend, scheduler="tcp://127.0.0.1:8786")

    assert str(refusal.value) == (
        f"backend {backend} needs the package {package}, which is not installed: pip install 'regsim[{backend}]'"
    )


@pytest.mark.parametrize("address", ["nonsense", "what://127.0.0.1:1"])
def test_an_address_where_no_scheduler_answers_is_refused(address: str) -> None:
    with pytest.raises(regsim.InputError) as refusal:
        swept(backend="dask", scheduler=address)

    assert str(refusal.value) == f"scheduler must be the address of a Dask scheduler that answers, got {address!r}"


def test_a_scheduler_that_does_not_answer_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "CONNECT_S", 0.1)

    with pytest.raises(regsim.InputError, match=r"^scheduler must be the address of a Dask scheduler that answers"):
        swept(backend="dask", scheduler="tcp://127.0.0.1:1")


def test_a_scheduler_without_workers_is_refused() -> None:
    distributed = importlib.import_module("distributed")
    with (
        distributed.LocalCluster(
            n_workers=0, processes=False, dashboard_address="127.0.0.1:0", protocol="tcp"
        ) as empty,
        pytest.raises(regsim.InputError, match=r"^scheduler must have workers, got 'tcp://"),
    ):
        swept(backend="dask", scheduler=empty.scheduler_address)


def test_a_cluster_where_regsim_is_not_installed_is_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "__name__", "nowhere")

    with pytest.raises(regsim.InputError) as refusal:
        swept(backend="dask", scheduler=cluster)

    where_installed = "must be that of a cluster where regsim is installed (No module named 'nowhere')"
    assert str(refusal.value) == f"scheduler {where_installed}, got '{cluster}'"


def test_what_is_wrong_with_a_path_is_said_by_whoever_computes_it() -> None:
    scenario = regsim.load("breast-cancer")

    with pytest.raises(regsim.InputError, match=r"^at λ = 0 without a penalty there is no minimum: "):
        sweep(scenario, [0.0, 1.0], folds=2, backend="threads")


def test_an_unknown_backend_is_refused() -> None:
    backend: Any = "cloud"

    with pytest.raises(regsim.InputError) as refusal:
        swept(backend=backend)

    assert str(refusal.value) == "backend must be one of processes, threads, sequential, dask, ray, got 'cloud'"
