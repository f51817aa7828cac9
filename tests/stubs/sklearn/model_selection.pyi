from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

class PredefinedSplit:
    def __init__(self, test_fold: NDArray[np.intp]) -> None: ...
    def split(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]: ...
