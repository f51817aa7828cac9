"""`regsim sweep`: what it writes, what it says, and what it refuses."""

import csv
import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regsim import cli_sweep, load
from regsim.__main__ import run
from regsim.gui.paths import NO_PULL
from regsim.sweeping import sweep
from tests.command_line import HEADER, program, refused

SIX_SAMPLES = HEADER + (
    'data = {kind = "inline", columns = ["x", "y"], target = "y", standardize = false, '
    "rows = [[-2, 0], [-1, 0], [-0.5, 1], [0.5, 0], [1, 1], [2, 1]]}\n"
    'model = {kind = "logistic-regression", fit_intercept = false}\n'
    'convention = {data_term = "sum"}\nstart = {kind = "zeros"}\n'
    'runs = [{penalty = {kind = "l2"}}, {penalty = {kind = "l1"}}]\n'
)
BOWL = HEADER + (
    "model = {kind = 'quadratic', hessian = [[1.0, 0.8], [0.8, 1.0]], "
    "center = [1.6666666666666667, -0.83333333333333333]}\n"
    "start = {kind = 'zeros'}\nruns = [{penalty = {kind = 'l2'}}, {penalty = {kind = 'l1'}}]\n"
)
# λ, w*, D(w*), R(w*), J*, λw*
LOGISTIC_TABLE = """
0     1.351112  2.764205  0.912752  2.764205  0
0.1   1.225747  2.771706  0.751228  2.846829  0.12257
1     0.760463  2.964763  0.289152  3.253915  0.76046
10    0.198453  3.714168  0.019692  3.911087  1.98453
100   0.024361  4.098760  0.000297  4.128432  2.43606
1000  0.002493  4.152658  0.000003  4.155766  2.49345
"""
# λ, w1, w2
BOWL_L2 = """
0    1.666667  -0.833333
0.3  0.857143  -0.142857
0.6  0.625      0
1    0.476190   0.059524
2    0.311005   0.083732
3    0.234375   0.078125
10   0.088069   0.039050
"""
BOWL_L1 = """
0.05  1.416667  -0.583333
0.1   1.166667  -0.333333
0.3   0.7        0
0.5   0.5        0
0.8   0.2        0
1     0          0
"""


def numbers(table: str) -> Any:
    return np.loadtxt(io.StringIO(table))


def rows(text: str, number: int = 0) -> list[dict[str, float]]:
    """The rows of one run."""
    found = [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(text))]
    return [row for row in found if row["run"] == number]


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(SIX_SAMPLES, encoding="utf-8")
    return path


def test_a_larger_strength_under_l2_has_the_claimed_optima(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sweep", str(scenario), "--strengths", "0,0.1,1,10,100,1000"]) == 0

    out, err = capsys.readouterr()
    assert err == ""
    expected = numbers(LOGISTIC_TABLE)
    found = rows(out)
    columns = ("strength", "x", "data_loss", "constraint", "objective")
    np.testing.assert_allclose([[row[name] for name in columns] for row in found], expected[:, :5], atol=5e-7)
    np.testing.assert_allclose([row["strength"] * row["x"] for row in found], expected[:, 5], atol=5e-6)
    assert [row["x"] == 0.0 for row in rows(out, 1)] == [False, False, False, True, True, True]


def test_under_l1_the_weight_is_exactly_0_from_the_claimed_strength_on(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sweep", str(scenario), "--strengths", "2.4999999,2.5,3"]) == 0

    out = capsys.readouterr().out
    assert [row["zeros"] for row in rows(out, 1)] == [0.0, 1.0, 1.0]
    assert [row["zeros"] for row in rows(out, 0)] == [0.0, 0.0, 0.0]


def test_a_weight_passes_0_under_l2_and_stays_there_under_l1_as_claimed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bowl.toml"
    path.write_text(BOWL, encoding="utf-8")
    strengths = "0,0.05,0.1,0.3,0.5,0.6,0.8,1,2,3,10"

    assert run(["sweep", str(path), "--strengths", strengths]) == 0

    out = capsys.readouterr().out
    for number, table in ((0, BOWL_L2), (1, BOWL_L1)):
        found = {row["strength"]: (row["w1"], row["w2"]) for row in rows(out, number)}
        for strength, *w in numbers(table):
            np.testing.assert_allclose(found[strength], w, atol=5e-7)
    assert {row["strength"]: row["zeros"] for row in rows(out, 1)}[0.3] == 1.0


def test_the_file_has_a_row_per_run_and_strength_and_reads_back_bit_for_bit(tmp_path: Path) -> None:
    overrides = ["data.validation_fraction=0.25"]
    output = tmp_path / "out.CSV"
    options = ["--folds", "2", "--strengths", "1e-2:1:4", "--set", *overrides]

    assert run(["sweep", "breast-cancer", *options, "-o", str(output)]) == 0

    paths = sweep(load("breast-cancer", overrides), np.geomspace(1e-2, 1.0, 4), folds=2)
    header, *lines = csv.reader(output.read_text().splitlines())
    assert header[:14] == [
        *("run", "strength", "objective", "data_loss", "penalty", "constraint", "violation", "zeros"),
        *("validation_loss", "accuracy", "validation_accuracy", "cv_loss", "cv_standard_error", "cv_accuracy"),
    ]
    assert header[14:] == list(paths[0].weight_names)
    table = np.array(lines, dtype=np.float64)
    assert table[:, 0].tolist() == [0.0] * 4 + [1.0] * 4
    np.testing.assert_array_equal(table[:, 14:], np.concatenate([path.weights for path in paths]))
    np.testing.assert_array_equal(table[:, 2], np.concatenate([path.objective for path in paths]))
    np.testing.assert_array_equal(table[:4, 11], paths[0].cross_validation.loss)  # type: ignore[union-attr]
    assert "-0.0" not in {cell for line in lines for cell in line}
    assert {cell for line in lines for cell in line[:1]} == {"0", "1"}


def test_an_npz_holds_the_same_table_as_arrays_and_the_losses_of_every_fold(tmp_path: Path) -> None:
    options = ["--folds", "3", "--strengths", "0.1,1", "-o", str(tmp_path / "out.npz")]

    assert run(["sweep", "breast-cancer", *options]) == 0

    l1, l2 = sweep(load("breast-cancer"), [0.1, 1.0], folds=3)
    with np.load(tmp_path / "out.npz") as table:
        np.testing.assert_array_equal(table["run"], [0, 0, 1, 1])
        np.testing.assert_array_equal(table["weights"], np.concatenate([l1.weights, l2.weights]))
        np.testing.assert_array_equal(table["objective"], table["data_loss"] + table["penalty"])
        assert l2.cross_validation is not None
        np.testing.assert_array_equal(table["cv_losses"][2:], l2.cross_validation.losses.T)
        assert table["weight_names"].tolist() == list(l1.weight_names)


def test_a_feature_called_like_a_column_is_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SIX_SAMPLES.replace('"x", "y"', '"zeros", "y"'), encoding="utf-8")

    assert run(["sweep", str(path), "--strengths", "1"]) == 0

    assert capsys.readouterr().out.splitlines()[0].endswith(",zeros,accuracy,zeros (weight)")


def test_the_best_strengths_are_said_on_standard_error_and_no_bar_is_drawn_into_a_pipe(tmp_path: Path) -> None:
    options = ["--folds", "3", "--strengths", "0.001:1:9", "--set", "data.validation_fraction=0.25", "-o", "out.csv"]

    done = program("sweep", "breast-cancer", *options, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.splitlines()
    assert [line.partition("): ")[0] for line in lines] == [
        f"regsim: breast-cancer: runs.{number} ({label}" for number, label in ((0, "L1"), (1, "L2")) for _ in range(3)
    ]
    assert "the validation loss is lowest, " in lines[0]
    assert "by cross-validation over 3 folds the loss is lowest, " in lines[1]
    assert "by the one-standard-error rule the choice is λ = " in lines[2]


def test_a_run_without_penalty_is_left_out_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    runs = "runs=[{penalty={kind='none'}}, {penalty={kind='l2'}}]"

    assert run(["sweep", "breast-cancer", "--strengths", "1", "--set", runs]) == 0

    out, err = capsys.readouterr()
    assert err == "regsim: breast-cancer: runs.0 has no penalty and so no path: it is left out\n"
    assert [line.partition(",")[0] for line in out.splitlines()] == ["run", "1"]


def test_on_a_terminal_a_sweep_that_takes_its_time_draws_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_sweep, "PATIENCE_S", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert run(["sweep", "from-five", "--strengths", "0.1,1"]) == 0

    out, err = capsys.readouterr()
    assert out.startswith("run,strength,")
    assert err.startswith("\r")
    assert "100%" in err


def test_on_a_terminal_a_quick_sweep_draws_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    assert run(["sweep", "from-five", "--strengths", "1"]) == 0

    assert capsys.readouterr().err == ""


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_picture_of_the_path_needs_no_display_and_nothing_is_said(tmp_path: Path, ending: str) -> None:
    options = ["--size", "800x600", "--theme", "dark", "--set", "data.validation_fraction=0.25", "--set", "n_steps=2"]

    hidden = ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"]
    done = program("sweep", "breast-cancer", "-o", f"a.{ending}", *options, cwd=tmp_path, without=hidden)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    content = (tmp_path / f"a.{ending}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending])
    if ending == "png":
        assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (800, 600)
        assert load(tmp_path / "a.png").views == ("path", "path-loss")


def test_it_is_the_picture_that_the_views_of_the_path_make(tmp_path: Path) -> None:
    options = ["--size", "640x480", "--dpi", "72", "--set", "n_steps=2"]

    for command in (["sweep", "-o", "a.png"], ["export", "--views", "path,path-loss", "-o", "b.png"]):
        name, *rest = command
        done = program(name, "two-weights", *rest, *options, cwd=tmp_path, QT_QPA_PLATFORM="offscreen")
        assert (done.returncode, done.stderr) == (0, "")

    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_the_pictures_are_those_that_can_be_exported() -> None:
    from regsim.gui.export import FORMATS

    assert cli_sweep.PICTURES == FORMATS


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "x", "1:2", "1:2:3:4", "1_0,2", "nan", "-1", "1,,2", "٣", "1e-3:inf:9", "1:2:2.5"]
)
def test_strengths_that_cannot_be_read_are_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(capsys, "sweep", "from-five", f"--strengths={text}")

    assert sentence == f"--strengths must be LOW:HIGH:N such as 1e-3:1e3:61, or numbers ≥ 0, got {text!r}"


@pytest.mark.parametrize("text", ["2:1:5", "0:1:5", "1:2:1", "1:2:10001", "1:1e999:5"])
def test_a_range_of_strengths_must_rise_from_above_0(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(capsys, "sweep", "from-five", "--strengths", text)

    assert sentence == f"--strengths must have 0 < LOW < HIGH and 2 ≤ N ≤ 10000, got {text!r}"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("-o", "out.txt"), "out.txt: must end in .csv, .npz, .png, .svg or .pdf"),
        (("-o", "out"), "out: must end in .csv, .npz, .png, .svg or .pdf"),
        (("--size", "800x600"), "--size must be left out unless the output ends in .png, .svg or .pdf"),
        (
            ("-o", "out.csv", "--theme", "light"),
            "--theme must be left out unless the output ends in .png, .svg or .pdf",
        ),
        (("-o", "out.png", "--folds", "3"), "--folds must be left out unless the output ends in .csv or .npz"),
        (("-o", "out.svg", "--strengths", "1"), "--strengths must be left out unless the output ends in .csv or .npz"),
        (("-o", "out.pdf", "--jobs", "1"), "--jobs must be left out unless the output ends in .csv or .npz"),
        (
            ("-o", "out.png"),
            "from-five: runs must have a path to draw, they have none: " + NO_PULL,
        ),
        (("--strengths", "1e999"), "from-five: strengths must be finite and ≥ 0, got inf"),
        (("--folds", "3"), "from-five: folds must be 0 for a model without data, got 3"),
        (("--jobs", "0"), "from-five: jobs must be a whole number ≥ 1, got 0"),
        (
            ("--backend", "dask"),
            "scheduler must be the address of a Dask scheduler for backend dask, got nothing",
        ),
        (
            ("--scheduler", "tcp://127.0.0.1:8786"),
            "from-five: scheduler must be left out unless backend is dask or ray, got 'tcp://127.0.0.1:8786'",
        ),
        (
            ("--set", "runs=[{penalty={kind='none'}}]"),
            "from-five: runs must have a penalty whose strength to vary, they have none",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused_in_a_sentence(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "sweep", "from-five", *arguments) == sentence


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("runs=[{penalty={kind='none'}}]", "without a penalty there is no λ to vary"),
        (
            "model={kind='neural-network'}",
            "the loss of a neural network is not convex: it has no single minimum to compare with",
        ),
    ],
)
def test_a_picture_without_a_path_is_refused(setting: str, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(
        capsys, "sweep", "breast-cancer", "-o", "a.png", "--set", setting, "--set", "start={kind='normal'}"
    )

    assert sentence == f"breast-cancer: runs must have a path to draw, they have none: {reason}"


def test_a_network_is_refused_since_it_has_no_single_minimum(capsys: pytest.CaptureFixture[str]) -> None:
    network = ("--set", "model={kind='neural-network'}", "--set", "start={kind='normal'}")

    assert refused(capsys, "sweep", "breast-cancer", *network) == (
        "breast-cancer: model: the loss of a neural network is not convex: it has no single minimum to compare with"
    )


def test_an_unknown_backend_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(capsys, "sweep", "from-five", "--backend", "cloud")

    assert "'processes', 'threads', 'sequential', 'dask', 'ray'" in sentence
