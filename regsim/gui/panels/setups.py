"""A scenario for data of one's own, with settings that show something at once.

How hard a penalty pulls and how far a step may go depend on the data, so a strength and a learning rate that suit one
set of data are useless for another. Both follow from the data loss: from its gradient at the start λ_max, the strength
from which on L1 leaves no weight, and from its curvature L the longest stable step.

References
----------
J. Friedman, T. Hastie, R. Tibshirani, "Regularization Paths for Generalized Linear Models via Coordinate Descent",
2010, section 2.5 (λ_max).
"""

import math
from pathlib import Path

import msgspec
import numpy as np

from regsim.arrays import FloatArray
from regsim.data import Csv, Dataset, Inline, NoData, Source
from regsim.engine.losses import DataLoss
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Samples
from regsim.engine.objective import Convention, bind, penalize
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.start import Zeros
from regsim.gui.panels.edits import label_of, with_values
from regsim.parameters import kinds
from regsim.scenario import Run, Scenario

DATA_VIEWS = ("weights", "objective", "slice")
DATA_STEPS = 500
TOY_VIEWS = ("slice", "derivative", "weights")
TOY_STEPS = 14
STRENGTH_SHARE = 0.1  # of λ_max: under L1 some weights are 0 and most are not
INLINE_EXAMPLE = Inline(
    columns=("x", "y"), rows=((-2.0, -1.5), (-1.0, -0.8), (0.0, 0.1), (1.0, 1.2), (2.0, 1.9)), target="y"
)


def fitting_models(data: Source) -> dict[str, type[Model]]:
    """The models that go with a source, by kind: those that need data, or those that need none."""
    return {kind: cls for kind, cls in kinds(Model).items() if cls.needs_data is not isinstance(data, NoData)}


def suggested_model(dataset: Dataset) -> Model:
    """Logistic regression where the target has two values, else linear regression."""
    return LogisticRegression() if len(np.unique(dataset.y)) == 2 else LinearRegression()


def without_data(current: Scenario) -> Scenario:
    """The penalties of the current runs alone, on one weight that starts at 5."""
    toy = msgspec.structs.replace(
        Scenario(), title=PenaltyOnly.label, n_steps=TOY_STEPS, views=TOY_VIEWS, runs=current.runs
    )
    return with_rates(with_strengths(toy, 1.0), 0.5)


def scenario_for(source: Source, model: Model, current: Scenario, dataset: Dataset | None = None) -> Scenario:
    """The scenario that fits `model` to `source` under the penalties of the current runs, from zero, at a stable pace.

    The strength is a tenth of λ_max and the learning rate 1/L, both rounded down to two digits. The optimizers are
    kept, but runs that had no data so far get proximal steps, which reach exact zeros.

    Parameters
    ----------
    source : Source
    model : Model
    current : Scenario
        Where runs and convention come from.
    dataset : Dataset, optional
        What `source` loads, if it is at hand.

    Raises
    ------
    InputError
        When the data cannot be read or do not fit the model.
    """
    data = source.load() if dataset is None else dataset
    if data is None:
        return without_data(current)
    loss = bind(model, Samples(data.X, data.y, data.feature_names, data.target_name), current.convention)
    scenario = msgspec.structs.replace(
        current,
        title=Path(source.path).name if isinstance(source, Csv) else label_of(source),
        n_steps=DATA_STEPS,
        views=DATA_VIEWS,
        data=source,
        model=model,
        start=Zeros(),
        runs=current.runs if current.model.needs_data else _with_proximal_steps(current),
    )
    largest = largest_strength(model, loss, data.y, current.convention)
    scenario = with_strengths(scenario, _two_digits(STRENGTH_SHARE * largest) or 1.0)
    curvature = max(
        run.optimizer.curvature(penalize(model, loss, run.penalty, scenario.convention)) for run in scenario.runs
    )
    return with_rates(scenario, _two_digits(1.0 / curvature) if curvature > 0.0 else 0.1)


def largest_strength(model: Model, loss: DataLoss, y: FloatArray | None, convention: Convention) -> float:
    """λ_max = max |∂D/∂w_j| over the penalised weights, at 0 with the best intercept: from there on L1 leaves none.

    Under the per-sample convention λ acts as λ/m, and λ_max is m times larger.
    """
    w = np.zeros(len(loss.weight_names))
    n_penalized = model.n_penalized(loss)
    if y is not None and n_penalized < len(w):
        share = float(np.mean(y == y.max()))
        w[-1] = math.log(share / (1.0 - share)) if isinstance(model, LogisticRegression) else float(y.mean())
    gradient = np.empty_like(w)
    loss.evaluate(w, gradient)
    unit = loss.n_samples if convention.penalty_term == "per-sample" else 1
    return unit * float(np.abs(gradient[:n_penalized]).max())


def with_strengths(scenario: Scenario, strength: float) -> Scenario:
    """One strength for every run that has a penalty."""
    runs = {i: strength for i, run in enumerate(scenario.runs) if hasattr(run.penalty, "strength")}
    return with_values(scenario, "penalty", "strength", runs)


def with_rates(scenario: Scenario, learning_rate: float) -> Scenario:
    """One learning rate for every run."""
    return with_values(scenario, "optimizer", "learning_rate", dict.fromkeys(range(len(scenario.runs)), learning_rate))


def _with_proximal_steps(scenario: Scenario) -> tuple[Run, ...]:
    return tuple(msgspec.structs.replace(run, optimizer=ProximalGradient()) for run in scenario.runs)


def _two_digits(value: float) -> float:
    """`value` > 0 rounded down to two significant digits."""
    if not (value > 0.0 and math.isfinite(value)):
        return 0.0
    unit = math.floor(math.log10(value)) - 1
    return float(f"{math.floor(value / 10.0**unit * (1.0 + 1e-12))}e{unit}")
