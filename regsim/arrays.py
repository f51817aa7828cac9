"""The type of every array of numbers: float64, of any shape."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
