"""A number with a slider for the feel and a box for the exact value.

The slider has 1,000 positions, even or over decades; the box takes any value within the bounds. Outside the slider's
range its handle rests at the end while the exact value stays.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from regsim.gui.widgets import layouts
from regsim.gui.widgets.number_box import NumberBox
from regsim.gui.widgets.number_scale import POSITIONS, NumberScale
from regsim.gui.widgets.slider import Slider

BOX_WIDTH = 76  # pixels: nine digits
KEY_STEP = 5  # positions that an arrow key moves the slider: about 10 % over eight decades


class NumberEditor(QWidget):
    """Label and exact box in one line, the slider below it.

    Parameters
    ----------
    scale : NumberScale
        Bounds, and the ends of the slider; without ends there is no slider.
    constraint : str
        The end of the sentence about a wrong value, such as ``must be a finite number ≥ 0``.
    label : QWidget, optional
        Stands before the box.
    """

    edited = Signal(object)  # another value, int where whole numbers are wanted; while dragging too
    finished = Signal()  # let go or committed: what follows is another change
    rejected = Signal(str)  # what is wrong with the text in the box; empty when it is right again

    def __init__(
        self, scale: NumberScale, constraint: str = "must be a finite number", label: QWidget | None = None
    ) -> None:
        super().__init__()
        self.scale = scale
        self.box = NumberBox(scale, constraint)
        self.box.setFixedWidth(BOX_WIDTH)
        self.slider: Slider | None = self._make_slider() if scale.ends else None
        line = layouts.line(spacing=6)
        if label is not None:
            line.addWidget(label, 1)
        else:
            line.addStretch(1)
        line.addWidget(self.box)
        column = layouts.column(self, spacing=3)
        column.addLayout(line)
        if self.slider is not None:
            column.addWidget(self.slider)
        self.box.edited.connect(self.edited)  # the handle follows when the value is in force
        self.box.finished.connect(self.finished)
        self.box.rejected.connect(self.rejected)

    @property
    def value(self) -> float:
        """The last good value."""
        return self.box.value

    def set_value(self, value: float) -> None:
        """Show `value`; emits nothing, and leaves alone what is being dragged or typed."""
        self.box.set_value(value)
        self._follow(value)

    def set_name(self, name: str) -> None:
        """The name that a screen reader says."""
        self.box.setAccessibleName(name)
        if self.slider is not None:
            self.slider.setAccessibleName(f"{name}, slider")

    def set_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Draw a tick on the slider at every value within its range; the label is the tooltip there."""
        if self.slider is None or self.scale.ends is None:
            return
        low, high = self.scale.ends
        self.slider.set_marks(tuple((self.scale.position(v), label) for v, label in marks if low <= v <= high))

    def _make_slider(self) -> Slider:
        slider = Slider()
        slider.setRange(0, POSITIONS)
        slider.setSingleStep(KEY_STEP)
        slider.setPageStep(POSITIONS // 10)
        slider.valueChanged.connect(self._edited_on_slider)
        slider.sliderPressed.connect(self.finished)  # a change before the drag is another one
        slider.settled.connect(self.finished)
        return slider

    def _edited_on_slider(self, position: int) -> None:
        value = self.scale.value(position)
        if value != self.value:
            self.box.set_value(value)
            self.edited.emit(value)

    def _follow(self, value: float) -> None:
        if self.slider is not None and not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self.scale.position(value))
