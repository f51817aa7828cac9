"""What the commands share: how words are understood, what is said, how a command ends."""

import difflib
import os
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from regsim.parameters import InputError, shown
from regsim.resources import lesson_names

# Exit codes. A run that diverged and something that failed are both 1; 130 is what a shell reports for Ctrl-C.
DONE, DIVERGED, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 1, 2, 130

scenario_argument = click.argument("source", metavar="SCENARIO")
set_option = click.option(
    "--set",
    "overrides",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Change a field of the scenario, named by its place in the file; may be given several times.",
)


def examples(text: str) -> str:
    """Text for the end of a help page, its lines kept as they are."""
    return f"\b\nExamples:\n{text}"


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


def say(sentence: str) -> None:
    """One line on standard error."""
    click.echo(f"regsim: {' '.join(sentence.split())}", err=True)


@contextmanager
def named(source: str) -> Iterator[None]:
    """An error about a field of the scenario also says which scenario."""
    try:
        yield
    except InputError as error:
        raise (InputError(f"{source}: {error}", error.field) if error.field else error) from None


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output as a binary file; a full disk behind it is an :class:`InputError`."""
    try:
        yield sys.stdout.buffer
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is buffered would fail again at the end
        raise InputError(f"standard output: cannot be written: {error.strerror or error}") from None
