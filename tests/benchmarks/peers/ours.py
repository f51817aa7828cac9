"""regsim itself, the binding of the data included."""

from functools import partial

import numpy as np

from regsim.arrays import FloatArray
from regsim.engine.models import Model, Samples
from regsim.engine.objective import Convention, bind, penalize
from regsim.engine.optimizers import GradientDescent
from regsim.engine.penalties import L2
from regsim.engine.simulation import Simulation
from regsim.parameters import kinds
from tests.benchmarks.problem import RATE, STRENGTH, Descent, Problem

_KINDS = {"linear": "linear-regression", "logistic": "logistic-regression", "network": "neural-network"}


def prepare(problem: Problem) -> Descent:
    """The samples and the model, not bound to each other."""
    names = tuple(f"x{i}" for i in range(problem.X.shape[1]))
    classes = () if problem.kind == "linear" else ("no", "yes")
    samples = Samples(problem.X, problem.y, names, "y", classes)
    return partial(_descend, kinds(Model)[_KINDS[problem.kind]](), samples, problem)


def _descend(model: Model, samples: Samples, problem: Problem) -> FloatArray:
    objective = penalize(model, bind(model, samples, Convention()), L2(STRENGTH), Convention())
    simulation = Simulation(objective, GradientDescent(RATE), problem.start, problem.n_steps)
    simulation.advance()
    run = simulation.trajectory()
    return np.column_stack([run.weights, run.data_loss, run.penalty])
