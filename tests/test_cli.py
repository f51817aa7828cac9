"""The command line: what it computes and lists, and how it ends."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from regsim import load, simulate
from regsim.__main__ import run
from regsim.trajectory_table import write_csv
from tests.command_line import DIVERGED, DIVERGING, HEADER, program


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# --- simulate ---------------------------------------------------------------------------------------------------------


def test_simulate_from_five_writes_the_claimed_numbers_bit_for_bit(tmp_path: Path) -> None:
    done = program("simulate", "from-five", "-o", "out.csv", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    rows = rows_of((tmp_path / "out.csv").read_text())
    assert list(rows[0]) == ["run", "step", "objective", "data_loss", "penalty", "w1"]
    assert [(row["run"], row["step"]) for row in rows] == [(str(r), str(k)) for r in range(2) for k in range(15)]
    l1, l2 = rows[:15], rows[15:]
    assert [row["w1"] for row in l1[:11]] == [repr(5.0 - 0.5 * k) for k in range(11)]
    assert {row["w1"] for row in l1[10:]} == {"0.0"}
    assert [row["objective"] for row in l1] == [row["w1"] for row in l1]
    assert [row["w1"] for row in l2] == [repr(5.0 / 2**k) for k in range(15)]
    assert [row["objective"] for row in l2] == [repr(12.5 / 4**k) for k in range(15)]
    assert {row["data_loss"] for row in rows} == {"0.0"}


def test_simulate_without_output_prints_the_same_bytes_as_it_writes(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["simulate", "breast-cancer", "--set", "n_steps=3"]) == 0
    printed = capsysbinary.readouterr().out
    assert run(["simulate", "breast-cancer", "--set", "n_steps=3", "-o", str(tmp_path / "out.CSV")]) == 0

    assert printed == (tmp_path / "out.CSV").read_bytes()
    assert b"\r" not in printed
    assert printed.count(b"\n") == 1 + 2 * 4


def test_numbers_in_a_csv_read_back_to_the_same_bits(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    run(["simulate", "breast-cancer", "--set", "n_steps=50", "-o", str(path)])

    trajectories = simulate(load("breast-cancer", ["n_steps=50"]))
    header, *lines = csv.reader(path.read_text().splitlines())
    assert header[5] == "accuracy"
    assert header[6:] == list(trajectories[0].weight_names)
    numbers = np.array(lines, dtype=np.float64)
    np.testing.assert_array_equal(numbers[:, 6:], np.concatenate([t.weights for t in trajectories]))
    np.testing.assert_array_equal(numbers[:, 2], np.concatenate([t.objective for t in trajectories]))
    np.testing.assert_array_equal(numbers[:, 5], np.concatenate([np.asarray(t.accuracy) for t in trajectories]))
    assert "-0.0" not in {cell for line in lines for cell in line}


def test_samples_set_aside_have_a_loss_and_an_accuracy_of_their_own(tmp_path: Path) -> None:
    path, changes = tmp_path / "out.npz", ["n_steps=30", "data.validation_fraction=0.25"]
    run(["simulate", "breast-cancer", *(word for change in changes for word in ("--set", change)), "-o", str(path)])

    table, trajectory = np.load(path), simulate(load("breast-cancer", changes))[0]
    assert trajectory.validation_loss is not None
    first = table["run"] == 0
    np.testing.assert_array_equal(table["validation_loss"][first], trajectory.validation_loss)
    np.testing.assert_array_equal(table["validation_accuracy"][first], trajectory.validation_accuracy)
    assert not np.array_equal(table["accuracy"], table["validation_accuracy"])
    assert set(table["run"]) == set(range(len(load("breast-cancer").runs)))


def test_a_table_has_every_step_of_a_run_whose_history_is_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    def lines() -> list[bytes]:
        file = io.BytesIO()
        write_csv(simulate(load("from-five", ["n_steps=900"])), file)
        return file.getvalue().splitlines()

    whole = lines()
    monkeypatch.setattr("regsim.engine.simulation.BUDGET", 2000)
    assert lines() == whole
    assert simulate(load("from-five", ["n_steps=900"]))[0].every > 1


def test_a_start_of_negative_zero_is_written_as_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", "from-five", "--set", "start.weights=[-0.0]"]) == 0

    assert "-0" not in capsys.readouterr().out


def test_an_npz_holds_the_same_table_as_arrays(tmp_path: Path) -> None:
    assert run(["simulate", "from-five", "-o", str(tmp_path / "out.npz")]) == 0

    a, b = simulate(load("from-five"))
    with np.load(tmp_path / "out.npz") as table:
        assert set(table) == {"run", "step", "objective", "data_loss", "penalty", "weights", "weight_names"}
        np.testing.assert_array_equal(table["run"], [0] * 15 + [1] * 15)
        np.testing.assert_array_equal(table["step"], [*range(15), *range(15)])
        np.testing.assert_array_equal(table["weights"], np.concatenate([a.weights, b.weights]))
        np.testing.assert_array_equal(table["objective"], table["data_loss"] + table["penalty"])
        assert table["weight_names"].tolist() == ["w1"]


def test_a_scenario_with_a_csv_beside_it_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "data.csv").write_text('"a, b",step,y\n1,2,0\n2,1,1\n3,5,1\n', encoding="utf-8")
    (tmp_path / "sub" / "mine.toml").write_text(
        HEADER + "data = {kind = 'csv', path = 'data.csv'}\nmodel = {kind = 'linear-regression'}\n"
        "start = {kind = 'zeros'}\nn_steps = 2\n",
        encoding="utf-8",
    )

    done = program("simulate", "sub/mine.toml", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('run,step,objective,data_loss,penalty,"a, b",step (weight),intercept\n0,0,')
    assert len(rows_of(done.stdout)) == 6


def test_a_csv_named_by_an_override_is_meant_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.csv").write_text("x,y\n1,2\n2,4\n3,5\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    overrides = ["data={kind='csv', path='data.csv'}", "model={kind='linear-regression'}", "start={kind='zeros'}"]

    assert run(["simulate", "from-five", *(word for override in overrides for word in ("--set", override))]) == 0

    assert capsys.readouterr().out.startswith("run,step,objective,data_loss,penalty,x,intercept\n")


def test_a_run_that_diverges_is_written_up_to_its_last_finite_step_and_the_code_is_1(tmp_path: Path) -> None:
    done = program("simulate", "from-five", *DIVERGING, "-o", "out.csv", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr == (DIVERGED)
    rows = rows_of((tmp_path / "out.csv").read_text())
    assert [row["step"] for row in rows if row["run"] == "1"] == [str(k) for k in range(52)]
    assert [row["step"] for row in rows if row["run"] == "0"] == [str(k) for k in range(101)]
    assert np.isfinite([float(row["objective"]) for row in rows]).all()


def test_every_run_that_diverges_has_a_sentence_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--set", "runs.0.penalty.kind=l2", "--set", "runs.0.optimizer.learning_rate=900"]

    assert run(["simulate", "from-five", *DIVERGING, *both]) == 1

    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("regsim: from-five: runs.0 diverged at step ")
    assert second.startswith("regsim: from-five: runs.1 diverged at step 52")


def test_a_reader_that_has_seen_enough_ends_the_program_quietly() -> None:
    command = [sys.executable, "-m", "regsim", "simulate", "breast-cancer"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"run,step,")
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_standard_output_on_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "regsim", "simulate", "from-five"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)

    assert done.returncode == 2
    assert done.stderr == "regsim: standard output: cannot be written: No space left on device\n"


# --- list, help, version ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("lessons", ["from-five", "breast-cancer", "From five: constant steps, halving steps"]),
        ("models", ["penalty-only", "quadratic", "linear-regression", "logistic-regression", "fit_intercept = true"]),
        (
            "data",
            [
                "none",
                "inline",
                "csv",
                "breast-cancer",
                "diabetes",
                "required: printable text",
                "one of error, drop, mean",
            ],
        ),
        ("penalties", ["none", "l1", "l2", "elastic-net", "l2-norm", "strength = 1.0", "a finite number ≥ 0"]),
        ("optimizers", ["gradient-descent", "proximal-gradient", "learning_rate = 0.1"]),
        ("starts", ["zeros", "values", "normal", "seed = 0"]),
        ("views", ["slice", "derivative", "weights", "objective"]),
    ],
)
def test_list_names_every_kind_with_its_fields(capsys: pytest.CaptureFixture[str], what: str, words: list[str]) -> None:
    assert run(["list", what]) == 0

    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith(what.capitalize())
    assert [word for word in words if word not in text] == []


def test_list_alone_lists_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 0

    lines = capsys.readouterr().out.splitlines()
    headings = [line.partition(" (")[0] for line in lines if line and not line.startswith(" ")]
    assert headings == ["Lessons", "Models", "Data", "Penalties", "Optimizers", "Starts", "Views"]


@pytest.mark.parametrize("command", [[], ["list"], ["simulate"], ["export"]])
def test_every_command_explains_itself_with_examples(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert run([*command, "--help"]) == 0

    text = capsys.readouterr().out
    assert text.startswith(f"Usage: {' '.join(['regsim', *command])}")
    assert f"Examples:\n    {' '.join(['regsim', *command])}" in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_version_is_one_line() -> None:
    done = program("--version")

    assert (done.returncode, done.stderr) == (0, "")
    name, version = done.stdout.split()
    assert name == "regsim"
    assert version[0].isdigit()


# --- failures ---------------------------------------------------------------------------------------------------------


def fail(*_: object) -> None:
    raise RuntimeError("something broke")


def test_what_nobody_expected_is_one_sentence_and_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsim.cli.Problem", fail)
    monkeypatch.delenv("REGSIM_DEBUG", raising=False)

    assert run(["simulate", "from-five"]) == 1

    sentence = "regsim: failed unexpectedly with RuntimeError: something broke (REGSIM_DEBUG=1 shows where)\n"
    assert capsys.readouterr().err == sentence


def test_for_debugging_what_nobody_expected_is_shown_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regsim.cli.Problem", fail)
    monkeypatch.setenv("REGSIM_DEBUG", "1")

    with pytest.raises(RuntimeError, match="something broke"):
        run(["simulate", "from-five"])


def test_an_interrupt_ends_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("regsim.cli.Problem", interrupt)

    assert run(["simulate", "from-five"]) == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_terminal_without_greek_still_gets_the_rest() -> None:
    command = [sys.executable, "-m", "regsim", "list", "penalties"]
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="latin-1", check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert r"\u03bb: How hard the penalty pulls" in done.stdout
