"""The look of every widget, from the colours of a theme: a style sheet on top of Qt's Fusion style, and icons.

The style sheet expects the palette of the same theme (:func:`regsim.gui.theme.palette`) and says what a palette cannot.
Properties select what differs in rank: ``role`` is ``muted``, ``error`` or ``disclosure``, ``wrong`` marks an editor
whose text is not in force, ``run`` is the number of the run a slider belongs to.
"""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from regsim.gui.theme import Theme
from regsim.resources import resource_path

ICON_SIZES = (16, 20)  # pixels, of the icons in panels and menus, and in the transport
_DRAWN_IN = "#000"  # the one colour of the icon files

_RULES = """
QToolTip {{ background: {field}; color: {text}; border: 1px solid {line}; padding: 3px 5px; }}
QLabel[role="muted"], QCheckBox[role="muted"] {{ color: {muted}; }}
QLabel[role="error"] {{ color: {error}; }}

QLineEdit, QPlainTextEdit, QComboBox {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: 4px; padding: 3px 6px;
    selection-background-color: {accent}; selection-color: {window};
}}
QPlainTextEdit {{ padding: 1px 2px; }}
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover {{ border-color: {line}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {muted}; background: {panel}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] {{ border-color: {error}; }}
QComboBox {{ padding: 3px 2px 3px 5px; combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 13px; }}
QComboBox QAbstractItemView {{
    background: {field}; color: {text}; border: 1px solid {line}; outline: none; padding: 2px;
    selection-background-color: {groove}; selection-color: {text};
}}

QSlider:horizontal {{ min-height: 18px; }}
QSlider::groove:horizontal {{ background: {groove}; height: 4px; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {muted}; height: 4px; border-radius: 2px; }}
QSlider::handle:horizontal {{
    background: {handle}; width: 12px; height: 12px; margin: -5px 0; border: 1px solid {handle}; border-radius: 7px;
}}
QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; width: 10px; height: 10px; }}
{runs}

QPushButton {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: 4px;
    padding: 4px 12px; min-height: 16px;
}}
QPushButton:hover {{ border-color: {line}; background: {panel}; }}
QPushButton:pressed {{ background: {groove}; }}
QPushButton:focus, QPushButton:default {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {muted}; background: {panel}; }}
QPushButton[role="disclosure"] {{
    background: transparent; color: {muted}; border: none; padding: 0; text-align: left;
}}
QPushButton[role="disclosure"]:hover, QPushButton[role="disclosure"]:focus {{ color: {accent}; }}
QToolButton {{
    background: transparent; color: {text}; border: 1px solid transparent; border-radius: 4px; padding: 3px;
}}
QToolButton[role="muted"] {{ color: {muted}; padding: 0 3px; }}
QToolButton:hover, QToolButton:checked {{ background: {groove}; color: {text}; }}
QToolButton:pressed {{ background: {line}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {line}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QCheckBox {{ spacing: 6px; }}
QCheckBox::indicator, QListWidget::indicator {{
    background: {field}; border: 1px solid {edge}; border-radius: 3px; width: 12px; height: 12px;
}}
QCheckBox::indicator:hover, QCheckBox::indicator:focus, QListWidget::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{ background: {muted}; border-color: {muted}; }}
QCheckBox::indicator:checked:focus {{ border: 2px solid {accent}; width: 10px; height: 10px; }}
QListWidget::item {{ min-height: 20px; }}

QListWidget, QTableView {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: 4px; outline: none;
    selection-background-color: {groove}; selection-color: {text}; gridline-color: {border};
}}
QListWidget:focus, QTableView:focus {{ border-color: {accent}; }}
QTableView::item {{ padding: 0 3px; }}
QHeaderView::section {{
    background: {panel}; color: {muted}; border: none; border-bottom: 1px solid {border}; padding: 3px 6px;
}}
QTableCornerButton::section {{ background: {panel}; border: none; }}

QMenu {{ background: {field}; color: {text}; border: 1px solid {line}; padding: 3px; }}
QMenu::separator {{ background: {border}; height: 1px; margin: 3px 6px; }}
QMenuBar {{ background: {panel}; color: {text}; border: none; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {groove}; }}
QStatusBar {{ background: {panel}; color: {muted}; }}
QStatusBar::item {{ border: none; }}

QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 8px; }}
QScrollBar:horizontal {{ height: 8px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 24px; }}
QScrollBar::handle:horizontal {{ min-width: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""

_RUN_RULE = 'QSlider[run="{run}"]::sub-page:horizontal {{ background: {color}; }}'


def style_sheet(theme: Theme) -> str:
    """The rules for every widget of the window in this theme."""
    return _RULES.format(
        window=theme.window,
        panel=theme.panel,
        field=theme.field,
        text=theme.text,
        muted=theme.muted,
        line=theme.line,
        border=theme.border,
        error=theme.error,
        edge=theme.data,  # 3 : 1 and more against the background, so that an empty box is seen
        handle=theme.handle,
        groove=theme.groove,
        accent=theme.run_texts[1],
        runs="\n".join(_RUN_RULE.format(run=i, color=color) for i, color in enumerate(theme.runs)),
    )


def icon(name: str, theme: Theme) -> QIcon:
    """The icon of that name in the theme's colours, sharp on every screen there is.

    Raises
    ------
    FileNotFoundError
        When there is no such icon.
    """
    drawing = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    sizes = {round(size * ratio) for size in ICON_SIZES for ratio in screen_ratios()}
    result = QIcon()
    for mode, color in ((QIcon.Mode.Normal, theme.text), (QIcon.Mode.Disabled, theme.line)):
        renderer = QSvgRenderer(QByteArray(drawing.replace(_DRAWN_IN, color).encode()))
        for size in sorted(sizes):
            result.addPixmap(_pixmap(renderer, size), mode)
    return result


def screen_ratios() -> set[float]:
    """How many pixels of the screens there are go to one of the window's, each way."""
    return {screen.devicePixelRatio() for screen in QGuiApplication.screens()}


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0.0, 0.0, size, size))
    return pixmap
