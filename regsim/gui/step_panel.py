"""The panel "this step": the next update of the chosen weight, run by run, with its numbers in it and what it means."""

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from regsim.engine.arithmetic import Line, decimals_for, plain, sentence, update
from regsim.engine.trajectory import Trajectory
from regsim.gui.theme import Theme
from regsim.gui.widgets.labels import Heading
from regsim.gui.words import weight_name
from regsim.scenario import Scenario

WIDTH = 292  # pixels
COLUMN = 330  # pixels a run's plots must keep, or the panel makes room


class StepPanel(QScrollArea):
    """Reads trajectories and the step, and writes the arithmetic of the update."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(widgetResizable=True)
        self.theme = theme
        self._scenario: Scenario | None = None
        self._trajectories: tuple[Trajectory, ...] = ()
        self._chosen = self._step = 0
        self.heading = Heading("This step")
        self.text = QLabel(wordWrap=True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("The next update in numbers")
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.addWidget(self.heading)
        layout.addWidget(self.text, 1)
        self.setWidget(inside)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_runs(self, scenario: Scenario, trajectories: tuple[Trajectory, ...], chosen: int) -> None:
        """Explain these runs, for the weight `chosen`."""
        self._scenario, self._trajectories, self._chosen = scenario, trajectories, chosen
        self._write()

    def set_step(self, step: int) -> None:
        """Explain the update that follows `step`."""
        self._step = step
        self._write()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.theme = theme
        self._write()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._write()

    def _write(self) -> None:
        if self._scenario is None or not self.isVisible():
            return
        name = html.escape(weight_name(self._trajectories[0].weight_names[self._chosen]))
        muted = f"<span style='color:{self.theme.muted}'>"
        steps = f"{muted}step {self._step:,} → {self._step + 1:,}</span>"
        parts = [f"<p style='font-size:14px'><b>{name}</b>&nbsp; {steps}</p>"]
        for run, trajectory in enumerate(self._trajectories):
            label = html.escape(self._scenario.runs[run].penalty.label)
            lines = update(trajectory, self._step, self._chosen)
            says_the_rule = bool(lines) and lines[0].name == "w"  # then it need not stand above them too
            rule = "" if says_the_rule else html.escape(trajectory.optimizer.formula)
            words = html.escape(sentence(trajectory, self._step, self._chosen))
            title = (
                f"<b style='color:{self.theme.run_texts[run]}; font-size:14px'>{label}</b>&nbsp; {muted}{rule}</span>"
            )
            parts.append(
                f"<p style='margin-top:14px'>{title}</p>{self._arithmetic(run, lines)}<p>{muted}{words}</span></p>"
            )
        self.text.setText("".join(parts))

    def _arithmetic(self, run: int, lines: tuple[Line, ...]) -> str:
        decimals = decimals_for(lines) if lines else ()
        return "".join(self._line(run, line, *d) for line, d in zip(lines, decimals, strict=True))

    def _line(self, run: int, line: Line, decimals: int, result: int) -> str:
        numbers, outcome = html.escape(line.text(decimals)), plain(round(line.result, result))
        if numbers.startswith(f"{outcome} as "):
            numbers = numbers.replace(outcome, f"<b>{outcome}</b>", 1)
        else:
            numbers = f"{numbers} = <b>{outcome}</b>"
        return (
            f"<p style='margin-bottom:5px; font-size:13px'>{line.name} ← {html.escape(line.formula)}<br>"
            f"<span style='color:{self.theme.run_texts[run]}'>{numbers}</span></p>"
        )
