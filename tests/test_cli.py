"""The command line: what each command writes, and how wrong input and failures end."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from regsim import Scenario, load, simulate
from regsim.__main__ import run
from regsim.scenario import MAX_BYTES

DIVERGING = ["--set", "runs.1.optimizer.learning_rate=3", "--set", "n_steps=2000"]
REMEDY = "which is missing; 'sh resources/setup.sh' installs it"
SECTION_NAMES = "'lessons', 'models', 'data', 'penalties', 'optimizers', 'starts', 'views'"
HEADER = 'format = "regsim-scenario"\nversion = 1\n'


def program(
    *arguments: str | Path, cwd: Path | None = None, without: Sequence[str] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own; `without` are environment variables that it does not see."""
    environment = {name: value for name, value in os.environ.items() if name not in without} | variables
    command = [sys.executable, "-m", "regsim", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False
    )


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What wrong input is answered with, on the one line that there is, after the program's name."""
    assert run([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("regsim: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.removeprefix("regsim: ").removesuffix("\n")


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
    assert header[5:] == list(trajectories[0].weight_names)
    numbers = np.array(lines, dtype=np.float64)
    np.testing.assert_array_equal(numbers[:, 5:], np.concatenate([t.weights for t in trajectories]))
    np.testing.assert_array_equal(numbers[:, 2], np.concatenate([t.objective for t in trajectories]))
    assert "-0.0" not in {cell for line in lines for cell in line}


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
    assert done.stderr == ("regsim: from-five: runs.1 diverged at step 510: η = 3 is above the stable limit 2/L = 2\n")
    rows = rows_of((tmp_path / "out.csv").read_text())
    assert [row["step"] for row in rows if row["run"] == "1"] == [str(k) for k in range(510)]
    assert [row["step"] for row in rows if row["run"] == "0"] == [str(k) for k in range(2001)]
    assert np.isfinite([float(row["objective"]) for row in rows]).all()


def test_every_run_that_diverges_has_a_sentence_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    both = ["--set", "runs.0.penalty.kind=l2", "--set", "runs.0.optimizer.learning_rate=9"]

    assert run(["simulate", "from-five", *DIVERGING, *both]) == 1

    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("regsim: from-five: runs.0 diverged at step ")
    assert second.startswith("regsim: from-five: runs.1 diverged at step 510")


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
        ("data", ["none", "inline", "csv", "breast-cancer", "diabetes", "required: text", "one of error, drop, mean"]),
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


# --- export -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_export_needs_no_display(tmp_path: Path, ending: str) -> None:
    arguments = ["export", "from-five", "-o", f"a.{ending}", "--size", "800x500", "--views", "weights, slice"]

    done = program(*arguments, cwd=tmp_path, without=["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    content = (tmp_path / f"a.{ending}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending])
    if ending == "png":
        assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (800, 500)
        assert load(tmp_path / "a.png").views == ("weights", "slice")


def test_export_of_a_run_that_diverges_draws_it_and_the_code_is_1(tmp_path: Path) -> None:
    done = program("export", "from-five", *DIVERGING, "-o", "a.png", cwd=tmp_path, QT_QPA_PLATFORM="offscreen")

    assert done.returncode == 1
    assert done.stderr.startswith("regsim: from-five: runs.1 diverged at step 510: ")
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "a.gif"], "a.gif: must end in .png, .svg, .pdf"),
        (["-o", "a"], "a: must end in .png, .svg, .pdf"),
        (["-o", "a.png", "--size", "1600"], "--size must be WIDTHxHEIGHT such as 1600x1000, got '1600'"),
        (["-o", "a.png", "--size", "ax1"], "--size must be WIDTHxHEIGHT such as 1600x1000, got 'ax1'"),
        (["-o", "a.png", "--size", "1x1"], "from-five: size must be 200 to 16384 each way, got 1x1"),
        (["-o", "a.png", "--dpi", "0"], "from-five: dpi must be 24 to 1200, got 0"),
        (["-o", "a.png", "--step", "15"], "from-five: step must be 0 to 14, got 15"),
        (
            ["-o", "a.png", "--views", "slice,slices"],
            "from-five: views must be among slice, derivative, weights, objective, got 'slices'",
        ),
        (
            ["-o", "a.png", "--step", "x"],
            "Invalid value for '--step': 'x' is not a valid integer. (see 'regsim export --help')",
        ),
        (
            ["-o", "a.png", "--theme", "blue"],
            "Invalid value for '--theme': 'blue' is not one of 'light', 'dark'. (see 'regsim export --help')",
        ),
        ([], "Missing option '-o' / '--output'. (see 'regsim export --help')"),
        (["-o", "none/a.png", "--size", "300x200"], "none/a.png: cannot be written: No such file or directory"),
    ],
)
def test_export_refuses_what_it_cannot_draw(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert refused(capsys, "export", "from-five", *arguments) == sentence


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (
            "libEGL.so.1: cannot open shared object file: No such file or directory",
            f"drawing needs the system library libEGL.so.1 (Debian's package libegl1), {REMEDY}",
        ),
        (
            "libodd.so.3: cannot open shared object file: No such file or directory",
            f"drawing needs the system library libodd.so.3, {REMEDY}",
        ),
        ("No module named 'PySide6'", "drawing needs PySide6, which cannot be imported: No module named 'PySide6'"),
    ],
)
def test_a_toolkit_that_cannot_be_imported_is_one_sentence(tmp_path: Path, failure: str, sentence: str) -> None:
    (tmp_path / "PySide6.py").write_text(f"raise ImportError({failure!r})\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])

    done = program("export", "from-five", "-o", tmp_path / "a.png", PYTHONPATH=path)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"regsim: {sentence}\n")


# --- the window -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["from-five"]])
def test_without_a_display_the_window_is_refused_and_export_is_named(arguments: list[str]) -> None:
    done = program(*arguments, without=["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "regsim: the window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; "
        "'regsim export' draws pictures without one\n"
    )


def test_the_window_is_opened_with_the_scenario_and_the_file_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Scenario, Path | None]] = []

    def window(scenario: Scenario, path: Path | None) -> int:
        opened.append((scenario, path))
        return 0

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr("regsim.gui.app.run", window)
    mine = tmp_path / "mine.toml"
    mine.write_text(HEADER + "title = 'mine'\n", encoding="utf-8")

    assert [run([]), run(["breast-cancer"]), run([str(mine)])] == [0, 0, 0]

    assert opened == [(load("from-five"), None), (load("breast-cancer"), None), (load(mine), mine)]


# --- wrong input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["simulat"], "'simulat' must be a command, a lesson or a file, such as simulate"),
        (["from-fiv"], "'from-fiv' must be a command, a lesson or a file, such as from-five"),
        (["zzz"], "'zzz' must be a command, a lesson or a file, such as list, simulate or export"),
        (["zzz.toml"], "zzz.toml: must be a file or a lesson, such as breast-cancer or from-five"),
        (["from-five", "x"], "Got unexpected extra argument (x) (see 'regsim from-five --help')"),
        (["--xyz"], "No such option '--xyz'. (see 'regsim --help')"),
        (["simulate"], "Missing argument 'SCENARIO'. (see 'regsim simulate --help')"),
        (["simulate", "from-fiv"], "from-fiv: must be a file or a lesson, such as from-five"),
        (["simulate", "from-five", "-o", "a.xlsx"], "a.xlsx: must end in .csv or .npz"),
        (["simulate", "from-five", "-o", "none/a.csv"], "none/a.csv: cannot be written: No such file or directory"),
        (["simulate", "from-five", "--set", "n_steps"], "--set must be FIELD=VALUE, got 'n_steps'"),
        (
            ["simulate", "from-five", "--set", "runs.0.penalty.strength=-1"],
            "from-five: runs.0.penalty.strength must be a finite number ≥ 0, got -1",
        ),
        (
            ["simulate", "breast-cancer", "--set", "start={kind='values', weights=[1, 2]}"],
            "breast-cancer: start.weights must have one value per weight of the model, 31, got 2",
        ),
        (
            ["list", "penalty"],
            f"Invalid value for '[WHAT]': 'penalty' is not one of {SECTION_NAMES}. (see 'regsim list --help')",
        ),
    ],
)
def test_wrong_words_are_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert refused(capsys, *arguments) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("n_steps =", "must be valid TOML: Invalid value (at end of document)"),
        ("title = 'x'", "format must be 'regsim-scenario', got nothing"),
        ("format = 'regsim-scenario'\nversion = 2", "version must be 1, got 2"),
        (
            HEADER + "steps = 2",
            f"the scenario must have no field but {', '.join(Scenario.__struct_fields__)}, got 'steps'",
        ),
        (HEADER + "runs = []", "runs must be 1 to 4, got 0"),
        (HEADER + "runs = [{}, {}, {}, {}, {}]", "runs must be 1 to 4, got 5"),
        (
            HEADER + "[[runs]]\npenalty = {kind = 'l3'}",
            "runs.0.penalty.kind must be one of none, l1, l2, elastic-net, l2-norm, got 'l3'",
        ),
        (HEADER + "n_steps = '5'", "n_steps must be a whole number ≥ 1 and ≤ 10000000, got '5'"),
        (HEADER + "n_steps = 0", "n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0"),
        (
            HEADER + "[[runs]]\npenalty = {kind = 'l1', strength = inf}",
            "runs.0.penalty.strength must be a finite number ≥ 0, got inf",
        ),
        (HEADER + "views = []", "views must name at least one view, got none"),
        (
            HEADER + "model = {kind = 'logistic-regression'}",
            "data.kind must name a source of data for logistic regression, got 'none'",
        ),
        (HEADER + "start = {kind = 'zeros'}\ndata = {kind = 'diabetes'}\nmodel = {kind = 'logistic-regression'}", None),
        (HEADER + "data = {kind = 'csv', path = 'none.csv'}\nmodel = {kind = 'linear-regression'}", None),
    ],
)
def test_a_wrong_file_is_one_sentence_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, sentence: str | None
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")

    told = refused(capsys, "simulate", path)

    assert told.startswith(f"{path}: ")
    if sentence is not None:
        assert told == f"{path}: {sentence}"


def test_a_target_of_many_values_is_refused_for_logistic_regression(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "simulate", "breast-cancer", "--set", "data.kind=diabetes")

    assert told.startswith("breast-cancer: target disease progression must have exactly 2 classes for logistic")


def test_a_missing_csv_is_named_with_the_scenario_that_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEADER + "data = {kind = 'csv', path = 'none.csv'}\nmodel = {kind = 'linear-regression'}\n")

    told = refused(capsys, "simulate", path)

    assert str(tmp_path / "none.csv") in told
    assert "no such file or directory" in told


def test_a_directory_a_binary_and_an_endless_file_are_no_scenarios(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary, endless = tmp_path / "binary.toml", tmp_path / "endless.toml"
    binary.write_bytes(b"\xff\x00")
    with endless.open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    assert refused(capsys, "simulate", tmp_path) == f"{tmp_path}: cannot be read: Is a directory"
    assert refused(capsys, "simulate", binary) == f"{binary}: must be UTF-8 text"
    assert refused(capsys, "simulate", endless) == f"{endless}: must be at most {MAX_BYTES // 2**20} MiB large"


def test_wrong_input_ends_the_process_with_code_2_and_one_line() -> None:
    done = program("simulate", "from-five", "--set", "n_steps=0")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "regsim: from-five: n_steps must be a whole number ≥ 1 and ≤ 10000000, got 0\n"


def test_an_output_that_failed_leaves_the_old_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").mkdir()

    told = refused(capsys, "simulate", "from-five", "-o", tmp_path / "a.csv")

    assert told == f"{tmp_path / 'a.csv'}: must be a file to write to, is a directory or a device"


# --- failures ---------------------------------------------------------------------------------------------------------


def fail(*_: object) -> None:
    raise RuntimeError("something broke")


def test_what_nobody_expected_is_one_sentence_and_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regsim.cli.simulate", fail)
    monkeypatch.delenv("REGSIM_DEBUG", raising=False)

    assert run(["simulate", "from-five"]) == 1

    sentence = "regsim: failed unexpectedly with RuntimeError: something broke (REGSIM_DEBUG=1 shows where)\n"
    assert capsys.readouterr().err == sentence


def test_for_debugging_what_nobody_expected_is_shown_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regsim.cli.simulate", fail)
    monkeypatch.setenv("REGSIM_DEBUG", "1")

    with pytest.raises(RuntimeError, match="something broke"):
        run(["simulate", "from-five"])


def test_an_interrupt_ends_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("regsim.cli.simulate", interrupt)

    assert run(["simulate", "from-five"]) == 130
    assert capsys.readouterr().err.strip() == ""


def test_a_terminal_without_greek_still_gets_the_rest() -> None:
    command = [sys.executable, "-m", "regsim", "list", "penalties"]
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="latin-1", check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert r"\u03bb: How hard the penalty pulls" in done.stdout
