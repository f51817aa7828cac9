"""The program as a process: what the command line raises becomes one sentence and an exit code.

A traceback is shown only with REGSIM_DEBUG=1.
"""

import io
import os
import sys
from collections.abc import Sequence

import click

from regsim.cli import program
from regsim.cli_words import DONE, FAILED, INTERRUPTED, WRONG_INPUT, say
from regsim.parameters import InputError


def main() -> None:
    """Run the command line and end the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without λ still gets the rest
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit code of the command line with these arguments."""
    try:
        status = program.main(list(arguments), prog_name="regsim", standalone_mode=False)
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        say(error.format_message() + _hint(error))
        return error.exit_code
    except InputError as error:
        say(str(error))
        return WRONG_INPUT
    except Exception as error:
        if os.environ.get("REGSIM_DEBUG"):
            raise
        say(f"failed unexpectedly with {type(error).__name__}: {error} (REGSIM_DEBUG=1 shows where)")
        return FAILED
    return status if isinstance(status, int) else DONE


def _hint(error: click.ClickException) -> str:
    """Where to read how the command is used."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f" (see '{context.command_path} --help')" if context else ""


if __name__ == "__main__":
    main()
