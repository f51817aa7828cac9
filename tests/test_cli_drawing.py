"""The commands that draw: pictures without a display, and the way into the window."""

import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from regsim import Scenario, load
from regsim.__main__ import run
from regsim.desktop import _plugins, require_display
from regsim.parameters import InputError
from regsim.scenario import VIEWS
from tests.command_line import DIVERGED, DIVERGING, HEADER, program, refused

REMEDY = "which is missing; 'sh resources/setup.sh' installs it"
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")


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


def test_a_scenario_too_long_for_a_picture_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    rows = ",".join(f"[{i}.25,{i % 7}.5]" for i in range(40_000))
    (tmp_path / "mine.toml").write_text(
        HEADER + "n_steps = 2\nmodel = {kind = 'linear-regression'}\nstart = {kind = 'zeros'}\n"
        f"data = {{kind = 'inline', columns = ['x', 'y'], target = 'y', rows = [{rows}]}}\n",
        encoding="utf-8",
    )
    arguments = ["export", "mine.toml", "-o", "a.png", "--size", "600x400", "--views", "weights"]

    done = program(*arguments, cwd=tmp_path, QT_QPA_PLATFORM="offscreen")

    note = "a.png: does not carry its scenario, which takes more than 1 MiB: save that too"
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"regsim: {note}\n")
    with pytest.raises(InputError, match="got one without a scenario in it"):
        load(tmp_path / "a.png")


def test_export_of_a_run_that_diverges_draws_it_and_the_code_is_1(tmp_path: Path) -> None:
    done = program("export", "from-five", *DIVERGING, "-o", "a.png", cwd=tmp_path, QT_QPA_PLATFORM="offscreen")

    assert done.returncode == 1
    assert done.stderr == DIVERGED
    assert (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-o", "a.gif"], "a.gif: must end in .png, .svg or .pdf"),
        (["-o", "a"], "a: must end in .png, .svg or .pdf"),
        (["-o", "a.png", "--size", "1600"], "--size must be WIDTHxHEIGHT such as 1600x1000, got '1600'"),
        (["-o", "a.png", "--size", "ax1"], "--size must be WIDTHxHEIGHT such as 1600x1000, got 'ax1'"),
        (
            ["-o", "a.png", "--size", f"1x{'9' * 5000}"],
            f"--size must be WIDTHxHEIGHT such as 1600x1000, got '1x{'9' * 54}…",
        ),
        (["-o", "a.png", "--size", "999999999x1"], "from-five: size must be 200 to 16384 each way, got 999999999x1"),
        (["-o", "a.png", "--size", "1x1"], "from-five: size must be 200 to 16384 each way, got 1x1"),
        (["-o", "a.png", "--dpi", "0"], "from-five: dpi must be 24 to 1200, got 0"),
        (["-o", "a.png", "--step", "15"], "from-five: step must be 0 to 14, got 15"),
        (
            ["-o", "a.png", "--views", "slice,slices"],
            f"from-five: views must be among {', '.join(VIEWS)}, got 'slices'",
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


@only_on_linux
@pytest.mark.parametrize("arguments", [[], ["from-five"]])
def test_without_a_display_the_window_is_refused_and_export_is_named(arguments: list[str]) -> None:
    done = program(*arguments, without=["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "regsim: the window needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set; "
        "'regsim export' draws pictures without one\n"
    )


NO_X, NO_WAYLAND = "DISPLAY names :98765, which does not answer", "WAYLAND_DISPLAY names dead, which does not answer"


@only_on_linux
@pytest.mark.parametrize(
    ("variables", "obstacle"),
    [
        ({"DISPLAY": ":98765"}, NO_X),
        ({"WAYLAND_DISPLAY": "dead"}, f"{NO_WAYLAND}, and DISPLAY is not set"),
        ({"WAYLAND_DISPLAY": "dead", "DISPLAY": ":98765"}, f"{NO_WAYLAND}, and {NO_X}"),
        ({"WAYLAND_DISPLAY": "dead", "QT_QPA_PLATFORM": "wayland-egl"}, NO_WAYLAND),
        ({"WAYLAND_DISPLAY": "dead", "QT_QPA_PLATFORM": "xcb"}, "DISPLAY is not set"),
        ({"QT_QPA_PLATFORM": "wayland"}, "the Wayland display wayland-0 does not answer"),
        ({"QT_QPA_PLATFORM": "bogus"}, f"QT_QPA_PLATFORM names bogus, which is not among {', '.join(_plugins())}"),
    ],
)
def test_a_display_that_does_not_answer_is_told(variables: dict[str, Any], obstacle: str) -> None:
    names = ["DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"]
    done = program("from-five", without=names, **variables)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"regsim: the window needs a display, and {obstacle}; 'regsim export' draws pictures without one\n"
    )


@only_on_linux
@pytest.mark.parametrize("platform", ["", "wayland", "xcb;wayland-egl"])
def test_a_compositor_that_listens_is_a_display(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as compositor:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)  # a short path: the name of a socket has at most 107 letters
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        compositor.bind(f"{folder}/wayland-7")
        with pytest.raises(InputError, match="wayland-7, which does not answer"):
            require_display()
        compositor.listen()
        require_display()


@only_on_linux
def test_the_plugins_of_the_toolkit_are_found() -> None:
    assert {"offscreen", "wayland", "xcb"} <= set(_plugins())


def test_a_library_for_windows_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def load_library(name: str) -> None:
        if name == "libxcb-cursor.so.0":
            raise OSError(name)

    monkeypatch.setattr("regsim.desktop.ctypes.CDLL", load_library)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", ":98765")
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert run(["from-five"]) == 1

    sentence = f"drawing needs the system library libxcb-cursor.so.0 (Debian's package libxcb-cursor0), {REMEDY}"
    assert capsys.readouterr().err == f"regsim: {sentence}\n"


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
