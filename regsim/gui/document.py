"""What the scenarios on screen belong to since the last opening."""

from dataclasses import dataclass
from pathlib import Path

from regsim.scenario import Scenario


@dataclass
class Document:
    """A file, if any, and what it holds.

    Attributes
    ----------
    path : Path or None
    saved : Scenario
        What was opened or saved last.
    is_own : bool
        Whether it was made here, from a table or from nothing: no lesson, picture or file has it.
    """

    path: Path | None
    saved: Scenario
    is_own: bool = False

    def lacks(self, scenario: Scenario) -> bool:
        """Whether a scenario has work in it that is lost without it.

        A lesson or a picture can be opened again, and its sliders are there to be moved: only other data, another
        model or penalties and optimizers of other kinds are work. Anywhere else every change is.
        """
        if self.path is None and not self.is_own:
            return _parts(scenario) != _parts(self.saved)
        return scenario != self.saved


def _parts(scenario: Scenario) -> tuple[object, ...]:
    """What a scenario is made of, whatever its numbers: data, model, and the kinds of its runs."""
    return scenario.data, scenario.model, [(type(run.penalty), type(run.optimizer)) for run in scenario.runs]
