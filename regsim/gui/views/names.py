"""Names of classes, and names that are too long for their room but must be told apart."""

from collections.abc import Sequence

import numpy as np

from regsim.data import Dataset
from regsim.gui.plotting.canvas import FONT_PX, text_width
from regsim.gui.plotting.labels import BRACKETS, shortened
from regsim.gui.words import number


def class_names(dataset: Dataset) -> tuple[str, ...]:
    """What the levels of a target are called, in their order; those that are numbers by the target: passed = 1."""
    return tuple(
        dataset.classes[int(level)] if dataset.classes else f"{dataset.target_name} = {number(float(level))}"
        for level in np.unique(dataset.y)
    )


def told_apart(names: Sequence[str], width: float, px: float = FONT_PX, bold: str = "") -> list[str]:
    """The names, at most `width` pixels wide: shortened, or if some came out alike, only the beginnings of words.

    The one that is `bold` is measured so.
    """
    short = [shortened(name, width, px, bold=name == bold) for name in names]
    if len(set(short)) < len(set(names)):
        begun = [_begun(name, width, px, is_bold=name == bold) for name in names]
        if len(set(begun)) > len(set(short)):
            return begun
    return short


def _begun(name: str, width: float, px: float, *, is_bold: bool) -> str:
    """A name with so many letters of each word as have room."""
    if text_width(name, px, bold=is_bold) > width:
        name = BRACKETS.sub("", name)
    words = name.split()
    cut = (" ".join(word[:n] for word in words) for n in range(len(name), 0, -1))
    short = shortened(name, width, px, bold=is_bold)
    return next((text for text in cut if text_width(text, px, bold=is_bold) <= width), short)
