"""Pictures as numbers."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

ROUNDING = 4  # of 255: Qt shortens a straight line to what is seen of it before it works out its slope


def pixels(image: QImage) -> NDArray[np.uint8]:
    """Red, green and blue of every pixel; shape (height, width, 3)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    array = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return array[:, :, 2::-1].copy()


def are_alike(a: QImage, b: QImage) -> bool:
    """Whether no pixel of two pictures differs by more than rounding, and hardly any by that."""
    apart = np.abs(pixels(a).astype(np.int64) - pixels(b)).max(axis=2)
    return bool(apart.max() <= ROUNDING and np.mean(apart > 0) < 0.001)
