from typing import Self

import numpy as np
from numpy.typing import NDArray

class _LinearModel:
    coef_: NDArray[np.float64]
    def fit(self, X: NDArray[np.float64], y: NDArray[np.float64]) -> Self: ...

class LogisticRegression(_LinearModel):
    intercept_: NDArray[np.float64]
    def __init__(
        self, *, C: float, l1_ratio: float, solver: str, tol: float, max_iter: int, fit_intercept: bool = True
    ) -> None: ...

class _Regressor(_LinearModel):
    intercept_: float

class LinearRegression(_Regressor):
    def __init__(self, *, fit_intercept: bool = True) -> None: ...

class Ridge(_Regressor):
    def __init__(self, alpha: float, *, solver: str = "auto", fit_intercept: bool = True) -> None: ...

class Lasso(_Regressor):
    def __init__(self, alpha: float, *, tol: float, max_iter: int, fit_intercept: bool = True) -> None: ...

class ElasticNet(_Regressor):
    def __init__(
        self, alpha: float, *, l1_ratio: float, tol: float, max_iter: int, fit_intercept: bool = True
    ) -> None: ...

def lasso_path(
    X: NDArray[np.float64], y: NDArray[np.float64], *, alphas: NDArray[np.float64], tol: float, max_iter: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]: ...
