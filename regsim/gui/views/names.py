"""Names of classes, and names that are too long for their room but must be told apart."""

from collections.abc import Sequence

import numpy as np

from regsim.data import Dataset
from regsim.gui.plotting.canvas import FONT_PX, text_width
from regsim.gui.plotting.labels import shortened
from regsim.gui.words import number


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """What the levels of a target are called, in their order; those that are numbers by the target: passed = 1."""
    return tuple(
        dataset.classes[int(level)] if dataset.classes else f"{dataset.target_name} = {number(float(level))}"
        for level in np.unique(dataset.y)
    )


def told_apart(names: Sequence[str], width: float, px: float = FONT_PX) -> list[str]:
    """The names, at most `width` pixels wide: shortened, or if some came out alike, only the beginnings of words."""
    short = [shortened(name, width, px) for name in names]
    longest = max((len(name) for name in names), default=0)
    for n_letters in range(longest, 0, -1):
        if len(set(short)) == len(set(names)):
            break
        begun = [" ".join(word[:n_letters] for word in name.split()) for name in names]
        if len(set(begun)) == len(set(names)) and max(text_width(name, px) for name in begun) <= width:
            short = begun
    return short
