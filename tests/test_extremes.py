"""Where numbers and data are at their worst: a clear word, never a traceback, never a silent wrong number."""

import itertools
import warnings

import msgspec
import numpy as np
import pytest

from regsim import InputError, Run, Scenario, simulate
from regsim.data import Inline
from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.engine.network import NeuralNetwork
from regsim.engine.objective import Convention
from regsim.engine.optimizers import Optimizer, ProximalGradient
from regsim.engine.penalties import L1, L2, NoPenalty, Penalty
from regsim.engine.softmax import SoftmaxRegression
from regsim.engine.start import Normal, Zeros
from regsim.engine.trajectory import Trajectory
from regsim.parameters import kinds


def table(X: np.ndarray, y: np.ndarray, **options: object) -> Inline:
    names = (*(f"x{i}" for i in range(X.shape[1])), "y")
    rows = tuple(map(tuple, np.column_stack([X, y]).tolist()))
    return Inline(columns=names, rows=rows, target="y", **options)  # type: ignore[arg-type]


RNG = np.random.default_rng(0)
X = RNG.standard_normal((12, 3))
Y = (X[:, 0] + 0.5 * RNG.standard_normal(12) > 0.0).astype(float)
DATA = {
    "plain": table(X, Y),
    "separable": table(X, (X[:, 0] > 0.0).astype(float)),
    "constant columns": table(np.column_stack([X, np.full(12, 0.1), np.zeros(12)]), Y),
    "only constant columns": table(np.full((12, 2), 0.1), Y),
    "one of the other class": table(X, np.eye(12)[0]),
    "fewer samples than features": table(RNG.standard_normal((4, 9)), np.array([0.0, 1.0, 1.0, 0.0])),
    "duplicate columns": table(np.column_stack([X, X[:, 0], -X[:, 1]]), Y),
    "huge": table(1e150 * X / np.abs(X).max(), Y),
    "huge as they are": table(1e150 * X / np.abs(X).max(), Y, standardize=False),
    "tiny": table(1e-150 * X, Y),
    "tiny as they are": table(1e-150 * X, Y, standardize=False),
    "two samples": table(X[:2], np.array([0.0, 1.0])),
    "set aside": table(X, Y, validation_fraction=0.5),
}
MODELS: tuple[Model, ...] = (
    LinearRegression(),
    LogisticRegression(),
    LogisticRegression(fit_intercept=False),
    SoftmaxRegression(),
    NeuralNetwork(hidden=(3,)),
)
STRENGTHS = (0.0, 1e-300, 1.0, 1e300)
RATES = (1e-300, 0.1, 1e300)


def refusal(scenario: Scenario) -> str:
    """The sentence that refuses it, or none where its runs are sane; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            assert all(map(sane, simulate(scenario)))
        except InputError as error:
            return str(error)
    return ""


def sane(run: Trajectory) -> bool:
    """Finite throughout, and either done or with a reason."""
    arrays = (run.weights, run.data_loss, run.penalty, run.objective, run.data_gradient)
    assert all(np.isfinite(array).all() for array in arrays)
    assert run.status == "done" or run.status.startswith(f"diverged at step {run.last + 1}: ")
    if run.validation_loss is not None:
        assert not np.isnan(run.validation_loss).any()
    return True


@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_every_model_takes_every_data_or_says_why_not(name: str, model: Model) -> None:
    runs = tuple(Run(penalty, ProximalGradient(0.1)) for penalty in (NoPenalty(), L1(0.1), L2(0.1)))
    for convention in (Convention(), Convention(data_term="sum"), Convention(penalty_term="per-sample")):
        scenario = Scenario(n_steps=70, data=DATA[name], model=model, runs=runs, start=Zeros(), convention=convention)
        word = refusal(scenario)
        assert not word or word.startswith(("start must", "data", "target"))


@pytest.mark.parametrize("kind", kinds(Optimizer))
@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_every_rule_takes_every_strength_and_learning_rate(kind: str, model: Model) -> None:
    penalties: list[type[Penalty]] = [cls for cls in kinds(Penalty).values() if cls is not NoPenalty]
    base = Scenario(n_steps=70, data=DATA["plain"], model=model, start=Normal(1.0, 1))
    for strength, rate in itertools.product(STRENGTHS, RATES):
        rule = kinds(Optimizer)[kind](learning_rate=rate)
        runs = tuple(Run(penalty(strength=strength), rule) for penalty in penalties)
        word = refusal(msgspec.structs.replace(base, runs=runs[:4]))
        assert word in ("", "start must give a loss within the range of float64, got inf")
        assert not word or strength == 1e300


def test_one_class_only_is_refused_by_name() -> None:
    data = table(X, np.ones(12))
    for model in (LogisticRegression(), SoftmaxRegression()):
        with pytest.raises(InputError, match=r"^target y must have .* classes .*, got 1$") as caught:
            simulate(Scenario(n_steps=5, data=data, model=model, start=Zeros()))
        assert caught.value.field == "data.target"


def test_a_strength_of_1e300_sets_every_weight_to_zero_under_l1_at_the_first_step() -> None:
    scenario = Scenario(
        n_steps=5,
        data=DATA["plain"],
        model=LogisticRegression(),
        start=Zeros(),
        runs=(Run(L1(1e300), ProximalGradient(0.1)),),
    )
    (run,) = simulate(scenario)

    assert not run.weights[:, :3].any()
    assert run.weights[-1, 3] != 0.0
