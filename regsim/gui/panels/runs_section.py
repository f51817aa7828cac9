"""The runs: a line for each with its colour, penalty and optimizer, and what can be done with it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from regsim.engine.optimizers import Optimizer
from regsim.engine.penalties import Penalty
from regsim.gui.panels import edits
from regsim.gui.panels.edits import fields_of, remade
from regsim.gui.panels.section import Section
from regsim.gui.session import Session
from regsim.gui.style import icon
from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.combo import Combo
from regsim.gui.widgets.keys import reach_by_tab
from regsim.gui.widgets.labels import Dot
from regsim.parameters import Config, kind_of, kinds
from regsim.scenario import MAX_RUNS, Run

BUTTON_WIDTH = 20  # pixels
_SHORT_LABELS = {"gradient-descent": "Gradient", "proximal-gradient": "Proximal"}  # where there is little room
_ACTIONS = (("up", "Move to the left"), ("down", "Move to the right"), ("duplicate", "Duplicate"), ("remove", "Remove"))


class RunRow(QWidget):
    """One run: dot, penalty, optimizer, menu."""

    chosen = Signal(str, str)  # part of the run and its new kind
    asked = Signal(str)  # up, down, duplicate or remove

    def __init__(self, number: int) -> None:
        super().__init__()
        self.dot = Dot()
        self.penalty = _combo(f"Penalty of run {number + 1}", kinds(Penalty))
        self.optimizer = _combo(f"Optimizer of run {number + 1}", kinds(Optimizer))
        self.penalty.chosen.connect(lambda kind: self.chosen.emit("penalty", kind))
        self.optimizer.chosen.connect(lambda kind: self.chosen.emit("optimizer", kind))
        self.button = QToolButton()
        self.button.setText("⋯")
        self.button.setFixedWidth(BUTTON_WIDTH)
        self.button.setAccessibleName(f"Run {number + 1}: move, duplicate, remove")
        self.button.setToolTip("Move, duplicate or remove this run")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        reach_by_tab(self.button)
        menu = QMenu(self.button)
        self.actions_by_name = {name: menu.addAction(text) for name, text in _ACTIONS}
        for name, action in self.actions_by_name.items():
            action.triggered.connect(lambda _=False, name=name: self.asked.emit(name))
        self.button.setMenu(menu)
        line = layouts.line(self, spacing=4)
        for widget, stretch in ((self.dot, 0), (self.penalty, 1), (self.optimizer, 1), (self.button, 0)):
            line.addWidget(widget, stretch)

    def set_run(self, run: Run, index: int, n_runs: int) -> None:
        """Show a run and what can be done with it."""
        for combo, config in ((self.penalty, run.penalty), (self.optimizer, run.optimizer)):
            if combo.key != kind_of(config):
                combo.show_key(kind_of(config))
        able = {"up": index > 0, "down": index < n_runs - 1, "duplicate": n_runs < MAX_RUNS, "remove": n_runs > 1}
        for name, action in self.actions_by_name.items():
            action.setEnabled(able[name])

    def apply_theme(self, color: str, icons: Mapping[str, QIcon]) -> None:
        """Take on the colours of another theme: that of the run, and those of the icons."""
        self.dot.set_color(color)
        for name, action in self.actions_by_name.items():
            action.setIcon(icons[name])


class RunsSection(Section):
    """1 to 4 runs."""

    def __init__(self, session: Session) -> None:
        super().__init__("Runs", session)
        self.add_button = QToolButton()
        self.add_button.setText("+ add run")
        self.add_button.setProperty("role", "muted")
        self.add_button.setToolTip(f"Compare with another penalty or optimizer, up to {MAX_RUNS}")
        self.add_button.clicked.connect(self._add)
        reach_by_tab(self.add_button)
        self.bar.addWidget(self.add_button)
        # What each run was when another kind was chosen, so that λ is the same again after a look at no penalty.
        self._remembered: list[dict[str, Any]] = [{} for _ in range(MAX_RUNS)]
        self._runs: tuple[Run, ...] = ()
        self.rows: list[RunRow] = []
        for index in range(MAX_RUNS):
            row = RunRow(index)
            row.chosen.connect(lambda part, kind, index=index: self._choose(index, part, kind))
            row.asked.connect(lambda name, index=index: self._do(index, name))
            self.rows.append(row)
            self.body.addWidget(row)

    def refresh(self) -> None:
        """Show the runs of the scenario."""
        self.clear_error()
        runs = self.session.scenario.runs
        if runs is self._runs:
            return
        self._runs = runs
        for index, row in enumerate(self.rows):
            row.setVisible(index < len(runs))
            if index < len(runs):
                row.set_run(runs[index], index, len(runs))
        self.add_button.setEnabled(len(runs) < MAX_RUNS)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme's colours."""
        icons = {name: icon(name, theme) for name in self.rows[0].actions_by_name}
        for row, color in zip(self.rows, theme.runs, strict=False):
            row.apply_theme(color, icons)

    def _choose(self, index: int, part: str, kind: str) -> None:
        scenario = self.session.scenario
        run = scenario.runs[index]
        if kind == kind_of(getattr(run, part)):
            return
        self._remembered[index].update(fields_of(run.penalty) | fields_of(run.optimizer))
        base: type[Config] = Penalty if part == "penalty" else Optimizer
        others = {k: v for other in scenario.runs for k, v in fields_of(getattr(other, part)).items()}
        config = remade(kinds(base)[kind], others | self._remembered[index])
        changed = msgspec.structs.replace(run, **{part: config})
        if not self.propose(edits.with_run(scenario, index, changed)):
            self.rows[index].set_run(run, index, len(scenario.runs))

    def _do(self, index: int, name: str) -> None:
        scenario = self.session.scenario
        remembered = self._remembered
        if name in ("up", "down"):
            to = index + (1 if name == "down" else -1)
            remembered.insert(to, remembered.pop(index))
            self.propose(edits.moved_run(scenario, index, to))
        elif name == "duplicate":
            remembered.insert(index + 1, dict(remembered[index]))
            remembered.pop()
            self.propose(edits.duplicated_run(scenario, index))
        else:
            remembered.append(remembered.pop(index))
            remembered[-1].clear()
            self.propose(edits.without_run(scenario, index))

    def _add(self) -> None:
        self.propose(edits.with_another_run(self.session.scenario, Penalty))


def _combo(name: str, classes: Mapping[str, type[Penalty]] | Mapping[str, type[Optimizer]]) -> Combo:
    combo = Combo(name)
    combo.set_choices(
        [(kind, cls.label) for kind, cls in classes.items()],
        [_SHORT_LABELS.get(kind, cls.label) for kind, cls in classes.items()],
    )
    return combo
