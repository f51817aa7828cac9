"""From a scenario to trajectories: the data are read, the model is bound to them, and every run descends."""

from typing import Self

from regsim.arrays import FloatArray
from regsim.data import Dataset
from regsim.engine.losses import DataLoss
from regsim.engine.models import Samples
from regsim.engine.objective import bind, penalize
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError
from regsim.scenario import Scenario

MAX_BYTES = 2 * 2**30  # of all trajectories: what a machine of 4 GB has left beside the desktop and the program


class Problem:
    """What the runs of a scenario share, made ready: data, data loss and start; and each run's own objective.

    Parameters
    ----------
    scenario : Scenario
    previous : Problem, optional
        Where its data and model are the same, they are not read and bound again.
    dataset : Dataset, optional
        What ``scenario.data`` loads, where that is known.

    Raises
    ------
    InputError
        When the data cannot be read, the parts do not fit together or the trajectories would not fit into memory.
    """

    def __init__(self, scenario: Scenario, previous: Self | None = None, dataset: Dataset | None = None) -> None:
        self.scenario = scenario
        self.dataset = dataset or self._data(previous)
        self.loss = self._loss(previous)
        self.objectives = tuple(
            penalize(scenario.model, self.loss, run.penalty, scenario.convention) for run in scenario.runs
        )
        self.start: FloatArray = scenario.start.initial(len(self.loss.weight_names))
        self._check_size()

    def simulation(self, run: int) -> Simulation:
        """The descent of one run, not begun."""
        try:
            return Simulation(
                self.objectives[run], self.scenario.runs[run].optimizer, self.start, self.scenario.n_steps
            )
        except MemoryError:
            raise InputError(
                f"n_steps must leave room in memory for {_count(len(self.start), 'weight')} at every step, "
                f"got {self.scenario.n_steps}",
                "n_steps",
            ) from None

    def _check_size(self) -> None:
        """Refuse more steps than fit: the system promises memory that it does not have, and would end the process."""
        n_weights, n_runs = len(self.start), len(self.scenario.runs)
        bytes_per_step = (2 * n_weights + 2) * 8 * n_runs  # weights, the gradient of D, D and λR
        most = MAX_BYTES // bytes_per_step - 1  # beside the start
        if self.scenario.n_steps > most:
            raise InputError(
                f"n_steps must be at most {most} for {_count(n_weights, 'weight')} and {_count(n_runs, 'run')}, "
                f"got {self.scenario.n_steps}",
                "n_steps",
            )

    def _data(self, previous: Self | None) -> Dataset | None:
        if previous is not None and previous.scenario.data == self.scenario.data:
            return previous.dataset
        try:
            return self.scenario.data.load()
        except InputError as error:
            raise error.under("data") from None

    def _loss(self, previous: Self | None) -> DataLoss:
        new, d = self.scenario, self.dataset
        if previous is not None:
            old = previous.scenario
            if (old.data, old.model, old.convention) == (new.data, new.model, new.convention):
                return previous.loss
        samples = None if d is None else Samples(d.X, d.y, d.feature_names, d.target_name)
        return bind(new.model, samples, new.convention)


def _count(n: int, thing: str) -> str:
    return f"1 {thing}" if n == 1 else f"{n} {thing}s"


def simulate(scenario: Scenario) -> tuple[Trajectory, ...]:
    """One trajectory per run. Pure: the same scenario gives the same bits.

    Raises
    ------
    InputError
        When the data cannot be read or the parts of the scenario do not fit together.
    """
    problem = Problem(scenario)
    trajectories = []
    for run in range(len(scenario.runs)):
        simulation = problem.simulation(run)
        simulation.advance()
        trajectories.append(simulation.trajectory())
    return tuple(trajectories)
