"""Labels: a heading, a text cut short where there is no room, a remark that may take several lines, a dot."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from regsim.gui.widgets.marking import set_mark

HEADING_SIZE = 0.89  # of the size of the text
HEADING_SPACING = 1.0  # pixels between letters
DOT = 10  # pixels across


class Heading(QLabel):
    """The title of a section: small, bold, spaced capitals."""

    def __init__(self, text: str) -> None:
        super().__init__(text.upper())
        self.setAccessibleName(text)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * HEADING_SIZE)
        font.setBold(True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, HEADING_SPACING)
        self.setFont(font)
        self.setProperty("role", "muted")


class ElidedLabel(QLabel):
    """One line that ends in … where there is no room; then the tooltip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut to the width."""
        del event
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        if shown != self.text() and not self.toolTip():
            self.setToolTip(self.text())
        painter = QPainter(self)
        painter.drawText(area, self.alignment(), shown)
        painter.end()


class Remark(QLabel):
    """A sentence or more in small type, hidden while there is none."""

    def __init__(self, role: str = "muted") -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Long names without a space would widen the panel.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.set_text("", role)

    def set_text(self, text: str, role: str | None = None) -> None:
        """Say `text`; `role` is ``muted`` or ``error`` and stays as it was where it is not given."""
        if role is not None:
            set_mark(self, "role", role)
        if text != self.text():
            self.setText(text)
        self.setVisible(bool(text))


class Dot(QWidget):
    """A disc in one colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = QColor()
        self.setFixedSize(DOT, DOT + 4)

    def set_color(self, color: str) -> None:
        """Fill it with this colour, ``#rrggbb``."""
        self._color = QColor(color)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._color)
        painter.drawEllipse(QRectF(0.0, (self.height() - DOT) / 2.0, DOT, DOT))
        painter.end()
