"""Colours, light and dark. Every colour on screen and in exports comes from here.

Runs take the colours of Okabe and Ito, which people with any colour vision can tell apart; where one is used for text
it is darkened (or lightened) until its contrast with the background is at least 4.5 : 1.

Reference
---------
M. Okabe, K. Ito, "Color Universal Design", 2008.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor, QPalette

ThemeName = Literal["light", "dark"]
LAMP_INK = "#14181d"  # of the line in a lamp, whose colours are bright in both themes


@dataclass(frozen=True)
class Theme:
    """One set of colours, as ``#rrggbb``.

    Attributes
    ----------
    window : background of the plots
    panel, field : background of the panels and of the editors in them
    text, muted : text, and text that is second in rank
    line, border, grid : axes and rules; edges of editors and panels; the grid behind plots
    error : text that says what is wrong
    good, caution, bad : lamps
    handle, groove : sliders
    data : what belongs to the data loss D, in every run
    runs : colour of each run's curves
    run_texts : the same for text
    """

    name: ThemeName
    window: str
    panel: str
    field: str
    text: str
    muted: str
    line: str
    border: str
    grid: str
    error: str
    good: str
    caution: str
    bad: str
    handle: str
    groove: str
    data: str
    runs: tuple[str, str, str, str]
    run_texts: tuple[str, str, str, str]


LIGHT = Theme(
    name="light",
    window="#ffffff",
    panel="#f6f8fa",
    field="#ffffff",
    text="#1c2128",
    muted="#59636e",
    line="#c9d1d9",
    border="#d8dee4",
    grid="#eef1f4",
    error="#b42318",
    good="#3fbf7f",
    caution="#f5b82e",
    bad="#f26a5e",
    handle="#1c2128",
    groove="#d8dee4",
    data="#6b7280",
    runs=("#d55e00", "#0072b2", "#009e73", "#cc79a7"),
    run_texts=("#b34e00", "#0069a6", "#00775a", "#a14a7d"),
)

DARK = Theme(
    name="dark",
    window="#15181c",
    panel="#1c2026",
    field="#15181c",
    text="#e8ebee",
    muted="#9aa4ae",
    line="#4a525c",
    border="#343b44",
    grid="#22272d",
    error="#ff8a80",
    good="#3fbf7f",
    caution="#f5b82e",
    bad="#f26a5e",
    handle="#e8ebee",
    groove="#3a424b",
    data="#98a1ab",
    runs=("#e69f00", "#56b4e9", "#009e73", "#cc79a7"),
    run_texts=("#f0ae1e", "#6bbff0", "#4ccfa9", "#e6a6c9"),
)

THEMES: dict[str, Theme] = {LIGHT.name: LIGHT, DARK.name: DARK}


def palette(theme: Theme) -> QPalette:
    """The palette for the Fusion style; Qt's own dark mode is not available on every platform."""
    p, role = QPalette(), QPalette.ColorRole
    for target, colour in (
        (role.Window, theme.panel),
        (role.Base, theme.field),
        (role.AlternateBase, theme.panel),
        (role.Button, theme.panel),
        (role.ToolTipBase, theme.field),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipText, theme.text),
        (role.BrightText, theme.error),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.runs[1]),
        (role.HighlightedText, theme.window),
        (role.Link, theme.run_texts[1]),
        (role.Light, theme.field),
        (role.Midlight, theme.border),
        (role.Mid, theme.border),
        (role.Dark, theme.line),
        (role.Shadow, theme.line),
    ):
        p.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, target, QColor(theme.muted))
    return p
