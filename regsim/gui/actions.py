"""What the window can be told to do: one table for menus, shortcuts and the list of keys.

Keys that play (Space, S, arrows, Home, End) and those that act on plots are no shortcuts: a shortcut would take them
away from the slider, list or check box that has the focus. They reach the window when no editor wants them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow


@dataclass(frozen=True)
class Command:
    """One entry of a menu. Menus and their entries stand in the order of the table; an entry without name is a rule."""

    menu: str
    name: str = ""
    text: str = ""
    keys: str = ""
    plays: bool = False
    also: str = ""  # another shortcut


COMMANDS = (
    Command("&File", "new", "&New", "Ctrl+N"),
    Command("&File", "open", "&Open scenario…", "Ctrl+O"),
    Command("&File", "open_csv", "Open &CSV…", "Ctrl+Shift+O"),
    Command("&File"),
    Command("&File", "save", "&Save", "Ctrl+S"),
    Command("&File", "save_as", "Save &as…", "Ctrl+Shift+S"),
    Command("&File", "export", "&Export picture…", "Ctrl+E"),
    Command("&File"),
    Command("&File", "quit", "&Quit", "Ctrl+Q"),
    Command("&Edit", "undo", "&Undo", "Ctrl+Z"),
    Command("&Edit", "redo", "&Redo", "Ctrl+Shift+Z"),
    Command("&Edit", "reset", "Reset &all", "Ctrl+Shift+R"),
    Command("&Edit"),
    Command("&Edit", "copy", "&Copy picture", "Ctrl+C"),
    Command("&Play", "toggle", "&Play or pause", "Space", plays=True),
    Command("&Play", "slow_motion", "Slow &motion", "S", plays=True),
    Command("&Play", "forward", "One step &forward", "Right", plays=True),
    Command("&Play", "back", "One step &back", "Left", plays=True),
    Command("&Play", "forward_ten", "Ten steps forward", "Shift+Right", plays=True),
    Command("&Play", "back_ten", "Ten steps back", "Shift+Left", plays=True),
    Command("&Play", "to_start", "To the &start", "Home", plays=True),
    Command("&Play", "to_end", "To the &end", "End", plays=True),
    Command("&View", "theme", "&Dark colours", "Ctrl+T"),
    Command("&View", "step_panel", "This step in &numbers", "Ctrl+I"),
    Command("&View"),
    Command("&View", "row_above", "Row &above, or all", "Up", plays=True),
    Command("&View", "row_below", "Row &below, or all", "Down", plays=True),
    Command("&View", "previous_weight", "&Previous weight", "PgUp", plays=True),
    Command("&View", "next_weight", "Next &weight", "PgDown", plays=True),
    Command("&View"),
    Command("&View", "log_axis", "&Log axis or ordinary", "L", plays=True),
    Command("&View", "constraint", "Soft penalty or &hard constraint", "H", plays=True),
    Command("&View", "along_y", "Next weight along &y", "Y", plays=True),
    Command("&View", "along_y_back", "Previous weight along y", "Shift+Y", plays=True),
    Command("&View", "bar_order", "&Order of the bars", "O", plays=True),
    Command("&View"),
    Command("&View", "zoom_in", "Zoom &in", "Ctrl++", also="Ctrl+="),
    Command("&View", "zoom_out", "Zoom o&ut", "Ctrl+-"),
    Command("&View", "reset_zoom", "&Reset zoom", "Ctrl+0"),
    Command("&View", "pan_left", "Look further left", "Ctrl+Left", plays=True),
    Command("&View", "pan_right", "Look further right", "Ctrl+Right", plays=True),
    Command("&View", "pan_up", "Look further up", "Ctrl+Up", plays=True),
    Command("&View", "pan_down", "Look further down", "Ctrl+Down", plays=True),
    Command("&Help", "keys", "&Keys", "F1"),
    Command("&Help", "about", "&About regsim"),
)


def add_menus(window: QMainWindow, handlers: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """Fill the window's menu bar; the action of each command by its name."""
    actions: dict[str, QAction] = {}
    menus = {title: window.menuBar().addMenu(title) for title in dict.fromkeys(c.menu for c in COMMANDS)}
    for command in COMMANDS:
        if not command.name:
            menus[command.menu].addSeparator()
            continue
        action = QAction(f"{command.text}\t{native(command.keys)}" if command.plays else command.text, window)
        if command.keys and not command.plays:
            action.setShortcuts([QKeySequence(keys) for keys in (command.keys, command.also) if keys])
        handler = handlers[command.name]
        action.triggered.connect(lambda _checked, handler=handler: handler())
        menus[command.menu].addAction(action)
        actions[command.name] = action
    return actions


def played_by(event: QKeyEvent) -> str | None:
    """The name of the playing command whose key this is, on the keypad (as which macOS counts the arrows) or not."""
    pressed = QKeySequence(event.keyCombination().toCombined() & ~Qt.KeyboardModifier.KeypadModifier.value)
    return next((c.name for c in COMMANDS if c.plays and QKeySequence(c.keys) == pressed), None)


def native(keys: str) -> str:
    """Keys as they are written on this platform."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def keys_text() -> str:
    """The list of keys, as rich text."""
    cells = [
        f"<td style='padding-right: 16px; white-space: nowrap'>{command.text.replace('&', '')}</td>"
        f"<td style='padding-right: 32px'><b>{native(command.keys)}</b></td>"
        for command in COMMANDS
        if command.keys
    ]
    half = -(-len(cells) // 2)  # side by side: one below the other they are higher than a small screen
    rows = [f"<tr>{left}{right}</tr>" for left, right in zip_longest(cells[:half], cells[half:], fillvalue="")]
    return (
        f"<table>{''.join(rows)}</table><p>In a plot: click or drag over steps to move the cursor, click a weight to "
        "choose it. A drag moves any other plot, the middle button every one; Ctrl and wheel zoom, so does the right "
        "button; on an axis only that axis; a double click goes back. Keys act on all rows of plots, or on the one "
        "chosen with Up and Down. What can be dragged in a plot, λ, a start, a guess, is a number in a panel too.</p>"
    )
