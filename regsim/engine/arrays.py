"""The array type of the engine."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
