"""What the README says is true: its commands, its pictures and its code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import regsim

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

USE_THE_PENALTY = """
import numpy as np
import regsim
from regsim.engine.penalties import Huber
from regsim.listing import listing
huber = Huber(0.7)
w, h = np.linspace(-3.0, 3.0, 13) + 0.01, 1e-6
slope = np.array([(huber.value(w + h * e) - huber.value(w - h * e)) / (2 * h) for e in np.eye(13)])
assert np.allclose(slope, huber.gradient(w), atol=1e-8)
u = huber.prox(w, 0.5)
assert np.allclose(u + 0.5 * huber.gradient(u), w)
text = regsim.dumps(regsim.load("from-five")).replace('kind = "l2"', 'kind = "huber"')
l1, by_huber = regsim.simulate(regsim.loads(text))
assert by_huber.weights[:3, 0].tolist() == [5.0, 4.5, 4.0]
assert "huber" in listing("penalties")
assert by_huber.optimizer(0).curvature(by_huber.function(0)) == 1.0
"""


SAID = {"sweep": "by the one-standard-error rule the choice is λ = "}  # a command's words on standard error


def code(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def run(script: str, folder: Path, said: str = "") -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert bool(done.stderr) is bool(said)
    assert said in done.stderr


@pytest.fixture(scope="module")
def with_the_penalty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with the penalty of the README in it."""
    copy = tmp_path_factory.mktemp("with_the_penalty")
    for folder in ("regsim", "resources", "tests"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    with (copy / "regsim" / "engine" / "penalties.py").open("a", encoding="utf-8") as file:
        file.write("\n\n" + code("python")[1])
    return copy


def test_the_penalty_of_the_readme_works_wherever_penalties_do(with_the_penalty: Path) -> None:
    run(USE_THE_PENALTY, with_the_penalty)


def test_the_penalty_of_the_readme_obeys_the_laws_of_penalties(with_the_penalty: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/engine/test_penalties.py"]
    done = subprocess.run(command, cwd=with_the_penalty, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stdout


def test_the_penalty_of_the_readme_has_as_many_lines_as_its_heading_says() -> None:
    heading = re.search(r"^## Add a penalty in (\d+) lines$", README, flags=re.M)
    lines = [line for line in code("python")[1].splitlines() if line.strip() and '"""' not in line]

    assert heading is not None
    assert len(lines) == int(heading[1])


def test_the_notebook_example_runs_as_it_stands(tmp_path: Path) -> None:
    run(code("python")[0], tmp_path)
    assert (tmp_path / "figure.png").stat().st_size > 10_000


@pytest.mark.parametrize("command", [line for line in code("sh")[1].splitlines() if line])
def test_the_commands_run_as_they_stand(command: str, tmp_path: Path) -> None:
    words = command.split()
    assert words[0] == ".venv/bin/regsim"
    run(f"import sys; from regsim.__main__ import run; sys.exit(run({words[1:]!r}))", tmp_path, SAID.get(words[1], ""))


@pytest.mark.parametrize("picture", re.findall(r"\]\((resources/pictures/.*?\.png)\)", README))
def test_the_pictures_are_of_lessons_as_they_are_now(picture: str) -> None:
    path = ROOT / picture
    assert regsim.load(path) == regsim.load(path.stem)
