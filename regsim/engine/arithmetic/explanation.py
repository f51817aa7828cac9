"""The lines and the sentence of one update, from a trajectory."""

from dataclasses import dataclass, replace

from regsim.engine.arithmetic import digits, sentences
from regsim.engine.arithmetic.digits import Line
from regsim.engine.arithmetic.moment import Moment
from regsim.engine.arithmetic.updates import steps
from regsim.engine.trajectory import Trajectory


@dataclass(frozen=True)
class Explanation:
    """One update of one weight.

    Attributes
    ----------
    lines : tuple of Line
        The arithmetic, up to the next weight; none after the last step or for a rule without words.
    sentence : str
        What the update does to the weight, and why.
    """

    lines: tuple[Line, ...]
    sentence: str


def explain(trajectory: Trajectory, step: int, weight: int) -> Explanation:
    """The update of a weight from `step` to the next, in numbers and in words."""
    if not 0 <= step < trajectory.last:
        return Explanation((), sentences.at_the_end(trajectory))
    moment = Moment(trajectory, step, weight)
    symbol, made_of = moment.function.symbol, steps(moment)
    sizes = [abs(moment.w.number), abs(moment.after.number), *(abs(s.result.number) for s in made_of[:1])]
    lines = digits.lines(made_of, max(sizes[:2]) or sizes[-1]) if made_of else ()
    lines = tuple(replace(line, formula=line.formula.replace("λ", symbol)) for line in lines)
    return Explanation(lines, sentences.sentence(moment).replace("λ", symbol))


def update(trajectory: Trajectory, step: int, weight: int) -> tuple[Line, ...]:
    """The lines alone."""
    return explain(trajectory, step, weight).lines


def sentence(trajectory: Trajectory, step: int, weight: int) -> str:
    """The sentence alone."""
    return explain(trajectory, step, weight).sentence
