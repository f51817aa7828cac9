"""η of step k under a schedule, as the textbook has it."""

from regsim.engine.arithmetic.terms import Power, Quantity, Root, Term
from regsim.engine.schedules import Cosine, InverseSqrt, Schedule, StepDecay


def rate_term(schedule: Schedule, rate: Quantity, step: int) -> Term:
    """The learning rate `rate` times the schedule's share of it at `step`."""
    one, two = _chosen("1", 1.0), _chosen("2", 2.0)
    match schedule:
        case StepDecay():
            return rate * Power(_chosen("γ", schedule.factor), _chosen("^⌊k/n⌋", step // schedule.every))
        case Cosine() if step < schedule.steps:
            return rate * (one + Quantity("cos(πk/n)", 2.0 * schedule.share(step) - 1.0)) / two
        case InverseSqrt():
            return rate / Root(one + _chosen("k", step))
    return rate * Quantity("schedule(k)", schedule.share(step))


def _chosen(symbol: str, value: float) -> Quantity:
    return Quantity(symbol, float(value), is_chosen=True)
