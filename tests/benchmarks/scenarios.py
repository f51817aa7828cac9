"""What the window's speed is measured on."""

import tempfile
from pathlib import Path

import msgspec
import numpy as np

import regsim
from regsim.scenario import Run, Scenario

FOUR = "views=['slice','derivative','weights','objective']"
PATHS = "views=['path','path-loss']"
OTHERS = "views=['weight-space','forces','fit','coefficients']"
MIXED = ("l1", "l2", "elastic-net", "l1")  # of four runs
MANY_SAMPLES, MANY_FEATURES = 1_000_000, 10


def with_strengths(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with every run's λ multiplied."""
    runs = tuple(
        Run(msgspec.structs.replace(run.penalty, strength=strength_of(run) * factor), run.optimizer)
        for run in scenario.runs
    )
    return msgspec.structs.replace(scenario, runs=runs)


def strength_of(run: Run) -> float:
    """Its λ."""
    return float(getattr(run.penalty, "strength", 0.0))


def four_runs(scenario: Scenario) -> Scenario:
    """The scenario with a column for each of four penalties."""
    optimizer = scenario.runs[0].optimizer
    strength = strength_of(scenario.runs[0])
    runs = [{"penalty": {"kind": kind, "strength": strength}} for kind in MIXED]
    penalties = [msgspec.convert(run, Run).penalty for run in runs]
    return msgspec.structs.replace(scenario, runs=tuple(Run(penalty, optimizer) for penalty in penalties))


def gaussians() -> Scenario:
    """Logistic regression, 200 samples of two features, 500 steps."""
    data = "data={kind='gaussians', n_samples=200}"
    return regsim.load("breast-cancer", [data, FOUR])


def cancer(views: str = FOUR) -> Scenario:
    """Logistic regression, 569 samples of thirty features, 500 steps."""
    return regsim.load("breast-cancer", [views])


def large() -> Scenario:
    """Linear regression, 20,000 samples of 100 features, 500 steps."""
    data = "data={kind='sparse-linear', n_samples=20000, n_features=100, n_nonzero=10}"
    return regsim.load("breast-cancer", [data, "model={kind='linear-regression'}", FOUR])


def many() -> Scenario:
    """Logistic regression on a CSV file of 1,000,000 samples of 10 features, 500 steps."""
    path = Path(tempfile.gettempdir()) / f"regsim-window-speed-{MANY_SAMPLES}x{MANY_FEATURES}.csv"
    if not path.exists():
        write_table(path)
    return regsim.load("breast-cancer", [f"data={{kind='csv', path='{path}', target='label'}}", FOUR])


def write_table(path: Path) -> None:
    """Write normal features and a label of 0 and 1 that some of them decide, with noise."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((MANY_SAMPLES, MANY_FEATURES))
    weights = np.where(np.arange(MANY_FEATURES) < MANY_FEATURES // 2, 1.0, 0.0)
    label = X @ weights + rng.logistic(size=MANY_SAMPLES) > 0.0
    header = ",".join([*(f"x{j}" for j in range(1, MANY_FEATURES + 1)), "label"])
    unfinished = path.with_suffix(".part")
    formats = [*["%.4f"] * MANY_FEATURES, "%d"]
    np.savetxt(unfinished, np.column_stack([X, label]), formats, delimiter=",", header=header, comments="")
    unfinished.replace(path)
