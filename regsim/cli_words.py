"""How words on the command line are understood: a first word that may be a scenario, a size, a list of names."""

import difflib
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from regsim.parameters import InputError, shown
from regsim.resources import lesson_names


class ScenarioGroup(click.Group):
    """Commands, and one more that goes by the name of any scenario.

    Parameters
    ----------
    opener : click.Command
        What is run when the first word is a scenario; it finds the word as the name it was called by.
    """

    def __init__(self, *args: Any, opener: click.Command, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opener = opener

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, or else the one for scenarios.

        Raises
        ------
        InputError
            When the word is no command, no lesson and could not be a file.
        """
        word = args[0]
        if word in self.commands:
            return super().resolve_command(ctx, args)
        could_be_file = Path(word).exists() or Path(word).name != word or Path(word).suffix != ""
        if word not in lesson_names() and not could_be_file:
            names = difflib.get_close_matches(word, [*self.commands, *lesson_names()]) or list(self.commands)
            raise InputError(f"{shown(word)} must be a command, a lesson or a file, such as {alternatives(names)}")
        return word, self.opener, args[1:]


def read_size(ctx: click.Context, option: click.Parameter, text: str) -> tuple[int, int]:
    """Width and height from text such as ``1600x1000``."""
    del ctx, option
    sides = re.fullmatch(r"([0-9]{1,9})x([0-9]{1,9})", text)  # Python refuses to read thousands of digits
    if sides is None:
        raise InputError(f"--size must be WIDTHxHEIGHT such as 1600x1000, got {shown(text)}", "size")
    return int(sides[1]), int(sides[2])


def read_names(ctx: click.Context, option: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """Names with commas between them."""
    del ctx, option
    return None if text is None else tuple(name.strip() for name in text.split(","))


def alternatives(words: Collection[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
