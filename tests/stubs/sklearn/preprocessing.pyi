from typing import Self

import numpy as np
from numpy.typing import NDArray

class StandardScaler:
    def fit(self, X: NDArray[np.float64]) -> Self: ...
    def transform(self, X: NDArray[np.float64]) -> NDArray[np.float64]: ...
