"""A prediction: what is guessed of the next weight, and whether what is to come may be shown.

One value says it to everything that draws. While a question is open, no view shows what gives the answer away; the past
and the present, which a guess is made from, stay.
"""

from dataclasses import dataclass, replace

from regsim.gui.words import number

DIGITS = 4  # significant, of the numbers in a verdict


@dataclass(frozen=True)
class Guess:
    """What the user says that the chosen weight of each run will be at a step.

    Attributes
    ----------
    step : int
    values : tuple of float or None
        One per run; None where there is no such step, or what was typed is no number.
    is_made : tuple of bool
        Whether the user has had a hand in the value.
    """

    step: int
    values: tuple[float | None, ...]
    is_made: tuple[bool, ...]

    @property
    def made(self) -> "Guess":
        """The same without what the user has had no hand in."""
        values = tuple(value if made else None for value, made in zip(self.values, self.is_made, strict=True))
        return replace(self, values=values)


@dataclass(frozen=True)
class Prediction:
    """What is asked, and what has been answered. The usual one: nothing is, and everything may be shown.

    Attributes
    ----------
    open : Guess or None
        Of the step that is hidden.
    judged : Guess or None
        The last one whose outcome has been shown.
    """

    open: Guess | None = None
    judged: Guess | None = None

    @property
    def hides(self) -> bool:
        """Whether the outcome is still to be guessed."""
        return self.open is not None

    def shown_judged(self, step: int) -> Guess | None:
        """The guess to compare with its outcome at a step: one for it or before it, or for the next once checked."""
        judged = self.judged
        return judged if judged is not None and judged.step <= step + (not self.hides) else None


def verdict(guess: float, actual: float) -> str:
    """How far off a guess was: the difference of the two numbers shown. Only an exact 0 is shown as 0."""
    return f"you said {number(guess, DIGITS)}, it is {number(actual, DIGITS)}: {difference(guess, actual)}"


def difference(guess: float, actual: float) -> str:
    """The same in two or three words."""
    off = rounded(guess) - rounded(actual)
    return f"{number(abs(off), DIGITS)} too {'high' if off > 0.0 else 'low'}" if off else "right"


def rounded(value: float) -> float:
    """`value` with the digits that are shown."""
    return float(f"{value:.{DIGITS}g}") + 0.0
