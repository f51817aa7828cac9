"""Learning-rate schedules: η at step k as a share of the learning rate.

Steps of a fixed length never settle where the objective has a kink or the gradient is that of a minibatch: a schedule
makes them shorter. The rules and their words are PyTorch's: StepLR, CosineAnnealingLR, and 1/√k as a LambdaLR.

References
----------
I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017 (the cosine).
N. Z. Shor, "Minimization Methods for Non-Differentiable Functions", 1985 (1/√k).
"""

import math
from abc import abstractmethod
from typing import Annotated, ClassVar

from regsim.parameters import Config, declare


class Schedule(Config, frozen=True):
    """How the learning rate changes with the steps; it never grows."""

    label: ClassVar[str]
    is_constant: ClassVar[bool] = False

    @abstractmethod
    def share(self, step: int) -> float:
        """η for the update that starts at `step`, divided by the learning rate: 1 at step 0."""


class Constant(Schedule, tag="constant", frozen=True):
    """η stays as it is."""

    label: ClassVar[str] = "Constant"
    is_constant: ClassVar[bool] = True

    def share(self, step: int) -> float:
        del step
        return 1.0


class StepDecay(Schedule, tag="step", frozen=True):
    """η is multiplied by a factor every so many steps."""

    every: Annotated[
        int,
        declare("every", ge=1, le=10_000_000, scale="log", slider=(1, 1e5), help="How many steps η stays the same."),
    ] = 100
    factor: Annotated[
        float, declare("factor", symbol="γ", gt=0.0, le=1.0, slider=(0.01, 1.0), help="What η is then multiplied by.")
    ] = 0.1

    label: ClassVar[str] = "Steps"

    def share(self, step: int) -> float:
        return self.factor ** (step // self.every)


class Cosine(Schedule, tag="cosine", frozen=True):
    """η falls to 0 along half a wave of the cosine, η(1 + cos(πk/n))/2, and stays there."""

    steps: Annotated[
        int,
        declare("steps to 0", symbol="n", ge=1, le=10_000_000, scale="log", slider=(1, 1e5), help="When η reaches 0."),
    ] = 100

    label: ClassVar[str] = "Cosine"

    def share(self, step: int) -> float:
        return 0.5 * (1.0 + math.cos(math.pi * step / self.steps)) if step < self.steps else 0.0


class InverseSqrt(Schedule, tag="inverse-sqrt", frozen=True):
    """η/√(1 + k): slow enough to reach any place, fast enough to settle."""

    label: ClassVar[str] = "1/√k"

    def share(self, step: int) -> float:
        return 1.0 / math.sqrt(1.0 + step)
