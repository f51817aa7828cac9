"""What holds for the runs before a step is made: a lamp and sentences for each, with the dots of those it is of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from regsim.engine.stability import Outlook
from regsim.gui.theme import LAMP_INK, Theme
from regsim.gui.widgets import layouts
from regsim.gui.widgets.labels import Dot, ElidedLabel, Remark
from regsim.gui.widgets.lamp import LARGE, SMALL, Lamp
from regsim.scenario import MAX_RUNS

# How a weight moves over the steps: what the lamp's line shows, from the top at the start to the optimum.
_COMES_DOWN = (1.0, 0.55, 0.3, 0.17, 0.09, 0.05, 0.03)
_LANDS = (1.0, 0.75, 0.5, 0.25, 0.0, 0.0, 0.0)
_ZIG_ZAGS = (1.0, 0.08, 0.82, 0.27, 0.65, 0.42, 0.5)
_CYCLES = (1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
_GROWS = (0.5, 0.57, 0.38, 0.72, 0.16, 1.0)
_MAY_GROW = (0.5, 0.5, 0.5, 0.44, 0.62, 0.25, 1.0)
_SWINGS = (1.0, 0.75, 0.5, 0.25, 0.0, 0.35, 0.0, 0.35, 0.0)
_TREMBLES = (1.0, 0.5, 0.34, 0.1, 0.26, 0.08, 0.2, 0.12)
_FLAT = (0.5, 0.5)
SHAPES = {
    Outlook.SETTLES: _COMES_DOWN,
    Outlook.SETTLES_BUT_FOR_NOISE: _TREMBLES,
    Outlook.NEVER_DIVERGES: _COMES_DOWN,
    Outlook.LANDS: _LANDS,
    Outlook.ZIG_ZAGS: _ZIG_ZAGS,
    Outlook.MAY_SWING: _SWINGS,
    Outlook.MAY_DIVERGE: _MAY_GROW,
    Outlook.CYCLES: _CYCLES,
    Outlook.DIVERGES: _GROWS,
    Outlook.UNKNOWN: _FLAT,
}
GREEN = (Outlook.SETTLES, Outlook.SETTLES_BUT_FOR_NOISE, Outlook.NEVER_DIVERGES, Outlook.LANDS)
AMBER = (Outlook.ZIG_ZAGS, Outlook.MAY_SWING, Outlook.MAY_DIVERGE)
RED = (Outlook.CYCLES, Outlook.DIVERGES)


class Verdict(NamedTuple):
    """The sentences on a run, and what becomes of it in a word, where that is known."""

    text: str
    outlook: Outlook | None = None


class OutlookLamp(Lamp):
    """Green where a run settles, amber where it does so in a roundabout way or may not, red where it does not."""

    def __init__(self, size: tuple[int, int] = LARGE) -> None:
        super().__init__(size)
        self._outlook: Outlook | None = None
        self._theme: Theme | None = None
        self.hide()

    def show_outlook(self, outlook: Outlook | None, whose: str = "") -> None:
        """Show what becomes of a run; nothing where it is None."""
        if outlook is not None:
            words = f"{whose}: {outlook}" if whose else str(outlook)
            self.show_shape(SHAPES[outlook], words)
            if words != self.toolTip():
                self.setToolTip(words)
        self._outlook = outlook
        self.setVisible(outlook is not None)
        self._shine()

    def apply_theme(self, theme: Theme) -> None:
        """Shine in the theme's colours."""
        self._theme = theme
        self._shine()

    def _shine(self) -> None:
        if self._theme is None or self._outlook is None:
            return
        theme, outlook = self._theme, self._outlook
        lamps = [(GREEN, theme.good), (AMBER, theme.caution), (RED, theme.bad)]
        self.set_colors(next((color for some, color in lamps if outlook in some), theme.groove), LAMP_INK)


class OutlookLamps(QWidget):
    """A lamp for each thing that becomes of some runs, side by side; which runs stands in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.lamps = [OutlookLamp(SMALL) for _ in range(MAX_RUNS)]
        self._shown: dict[str, Outlook] | None = None
        line = layouts.line(self, spacing=2)
        for lamp in self.lamps:
            line.addWidget(lamp)

    @property
    def words(self) -> list[str]:
        """What the lamps shown say."""
        return [lamp.accessibleName() for lamp in self.lamps if not lamp.isHidden()]

    def show_outlooks(self, outlooks: Mapping[str, Outlook]) -> None:
        """Show what becomes of the runs of these names."""
        if outlooks == self._shown:
            return
        self._shown = dict(outlooks)
        found = list(dict.fromkeys(outlooks.values()))
        for i, lamp in enumerate(self.lamps):
            outlook = found[i] if i < len(found) else None
            lamp.show_outlook(outlook, ", ".join(name for name, each in outlooks.items() if each is outlook))

    def apply_theme(self, theme: Theme) -> None:
        """Shine in the theme's colours."""
        for lamp in self.lamps:
            lamp.apply_theme(theme)


class _Row(QWidget):
    """The dots of some runs, and beside them lamp, word and sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.dots = [Dot() for _ in range(MAX_RUNS)]
        self.lamp, self.word, self.remark = OutlookLamp(), ElidedLabel(), Remark()
        font = self.word.font()
        font.setBold(True)
        self.word.setFont(font)
        line, self._beside = layouts.line(self, spacing=6), layouts.line(spacing=2)
        for dot in self.dots:
            self._beside.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._beside)
        self._shown: tuple[Verdict, list[int]] | None = None
        self._head = QWidget()
        head, column = layouts.line(self._head, spacing=6), layouts.column(spacing=2)
        head.addWidget(self.lamp)
        head.addWidget(self.word, 1)
        column.addWidget(self._head)
        column.addWidget(self.remark)
        line.addLayout(column, 1)

    def show_verdict(self, verdict: Verdict, runs: list[int]) -> None:
        """Show what holds for these runs, with their dots."""
        if (verdict, runs) == self._shown:
            return
        self._shown = verdict, runs
        text, outlook = verdict
        self.setVisible(bool(text or outlook))
        self.lamp.show_outlook(outlook)
        if str(outlook or "") != self.word.text():
            self.word.setText(str(outlook or ""))
        self._head.setVisible(outlook is not None)
        middle = (self.lamp.height() - self.dots[0].height()) // 2
        self._beside.setContentsMargins(0, middle if outlook else 0, 0, 0)
        self.remark.set_text(text)
        for run, dot in enumerate(self.dots):
            dot.setVisible(run in runs)


class Lamps(QWidget):
    """The verdicts on all runs; what holds for several is said once."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = Remark("plain")
        self.rows = [_Row() for _ in range(MAX_RUNS)]
        column = layouts.column(self, spacing=8)
        column.addWidget(self.moment)
        for row in self.rows:
            column.addWidget(row)

    @property
    def texts(self) -> list[str]:
        """The sentences shown."""
        return [row.remark.text() for row in self.rows if row.remark.text()]

    @property
    def words(self) -> list[str]:
        """What the lamps shown say."""
        return [row.word.text() for row in self.rows if row.word.text()]

    def show_verdicts(self, verdicts: Sequence[Verdict], moments: Sequence[str] = ()) -> None:
        """Show the verdict on each run, and of which steps it is; once where that is the same for all runs."""
        is_common = len(set(moments)) <= 1
        self.moment.set_text(moments[0] if moments and is_common else "")
        if not is_common:
            told = zip(verdicts, moments, strict=True)
            verdicts = [Verdict("\n".join(filter(None, (when, text))), outlook) for (text, outlook), when in told]
        said = list(dict.fromkeys(verdicts))
        for i, row in enumerate(self.rows):
            verdict = said[i] if i < len(said) else Verdict("")
            row.show_verdict(verdict, [run for run, each in enumerate(verdicts) if each == verdict and len(said) > 1])

    def apply_theme(self, theme: Theme) -> None:
        """Give the dots the theme's colours of the runs, and the lamps theirs."""
        for row in self.rows:
            row.lamp.apply_theme(theme)
            for dot, color in zip(row.dots, theme.runs, strict=True):
                dot.set_color(color)
