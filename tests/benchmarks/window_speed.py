"""How soon the window follows the finger: one command, one table, measured on the real window, drawn offscreen.

A drag of λ is what a slider does: a new scenario for the session, every run computed anew from step 0, all drawn. A
frame is over when the plots are painted. Frames come at the mouse's rate, so that what is computed behind the window
has the time between them, as it has under a hand. From the checkout::

    python -m tests.benchmarks.window_speed [--markdown] [part of a row's name ...]

Every row is a process of its own, so that the memory is that row's. A stall is the longest that one turn of the event
loop, or what the mouse does at once, was held.

How fast a machine is changes from one to the next and, where others work on it too, within seconds. Between frames
some steps of plain numpy are therefore timed: logistic regression, 200 samples of two features, one BLAS thread. The
last two columns say how fast they were, 100 % being 91,000 steps a second, the speed of the machine that the times
asked for are meant for (numpy 2.4); and the p95 with every frame taken times the speed of its moment.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
import numpy as np
from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

import regsim
from regsim.gui.grid import Grid
from regsim.gui.main_window import MainWindow
from regsim.gui.session import Session
from regsim.gui.theme import LIGHT
from regsim.scenario import Run, Scenario
from tests.benchmarks import scenarios as given
from tests.benchmarks.machine import plain_speed

SIZE = (1600, 1000)
FRAMES, WARM_UP = 120, 15
MOUSE_S = 1.0 / 60.0  # between two events of the mouse
DEADLINE_S = 20.0  # for a frame to be painted
TOGETHER = 4  # frames for which the machine is timed once
STEPS_A_FRAME = 16  # at the highest speed
REACH = 3.0  # the drag goes from a third of the lesson's λ to three times as much, and back
STARTS = 9  # processes, of which the first warms the disk and compiles what no one has compiled yet
LONG = 1_000_000  # steps
HEADINGS = ("case", "p50", "p95", "p99", "longest stall", "memory", "machine", "p95 at 100 %")

FIRST_PAINT = """
import sys
from regsim.__main__ import main  # first, as it is in the program: what comes after the toolkit is imported more slowly
from PySide6.QtWidgets import QApplication
from regsim.gui.grid import Grid
paint = Grid.paintEvent
def painted(self, event):
    paint(self, event)
    print("painted", flush=True)
    QApplication.exit()
Grid.paintEvent = painted
sys.argv = ["regsim", "from-five"]
main()
"""


@dataclass
class Times:
    """What was measured in one window, in seconds and bytes."""

    frames: list[float] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)  # of the machine at each frame, as a part of the reference's
    longest_stall: float = 0.0
    memory: int = 0

    def add(self, frame: float) -> None:
        """One frame more; now and then the machine is timed too."""
        self.frames.append(frame)
        self.speeds.append(plain_speed() if len(self.speeds) % TOGETHER == 0 else self.speeds[-1])


class Painted:
    """Knows when the plots were painted; to be made before them: what has painted once keeps its method."""

    def __init__(self) -> None:
        self._at: float | None = None
        paint = Grid.paintEvent

        def painted(grid: Grid, event: QPaintEvent) -> None:
            paint(grid, event)
            self._at = perf_counter()

        patch.object(Grid, "paintEvent", painted).start()

    def taken(self) -> float | None:
        """The end of the last painting since this was last asked."""
        at, self._at = self._at, None
        return at


class Driver:
    """Moves a window on and times what it does."""

    def __init__(self, scenario: Scenario) -> None:
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication(["regsim"])
        self.app.setStyle("Fusion")
        self._painted = Painted()
        self.window = MainWindow(Session(scenario), LIGHT)
        self.window.resize(*SIZE)
        self.window.show()
        self.times = Times()
        self._dispatcher = QAbstractEventDispatcher.instance()
        self.wait(1.0)
        gc.freeze()  # as the program does: what is there now is not looked through in every search for garbage

    def turn(self) -> None:
        """One turn of the event loop."""
        began = perf_counter()
        self._dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        self._note_stall(began)

    def wait(self, seconds: float) -> None:
        """Let the event loop turn."""
        until = perf_counter() + seconds
        while perf_counter() < until:
            self.turn()

    def frame(self, act: Callable[[], None]) -> None:
        """Time one event of the mouse until the plots are painted, and wait for the next."""
        self._painted.taken()
        began = perf_counter()
        act()
        self._note_stall(began)
        while (ended := self._painted.taken()) is None:
            self.turn()
            if perf_counter() - began > DEADLINE_S:
                raise TimeoutError("the plots were not painted")
        self.times.add(ended - began)
        self.wait(max(MOUSE_S - (perf_counter() - began), 0.0))

    def forget(self) -> None:
        """Count from here: what comes first warms caches."""
        self.times = Times()

    def close(self) -> Times:
        """Close the window; what was measured."""
        self.times.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self.window.close_without_asking()
        self.window.deleteLater()
        self.app.processEvents()
        return self.times

    def _note_stall(self, began: float) -> None:
        self.times.longest_stall = max(self.times.longest_stall, perf_counter() - began)


def drag(scenario: Scenario) -> Times:
    """Drag λ up and down, at the middle of the descent, once there is all that is drawn."""

    def move(window: MainWindow, factor: float) -> None:
        window.session.update(given.with_strengths(scenario, factor), "λ")

    return dragged(scenario, move, settle_s=2.0)


def drag_rate(scenario: Scenario) -> Times:
    """Drag η up and down, as its slider does."""

    def move(window: MainWindow, factor: float) -> None:
        runs = tuple(
            Run(
                run.penalty,
                msgspec.structs.replace(run.optimizer, learning_rate=run.optimizer.learning_rate * factor / REACH),
            )
            for run in scenario.runs
        )
        window.session.update(msgspec.structs.replace(scenario, runs=runs), "η")

    return dragged(scenario, move)


def drag_start(scenario: Scenario) -> Times:
    """Drag where the runs start."""
    start = Session(scenario).problem.start.tolist()
    return dragged(scenario, lambda window, factor: window.session.drag_start(tuple(factor * w for w in start)))


def drag_line(scenario: Scenario) -> Times:
    """Drag the line at λ in the path of the first run, once the paths are there."""
    strength = given.strength_of(scenario.runs[0])
    return dragged(scenario, lambda window, by: window.grid.strength_dragged.emit(0, strength * by), settle_s=3.0)


def dragged(scenario: Scenario, move: Callable[[MainWindow, float], None], settle_s: float = 0.0) -> Times:
    """Move something to a third of what it is and to three times as much, and back, at the middle of the descent."""
    driver = Driver(scenario)
    driver.wait(settle_s)
    driver.window.playback.seek(scenario.n_steps // 2)
    phases = np.linspace(0.0, 4.0 * np.pi, WARM_UP + FRAMES)
    for i, factor in enumerate(REACH ** np.sin(phases + 0.1)):
        if i == WARM_UP:
            driver.forget()
        driver.frame(partial(move, driver.window, float(factor)))
    return driver.close()


def compute(scenario: Scenario) -> Times:
    """Change λ and wait until all steps are there; a frame is from one painting of the plots to the next."""
    driver = Driver(given.with_strengths(scenario, 0.5))
    session = driver.window.session
    while "computing" in session.summary:
        driver.wait(0.1)
    driver.forget()
    driver.frame(partial(session.update, scenario))
    while "computing" in session.summary:
        driver.frame(driver.turn)
    return driver.close()


def play(scenario: Scenario) -> Times:
    """Play at the highest speed, from the middle, once all steps are there."""
    driver = Driver(scenario)
    while "computing" in driver.window.session.summary:
        driver.wait(0.1)
    playback = driver.window.playback
    playback.seek(scenario.n_steps // 2)
    playback.set_speed(STEPS_A_FRAME / MOUSE_S)
    playback.play()
    playback._timer.stop()  # the frames are told apart by advancing it from here
    for i in range(WARM_UP + FRAMES):
        if i == WARM_UP:
            driver.forget()
        driver.frame(lambda: playback.advance(MOUSE_S))
    return driver.close()


def screen() -> Path:
    """A file that tells Qt of a screen with room for all of the window: its own without one is small."""
    path = Path(tempfile.gettempdir()) / "regsim-window-speed-screen.json"
    size = {"x": 0, "y": 0, "width": 1920, "height": 1080}
    of = {"name": "screen", **size, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    path.write_text(json.dumps({"screens": [of]}), encoding="utf-8")
    return path


def start(scenario: Scenario) -> Times:
    """Start the program again and again: from the beginning of the process until the plots are painted."""
    del scenario
    times = Times()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen()}"
    for _ in range(STARTS):
        began = perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", FIRST_PAINT], stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            if process.stdout.readline().strip() != "painted":
                raise RuntimeError("the window was not painted")
            seconds = perf_counter() - began
        times.add(seconds)
    del times.frames[0], times.speeds[0]
    times.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return times


Case = tuple[str, Callable[[Scenario], Times], Callable[[], Scenario]]
CASES: tuple[Case, ...] = (
    ("drag λ: from-five, 2 runs × 4 views", drag, lambda: regsim.load("from-five", [given.FOUR])),
    ("drag λ: logistic 200×2, 500 steps, 2 × 4", drag, given.gaussians),
    ("drag λ: breast-cancer, 500 steps, 2 × 4", drag, given.cancer),
    ("drag λ: two-weights as it is, 2 runs × 3 views", drag, lambda: regsim.load("two-weights")),
    ("drag λ: breast-cancer, four other views, 2 × 4", drag, lambda: given.cancer(given.OTHERS)),
    ("drag λ: logistic 200×2, 500 steps, 4 × 4", drag, lambda: given.four_runs(given.gaussians())),
    ("drag λ: breast-cancer, 500 steps, 4 × 4", drag, lambda: given.four_runs(given.cancer())),
    ("drag λ: linear 20,000×100, 500 steps, 2 × 4", drag, given.large),
    ("drag λ: logistic 1,000,000×10 from CSV, 2 × 4", drag, given.many),
    ("drag η: logistic 200×2, 500 steps, 2 × 4", drag_rate, given.gaussians),
    ("drag start: from-five, 2 runs × 4 views", drag_start, lambda: regsim.load("from-five", [given.FOUR])),
    ("drag the line at λ: breast-cancer, 2 paths × 2", drag_line, lambda: given.cancer(given.PATHS)),
    ("compute: 1,000,000 steps, 2 × 4", compute, lambda: regsim.load("from-five", [given.FOUR, f"n_steps={LONG}"])),
    ("play: 1,000,000 steps, 2 × 4", play, lambda: regsim.load("from-five", [given.FOUR, f"n_steps={LONG}"])),
    ("start: process to first painted window", start, lambda: regsim.load("from-five")),
)


def measured(number: int) -> Times:
    """Measure a case; in a process of its own."""
    _, measure, scenario = CASES[number]
    return measure(scenario())


def cells(name: str, times: Times) -> list[str]:
    """A row of the table."""
    quantiles = [f"{1000.0 * q:.1f} ms" for q in np.percentile(times.frames, [50, 95, 99])]
    stall = f"{1000.0 * times.longest_stall:.1f} ms" if times.longest_stall else "–"
    speeds = np.array(times.speeds)
    there = np.percentile(times.frames * speeds, 95)
    machine = f"{100.0 * np.median(speeds):.0f} %", f"{1000.0 * there:.1f} ms"
    return [name, *quantiles, stall, f"{times.memory / 2**20:.0f} MiB", *machine]


def show(row: Iterable[str], *, markdown: bool) -> None:
    """Print a row of the table."""
    first, *others = row
    if markdown:
        print("|", " | ".join([first, *others]), "|", flush=True)
    else:
        print(f"{first:46}" + "".join(f"{cell:>15}" for cell in others), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How soon the window follows the finger.")
    parser.add_argument("--markdown", action="store_true", help="print the table as it stands in the README")
    parser.add_argument("only", nargs="*", help="parts of the names of the rows to measure; all if left out")
    wanted = parser.parse_args()
    show(HEADINGS, markdown=wanted.markdown)
    if wanted.markdown:
        show(["---", *["---:"] * (len(HEADINGS) - 1)], markdown=True)
    for number, (name, *_) in enumerate(CASES):
        if not wanted.only or any(part in name for part in wanted.only):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                show(cells(name, pool.submit(measured, number).result()), markdown=wanted.markdown)


if __name__ == "__main__":
    main()
