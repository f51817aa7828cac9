"""What holds for the runs before a step is made: a sentence for each, with the dots of those it is of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from regsim.gui.theme import Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import Dot, Remark
from regsim.scenario import MAX_RUNS

Verdict = tuple[str, bool]  # the sentence, and whether it is a warning


class Lamps(QWidget):
    """The verdicts on all runs; what holds for several is said once."""

    def __init__(self) -> None:
        super().__init__()
        self.remarks = [Remark() for _ in range(MAX_RUNS)]
        self._dots = [[Dot() for _ in range(MAX_RUNS)] for _ in range(MAX_RUNS)]
        self._rows = [QWidget() for _ in range(MAX_RUNS)]
        column = layouts.column(self, spacing=6)
        for row, dots, remark in zip(self._rows, self._dots, self.remarks, strict=True):
            line = layouts.line(row, spacing=6)
            beside = layouts.line(spacing=2)
            for dot in dots:
                beside.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(beside)
            line.addWidget(remark, 1, Qt.AlignmentFlag.AlignTop)
            column.addWidget(row)

    @property
    def texts(self) -> list[str]:
        """The sentences shown."""
        return [remark.text() for remark in self.remarks if remark.text()]

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Show the verdict on each run."""
        said = list(dict.fromkeys(verdicts))
        for i, (row, dots, remark) in enumerate(zip(self._rows, self._dots, self.remarks, strict=True)):
            text, is_warning = said[i] if i < len(said) else ("", False)
            remark.set_text(text, "error" if is_warning else "muted")
            row.setVisible(bool(text))
            for run, dot in enumerate(dots):
                dot.setVisible(len(said) > 1 and run < len(verdicts) and i < len(said) and verdicts[run] == said[i])

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs."""
        for dots in self._dots:
            for dot, color in zip(dots, theme.runs, strict=True):
                dot.set_color(color)
