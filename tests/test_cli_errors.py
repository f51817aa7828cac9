"""Wrong input on the command line: code 2 and one sentence, whatever is wrong."""

from pathlib import Path

import pytest

from regsim import Scenario
from regsim.scenario_file import MAX_BYTES
from tests.command_line import HEADER, program, refused

SECTION_NAMES = "'lessons', 'models', 'data', 'penalties', 'optimizers', 'starts', 'views'"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["simulat"], "'simulat' must be a command, a lesson or a file, such as simulate"),
        (["from-fiv"], "'from-fiv' must be a command, a lesson or a file, such as from-five"),
        (["zzz"], "'zzz' must be a command, a lesson or a file, such as list, simulate, export or sweep"),
        ([""], "'': must be a file or a lesson, such as from-five or breast-cancer"),
        (["simulate", ""], "'': must be a file or a lesson, such as from-five or breast-cancer"),
        (["zzz.png"], "zzz.png: must be a file or a lesson, such as from-five or breast-cancer"),
        (["zzz.toml"], "zzz.toml: must be a file or a lesson, such as from-five or breast-cancer"),
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
        ("n_steps =", "must be a scenario in valid TOML: Invalid value (at end of document)"),
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
