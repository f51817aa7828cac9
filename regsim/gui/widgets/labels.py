"""Labels: a heading, a text cut short where there is no room, a remark that may take several lines, a dot."""

import re

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from regsim.gui.widgets.marking import set_mark

HEADING_SIZE = 0.89  # of the size of the text
HEADING_SPACING = 1.0  # pixels between letters
DOT = 10  # pixels across
_FRACTION = re.compile(r"(?<=[\w)])/(?=[\w(]\b|\()")
_EXPLAINED = re.compile(r"(?<=\d) (?=\()")
_SUMMED = re.compile(r"\(([^\s()]+) ([+−]) ([^\s()]+)\)")
_COMPARED = re.compile(r" ([=<>≤≥]) ")


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


class PlainLabel(QLabel):
    """Plain text in several lines, which can be selected with the mouse while the pointer is over it.

    A label whose text can be selected keeps a document, whose layout takes four times as long as the text itself.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer comes."""
        super().enterEvent(event)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def leaveEvent(self, event: QEvent) -> None:
        """It goes; what is selected stays so, to be copied."""
        super().leaveEvent(event)
        if not self.hasSelectedText():
            self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)


class Remark(QWidget):
    """A sentence or more in small type, hidden while there is none.

    A label asks for a new layout of everything around it whenever its text changes. This one has the label inside and
    asks only where the text needs another height, so that numbers may change under the finger.
    """

    def __init__(self, role: str = "muted") -> None:
        super().__init__()
        self._text = ""
        self._label = PlainLabel(self)
        # Long names without a space would widen the panel.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text("", role)

    @property
    def role(self) -> str:
        """The rank of the text: ``muted``, ``error`` or ``plain``."""
        return str(self._label.property("role"))

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, role: str | None = None) -> None:
        """Say `text`; `role` is ``muted``, ``error`` or ``plain`` and stays as it was where it is not given."""
        if role is not None:
            set_mark(self._label, "role", role)
        if text != self._text:
            self._text = text
            self._label.setText(unbroken(text))
            if self.heightForWidth(self.width()) != self.height():
                self.updateGeometry()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """As the label's."""
        return self._label.sizeHint()

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """As many lines as the text takes."""
        return self._label.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label takes all of it."""
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """In another font the text takes another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()


def unbroken(text: str) -> str:
    """`text` with no line to end in a fraction such as 2(1 + μ)/L, beside a sign of comparison, or in 0 (212)."""
    whole = _SUMMED.sub("(\\1\u00a0\\2\u00a0\\3)", _FRACTION.sub("/\u2060", text))
    whole = _COMPARED.sub("\u00a0\\1\u00a0", whole)
    return _EXPLAINED.sub("\u00a0", whole)


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
