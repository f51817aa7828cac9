"""The command line as tests run it: as a process of its own, or in this one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from regsim.__main__ import run

HEADER = 'format = "regsim-scenario"\nversion = 1\n'
DIVERGING = ("--set", "runs.1.optimizer.learning_rate=1000", "--set", "n_steps=100")
DIVERGED = "regsim: from-five: runs.1 diverged at step 52: η = 1000 is above the stable limit 2/L = 2\n"


def program(
    *arguments: str | Path, cwd: Path | None = None, without: Sequence[str] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own; `without` are environment variables that it does not see."""
    environment = {name: value for name, value in os.environ.items() if name not in without} | variables
    command = [sys.executable, "-m", "regsim", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What wrong input is answered with, on the one line that there is, after the program's name."""
    assert run([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("regsim: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.removeprefix("regsim: ").removesuffix("\n")
