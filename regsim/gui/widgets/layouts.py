"""Columns and lines of widgets, without margins unless asked for."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]  # left, top, right, bottom in pixels
_NONE: Margins = (0, 0, 0, 0)


def column(parent: QWidget | None = None, *, spacing: int, margins: Margins = _NONE) -> QVBoxLayout:
    """A layout from top to bottom, of `parent` if given."""
    layout = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout


def line(parent: QWidget | None = None, *, spacing: int, margins: Margins = _NONE) -> QHBoxLayout:
    """A layout from left to right, of `parent` if given."""
    layout = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    layout.setSpacing(spacing)
    layout.setContentsMargins(*margins)
    return layout
