"""Properties that the style sheet selects on."""

from PySide6.QtWidgets import QWidget


def set_mark(widget: QWidget, name: str, value: object) -> None:
    """Set the property that a rule such as ``QLineEdit[wrong="true"]`` asks for, and style the widget anew."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
