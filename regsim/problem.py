"""From a scenario to trajectories: the data are read, the model is bound to them, and every run descends."""

from typing import Self

from regsim.arrays import FloatArray
from regsim.data import Dataset
from regsim.engine import reference
from regsim.engine.descent import Phase, quiet
from regsim.engine.losses import DataLoss
from regsim.engine.models import Samples
from regsim.engine.objective import bind, penalize
from regsim.engine.reference import Optimum
from regsim.engine.simulation import Simulation
from regsim.engine.trajectory import Trajectory
from regsim.parameters import InputError
from regsim.scenario import Run, Scenario


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
        When the data cannot be read, the parts do not fit together.
    """

    def __init__(self, scenario: Scenario, previous: Self | None = None, dataset: Dataset | None = None) -> None:
        self.scenario = scenario
        self.dataset = dataset or self._data(previous)
        self.loss, self.validation = self._losses(previous)
        self.phases = tuple(self._phases(number) for number in range(len(scenario.runs)))
        self.objectives = tuple(phases[0].objective for phases in self.phases)
        self.start: FloatArray = scenario.start.initial(self.loss)

    def simulation(self, run: int) -> Simulation:
        """The descent of one run, not begun."""
        first, *changes = self.phases[run]
        try:
            return Simulation(
                first.objective,
                first.optimizer,
                self.start,
                self.scenario.n_steps,
                changes=tuple(changes),
                validation=self.validation,
            )
        except MemoryError:
            n, steps = len(self.start), self.scenario.n_steps
            weights = "1 weight" if n == 1 else f"{n} weights"
            raise InputError.at("n_steps", f"must leave room in memory for {weights} at every step", steps) from None

    def simulate(self) -> tuple[Trajectory, ...]:
        """One trajectory per run, from start to end."""
        trajectories = []
        for run in range(len(self.scenario.runs)):
            simulation = self.simulation(run)
            simulation.advance()
            trajectories.append(simulation.trajectory())
        return tuple(trajectories)

    def _phases(self, number: int) -> tuple[Phase, ...]:
        """What one run minimises, and how: from its start and from every change on."""
        scenario, run = self.scenario, self.scenario.runs[number]
        phases = {0: self._phase(0, run)}
        for change in sorted(scenario.changes, key=lambda change: change.step):
            if change.acts_on(number) and change.step < scenario.n_steps:
                changed = change.applied(run)
                if changed != run:
                    phases[change.step] = self._phase(change.step, changed)
                run = changed
        return tuple(phases.values())

    def _phase(self, step: int, run: Run) -> Phase:
        scenario = self.scenario
        return Phase(step, penalize(scenario.model, self.loss, run.penalty, scenario.convention), run.optimizer)

    def _data(self, previous: Self | None) -> Dataset | None:
        if previous is not None and previous.scenario.data == self.scenario.data:
            return previous.dataset
        return read(self.scenario)

    def _losses(self, previous: Self | None) -> tuple[DataLoss, DataLoss | None]:
        """D on the samples to train on, and on those set aside."""
        new, data = self.scenario, self.dataset
        if previous is not None:
            old = previous.scenario
            if (old.data, old.model, old.convention) == (new.data, new.model, new.convention):
                return previous.loss, previous.validation
        if data is None:
            return bind(new.model, None, new.convention), None
        samples, aside = samples_of(data), data.validation
        with quiet():  # a product's last bits depend on how many threads it is computed by
            loss = bind(new.model, samples, new.convention)
            return loss, None if aside is None else bind(new.model, samples_of(aside, samples), new.convention)


def read(scenario: Scenario) -> Dataset | None:
    """The data of a scenario; None where it has none.

    Raises
    ------
    InputError
        When they cannot be read.
    """
    try:
        with quiet():
            return scenario.data.load()
    except InputError as error:
        raise error.under("data") from None


def samples_of(data: Dataset, training: Samples | None = None) -> Samples:
    """The samples of a dataset as a model takes them; to validate on, if those to train on are given."""
    return Samples(data.X, data.y, data.feature_names, data.target_name, data.classes, training)


def cautions(problem: Problem) -> tuple[str, ...]:
    """What to know of runs whose weights have nowhere to settle, a sentence each: separable classes, no penalty."""
    found = {}
    for number, phases in enumerate(problem.phases):
        for objective in (phase.objective for phase in phases):
            if objective.loss.is_convex and objective.loss.has_classes and objective.is_free:
                try:
                    reference.optimum(objective)
                except reference.NoOptimum as why:
                    found[number] = f"runs.{number}: {why}"
    return tuple(found.values())


def simulate(scenario: Scenario) -> tuple[Trajectory, ...]:
    """One trajectory per run. Pure: the same scenario gives the same bits.

    Raises
    ------
    InputError
        When the data cannot be read or the parts of the scenario do not fit together.
    """
    return Problem(scenario).simulate()


def optimum(scenario: Scenario, run: int = 0) -> Optimum:
    """The exact minimum of what one run minimises, at its first λ.

    Raises
    ------
    InputError
        When the data cannot be read or the parts of the scenario do not fit together.
    NoOptimum
        When there is no minimum, or too many: an :class:`InputError`, in one sentence.
    """
    return reference.optimum(Problem(scenario).objectives[run])
