"""Optima and paths behind the window: right, newest first, and nothing left over when it closes."""

import importlib
import threading

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from threadpoolctl import ThreadpoolController

import regsim
from regsim.arrays import FloatArray
from regsim.engine.descent import quiet
from regsim.engine.penalties import Penalty
from regsim.engine.reference import Optimum, optimum
from regsim.engine.sweep import follow
from regsim.gui import background as background_module
from regsim.gui import solutions as solutions_module
from regsim.gui.background import Background
from regsim.gui.paths import PartialPath, solve, strengths_of
from regsim.gui.session import Session
from regsim.gui.solutions import Solutions, solved
from regsim.problem import Problem
from regsim.scenario import Scenario
from tests.gui.conftest import Started, count

SPARSE = """
format = "regsim-scenario"
version = 1
n_steps = 5
views = ["weights"]
[data]
kind = "sparse-linear"
n_samples = 60
n_features = 8
validation_fraction = 0.25
[model]
kind = "linear-regression"
[start]
kind = "zeros"
[[runs]]
penalty = { kind = "l1", strength = 0.3 }
[[runs]]
penalty = { kind = "l2", strength = 0.3 }
"""
NETWORK = SPARSE.replace("linear-regression", "neural-network").replace('"zeros"', '"normal"')


def with_strength(scenario: Scenario, strength: float) -> Scenario:
    runs = tuple(
        msgspec.structs.replace(run, penalty=msgspec.structs.replace(run.penalty, strength=strength))
        for run in scenario.runs
    )
    return msgspec.structs.replace(scenario, runs=runs)


def session_of(background: Background) -> Session:
    return background._session


def complete(background: Background) -> bool:
    return all(isinstance(path, PartialPath) and path.is_complete for path in background.paths)


def arrays(thing: object) -> list[FloatArray]:
    return [value for value in vars(thing).values() if isinstance(value, np.ndarray)]


def test_small_problems_are_solved_before_the_first_redraw(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regsim.gui.background.FIRST_S", 60.0)  # however slow the machine
    problem = Problem(regsim.load("from-five", ["model.n_weights=2", "start.weights=[5.0, 1.0]"]))
    found = started(problem.scenario).optima
    expected = [optimum(objective) for objective in problem.objectives]
    assert [point.weights.tolist() for point in found if point is not None] == [p.weights.tolist() for p in expected]


@pytest.mark.parametrize("place", ["between frames", "thread"])
def test_every_run_gets_its_exact_optimum_and_its_whole_path(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    if place == "thread":
        monkeypatch.setattr(solutions_module, "QUICK", 0)
    background = started(regsim.loads(SPARSE))
    qtbot.waitUntil(lambda: complete(background))
    problem = session_of(background).problem
    for objective, point, part in zip(problem.objectives, background.optima, background.paths, strict=True):
        assert point is not None
        assert isinstance(part, PartialPath)
        assert point.weights == pytest.approx(optimum(objective).weights, abs=1e-12)
        scenario, path = problem.scenario, part.path
        alone = follow(
            scenario.model, scenario.convention, problem.loss, path.penalty, path.strengths, problem.validation
        )
        for name in ("weights", "data_loss", "penalty_value", "constraint", "validation_loss"):
            assert getattr(path, name) == pytest.approx(getattr(alone, name), rel=1e-9, abs=1e-12)
        assert (path.weights == 0.0).tolist() == (alone.weights == 0.0).tolist()


def test_l1_leaves_no_weight_from_its_largest_strength_on_and_l2_never_does(started: Started, qtbot: QtBot) -> None:
    background = started(regsim.loads(SPARSE))
    qtbot.waitUntil(lambda: complete(background))
    l1, l2 = background.paths
    assert isinstance(l1, PartialPath)
    assert isinstance(l2, PartialPath)
    is_past = l1.path.strengths >= l1.last
    assert (l1.path.n_zeros == 8).tolist() == is_past.tolist()
    assert 0 < is_past.sum() < len(is_past)
    assert not l2.path.n_zeros.any()
    assert (l1.strengths.low, l1.strengths.high) == (l2.strengths.low, l2.strengths.high)


@pytest.mark.usefixtures("slow")
def test_a_path_grows_from_the_largest_strength_down_while_the_loop_runs(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_module, "NEWS_S", 0.0)
    background = started(regsim.loads(SPARSE))
    heard = count(background.path_changed)
    qtbot.waitUntil(lambda: complete(background))
    sizes = [
        [len(part.path.strengths) if isinstance(part, PartialPath) else 0 for part in paths]  # type: ignore[attr-defined]
        for (paths,) in heard
    ]
    assert sizes == sorted(sizes)
    assert len(sizes) > 2


@pytest.mark.usefixtures("slow")
def test_a_drag_queues_up_no_work_and_the_newest_strength_comes_next(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, solved_for = threading.Event(), []

    def waiting(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
        assert gate.wait(10)
        solved_for.append(penalty)
        return solve(problem, penalty, start)

    monkeypatch.setattr(solutions_module, "solve", waiting)
    monkeypatch.setattr(background_module, "PATH_VIEWS", ())
    background = started(regsim.loads(SPARSE))
    session = session_of(background)
    qtbot.waitUntil(lambda: background._solutions._has_looked and background._under_way is not None)
    for strength in np.geomspace(0.3, 3.0, 50).tolist():
        session.update(with_strength(session.scenario, strength), "drag")
    gate.set()
    qtbot.waitUntil(lambda: None not in background.optima and background._under_way is None)
    wanted = [run.penalty for run in session.scenario.runs]
    assert len(solved_for) <= 3  # what was under way when the drag began, and the two of its end
    assert solved_for[-2:] == wanted


@pytest.mark.usefixtures("slow")
def test_the_thread_works_in_arrays_of_its_own(started: Started, qtbot: QtBot) -> None:
    background = started(regsim.load("breast-cancer"))
    session = session_of(background)
    w, out, weights = np.ones(31), np.empty(31), []
    expected = session.problem.loss.evaluate(w, out), out.copy()

    def undisturbed() -> bool:
        assert (session.problem.loss.evaluate(w, out), out.tolist()) == (expected[0], expected[1].tolist())
        return complete(background)

    qtbot.waitUntil(undisturbed, timeout=30_000)
    own = background._solutions._bound()
    assert own.loss is not session.problem.loss
    assert not any(np.shares_memory(a, b) for a in arrays(own.loss) for b in arrays(session.problem.loss))
    for part in background.paths:
        assert isinstance(part, PartialPath)
        weights.append(part.path.weights)
    _, calm = solved(Problem(session.scenario), wants_paths=True)
    assert [part.path.weights.tobytes() for part in calm if isinstance(part, PartialPath)] == [
        w.tobytes() for w in weights
    ]


@pytest.mark.usefixtures("slow")
def test_blas_stays_on_one_thread_whoever_ends_first_and_is_given_back_in_the_end(started: Started) -> None:
    def threads() -> set[int]:
        libraries = importlib.import_module("threadpoolctl").threadpool_info()
        return {library["num_threads"] for library in libraries if library["user_api"] == "blas"}

    with ThreadpoolController().limit(limits=2, user_api="blas"):
        before = threads()
        background = started(regsim.loads(SPARSE))
        assert threads() == {1}
        with quiet():
            assert threads() == {1}
        assert threads() == {1}
        background.stop()
        assert threads() == before


def test_switches_for_warnings_are_a_threads_own() -> None:
    seen: list[object] = []
    with np.errstate(all="ignore"):
        thread = threading.Thread(target=lambda: seen.append(np.geterr()["over"]))
        thread.start()
        thread.join()
    assert seen == ["warn"]


@pytest.mark.usefixtures("slow")
def test_closing_ends_what_is_under_way_and_waits_for_it(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = threading.Event()

    def endless(problem: Problem, penalty: Penalty, start: FloatArray | None = None) -> Optimum:
        del penalty, start
        w, out = np.zeros(problem.loss.n_weights), np.empty(problem.loss.n_weights)
        while True:
            problem.loss.evaluate(w, out)
            began.set()

    monkeypatch.setattr(solutions_module, "solve", endless)
    background = started(regsim.loads(SPARSE))
    qtbot.waitUntil(began.is_set)
    under_way = background._under_way
    background.stop()
    assert under_way is not None
    assert under_way.done()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("regsim-solutions")]


def test_what_is_known_is_not_computed_again(started: Started, qtbot: QtBot) -> None:
    background = started(regsim.loads(SPARSE))
    session = session_of(background)
    qtbot.waitUntil(lambda: complete(background))
    optima, paths = background.optima, background.paths
    session.update(with_strength(session.scenario, 1.0))
    qtbot.waitUntil(lambda: None not in background.optima)
    assert not {id(point) for point in background.optima} & {id(point) for point in optima}
    assert background.paths == paths
    session.undo()
    assert background.optima == optima


def test_other_data_give_other_paths_though_they_are_as_long(started: Started, qtbot: QtBot) -> None:
    background = started(regsim.loads(SPARSE))
    session = session_of(background)
    qtbot.waitUntil(lambda: complete(background))
    before, heard = background.paths, count(background.path_changed)
    session.update(regsim.loads(SPARSE, ["data.seed=3"]))
    qtbot.waitUntil(lambda: complete(background) and background._next_piece() is None)
    assert heard
    assert not {id(part) for part in background.paths} & {id(part) for part in before}


def test_paths_are_computed_only_where_a_view_shows_them(
    started: Started, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_module, "PATH_VIEWS", ("path", "path-loss"))
    background = started(regsim.loads(SPARSE))
    qtbot.waitUntil(lambda: None not in background.optima)
    assert background._next_piece() is None
    assert background.paths == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (NETWORK, "not convex"),
        (SPARSE.replace('kind = "l1", strength = 0.3', 'kind = "none"'), "no λ to vary"),
        ('format = "regsim-scenario"\nversion = 1\nviews = ["weights"]', "pull on no weight"),
    ],
)
def test_where_there_is_no_path_it_says_why(started: Started, qtbot: QtBot, text: str, reason: str) -> None:
    background = started(regsim.loads(text))
    qtbot.waitUntil(lambda: bool(background.paths) and background._next_piece() is None)
    assert reason in str(background.paths[0])


def test_an_optimum_with_many_weights_and_kinks_is_approached_along_its_path() -> None:
    scenario = regsim.loads(SPARSE.replace("n_features = 8", "n_features = 60"))
    problem = Problem(scenario)
    solutions = Solutions(problem)
    n_pieces = 0
    while None in solutions.optima(problem):
        piece = solutions.next_piece(problem, wants_paths=False)
        assert piece is not None
        piece()
        n_pieces += 1
    assert n_pieces > 10
    for point, objective in zip(solutions.optima(problem), problem.objectives, strict=True):
        assert point is not None
        assert point.objective == pytest.approx(optimum(objective).objective, rel=1e-10)


@pytest.mark.parametrize("penalty_term", ["plain", "per-sample"])
@pytest.mark.parametrize("data_term", ["mean", "sum"])
def test_the_strengths_reach_from_next_to_no_penalty_to_next_to_no_weights(penalty_term: str, data_term: str) -> None:
    changes = [f"convention.penalty_term={penalty_term}", f"convention.data_term={data_term}"]
    problem = Problem(regsim.loads(SPARSE, changes))
    strengths = strengths_of(problem)
    plain = solve(problem, msgspec.structs.replace(problem.scenario.runs[1].penalty, strength=0.0)).weights[:8]
    for run in problem.scenario.runs:
        low, high = (
            solve(problem, msgspec.structs.replace(run.penalty, strength=end)).weights[:8]
            for end in (strengths.low, strengths.high)
        )
        assert np.linalg.norm(low - plain) < 0.05 * np.linalg.norm(plain)
        assert np.linalg.norm(high) < 0.2 * np.linalg.norm(plain)
