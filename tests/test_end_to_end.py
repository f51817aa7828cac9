"""The whole way on real data: a CSV on disk, a scenario file beside it, the command line, and scikit-learn's answer."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

from regsim.__main__ import run
from regsim.arrays import FloatArray

STRENGTH = 0.05
N_STEPS = 20_000

SCENARIO = f"""
format = "regsim-scenario"
version = 1
n_steps = {N_STEPS}
data = {{ kind = "csv", path = "tumours.csv", target = "diagnosis" }}
model = {{ kind = "logistic-regression" }}
start = {{ kind = "zeros" }}

[[runs]]
penalty = {{ kind = "l1", strength = {STRENGTH} }}
optimizer = {{ kind = "proximal-gradient", learning_rate = 0.5 }}

[[runs]]
penalty = {{ kind = "l2", strength = {STRENGTH} }}
optimizer = {{ kind = "proximal-gradient", learning_rate = 0.5 }}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the CSV, the scenario, and what the command line made of them."""
    path = tmp_path_factory.mktemp("breast-cancer")
    X, y = load_breast_cancer(return_X_y=True)
    with (path / "tumours.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*(f"measure {i}" for i in range(X.shape[1])), "diagnosis"])
        writer.writerows(
            [*map(repr, row), ("malignant", "benign")[label]] for row, label in zip(X.tolist(), y, strict=True)
        )
    (path / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
    assert run(["simulate", str(path / "scenario.toml"), "-o", str(path / "steps.npz")]) == 0
    return path


def last_weights(folder: Path, which: int) -> FloatArray:
    with np.load(folder / "steps.npz") as steps:
        last = (steps["run"] == which) & (steps["step"] == N_STEPS)
        return np.asarray(steps["weights"][last][0])


def expected(l1_ratio: float, solver: str) -> tuple[FloatArray, float]:
    X, y = load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    C = 1.0 / (STRENGTH * len(y))
    fit = LogisticRegression(C=C, l1_ratio=l1_ratio, solver=solver, tol=1e-11, max_iter=100_000)
    fit.fit(X, (y == 0).astype(np.float64))  # the CSV's labels sort benign before malignant: malignant is 1
    return fit.coef_[0], float(fit.intercept_[0])


@pytest.mark.parametrize(("which", "l1_ratio", "solver"), [(0, 1.0, "saga"), (1, 0.0, "newton-cholesky")])
def test_the_weights_of_a_csv_end_where_scikit_learn_puts_them(
    folder: Path, which: int, l1_ratio: float, solver: str
) -> None:
    w = last_weights(folder, which)
    coef, intercept = expected(l1_ratio, solver)
    np.testing.assert_allclose(w, [*coef, intercept], rtol=0.0, atol=1e-6)
    assert np.array_equal(w[:-1] == 0.0, coef == 0.0)


def test_l1_has_exact_zeros_and_l2_has_none(folder: Path) -> None:
    assert 0 < np.count_nonzero(last_weights(folder, 0)[:-1]) < 30
    assert np.count_nonzero(last_weights(folder, 1)[:-1]) == 30
