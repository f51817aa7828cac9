"""A scenario for data of one's own, with settings that show something at once.

How hard a penalty pulls and how far a step may go depend on the data, so a strength and a learning rate that suit one
set of data are useless for another. Both follow from the data loss: from its gradient at 0 λ_max, the strength from
which on L1 leaves no weight, and from its curvature L the longest stable step.
"""

import math
from pathlib import Path

import msgspec
import numpy as np

from regsim.data import Csv, Dataset, Inline, NoData, Source
from regsim.engine.accelerated import Adam, AdamW
from regsim.engine.models import LinearRegression, LogisticRegression, Model, PenaltyOnly, Samples
from regsim.engine.network import NeuralNetwork
from regsim.engine.objective import bind, penalize
from regsim.engine.optimizers import ProximalGradient
from regsim.engine.penalties import L1
from regsim.engine.softmax import SoftmaxRegression
from regsim.engine.start import FanIn, Start, Zeros
from regsim.engine.strength import largest_strength
from regsim.gui.panels.edits import with_values
from regsim.gui.widgets.number_scale import rounded_down
from regsim.parameters import kinds
from regsim.scenario import Run, Scenario

DATA_VIEWS = ("weights", "objective", "slice")
DATA_STEPS = 500
TOY_VIEWS = ("slice", "derivative", "weights")
TOY_STEPS = 14
NETWORK_STRENGTH = 0.001  # λ_max is not known for a network
ADAPTIVE_RATE = 0.01  # a step is about so long in every weight
RELU_GAIN = 1.414  # √2
STRENGTH_SHARE = 0.1  # of λ_max: under L1 some weights are 0 and most are not
INLINE_EXAMPLE = Inline(
    columns=("x", "y"), rows=((-2.0, -1.5), (-1.0, -0.8), (0.0, 0.1), (1.0, 1.2), (2.0, 1.9)), target="y"
)


def fitting_models(data: Source) -> dict[str, type[Model]]:
    """The models that go with a source, by kind: those that need data, or those that need none."""
    return {kind: cls for kind, cls in kinds(Model).items() if cls.needs_data is not isinstance(data, NoData)}


def suggested_model(dataset: Dataset) -> Model:
    """Logistic regression where the target has two values, softmax regression for more classes, else linear."""
    if len(np.unique(dataset.y)) == 2:
        return LogisticRegression()
    return SoftmaxRegression() if dataset.classes else LinearRegression()


def kept_or_suggested(model: Model, dataset: Dataset) -> Model:
    """The model where it goes with the data, as a network does with all; else the one that is suggested."""
    suggested = suggested_model(dataset)
    return model if isinstance(model, (NeuralNetwork, type(suggested))) else suggested


def samples_of(dataset: Dataset) -> Samples:
    """What a model is fitted to."""
    return Samples(dataset.X, dataset.y, dataset.feature_names, dataset.target_name, dataset.classes)


def without_data(current: Scenario) -> Scenario:
    """The penalties of the current runs alone, on one weight that starts at 5."""
    toy = msgspec.structs.replace(
        Scenario(), title=PenaltyOnly.label, n_steps=TOY_STEPS, views=TOY_VIEWS, runs=current.runs
    )
    return with_rates(with_strengths(toy, 1.0), 0.5)


def scenario_for(source: Source, model: Model, current: Scenario, dataset: Dataset | None = None) -> Scenario:
    """The scenario that fits `model` to `source` under the penalties of the current runs, from zero, at a stable pace.

    The strength is a tenth of λ_max and the learning rate 1/L, both rounded down to two digits. The optimizers are
    kept, but runs that had no data so far get proximal steps, which reach exact zeros. A network starts at random, for
    at zero it would stay, and with a strength and a learning rate that suit most; Adam takes steps of its own length.
    What changed in mid-run belonged to other data.

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
    loss = bind(model, samples_of(data), current.convention)
    scenario = msgspec.structs.replace(
        current,
        title=Path(source.path).name if isinstance(source, Csv) else source.label,
        n_steps=DATA_STEPS,
        views=DATA_VIEWS,
        data=source,
        model=model,
        start=_start(model),
        changes=(),
        runs=current.runs if current.model.needs_data else _with_proximal_steps(current),
    )
    largest = largest_strength(L1(), loss, model.n_penalized(loss), current.convention)
    otherwise = 1.0 if loss.is_convex else NETWORK_STRENGTH
    scenario = with_strengths(scenario, _two_digits(STRENGTH_SHARE * largest, otherwise=otherwise))
    objectives = [penalize(model, loss, run.penalty, scenario.convention) for run in scenario.runs]
    adaptive = [i for i, run in enumerate(scenario.runs) if isinstance(run.optimizer, (Adam, AdamW))]
    curvature = max(
        (scenario.runs[i].optimizer.curvature(objectives[i]) for i in range(len(objectives)) if i not in adaptive),
        default=0.0,
    )
    rate = _two_digits(1.0 / curvature if curvature > 0.0 else math.inf, otherwise=0.1)
    rates = dict.fromkeys(range(len(objectives)), rate) | dict.fromkeys(adaptive, ADAPTIVE_RATE)
    return with_values(scenario, "optimizer", "learning_rate", rates)


def with_strengths(scenario: Scenario, strength: float) -> Scenario:
    """One strength for every run that has a penalty."""
    runs = {i: strength for i, run in enumerate(scenario.runs) if hasattr(run.penalty, "strength")}
    return with_values(scenario, "penalty", "strength", runs)


def with_rates(scenario: Scenario, learning_rate: float) -> Scenario:
    """One learning rate for every run."""
    return with_values(scenario, "optimizer", "learning_rate", dict.fromkeys(range(len(scenario.runs)), learning_rate))


def _start(model: Model) -> Start:
    if isinstance(model, NeuralNetwork):
        return FanIn(RELU_GAIN) if model.activation == "relu" else FanIn()
    return Zeros()


def _with_proximal_steps(scenario: Scenario) -> tuple[Run, ...]:
    return tuple(msgspec.structs.replace(run, optimizer=ProximalGradient()) for run in scenario.runs)


def _two_digits(value: float, *, otherwise: float) -> float:
    """`value` rounded down to two significant digits where it is of use."""
    return rounded_down(value, 2) if 0.0 < value < math.inf else otherwise
