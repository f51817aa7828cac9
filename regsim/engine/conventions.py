"""What a strength λ is called elsewhere: the same optimum in every convention, and in scikit-learn.

With the sum over samples as the common ground, J = Σᵢ ℓᵢ + λR, the same weights are the optimum of (m samples)

    sum           Σᵢ ℓᵢ + λR                                λ
    mean          (1/m)Σᵢ ℓᵢ + λ'R                          λ' = λ/m
    per-sample    (1/m)Σᵢ ℓᵢ + (λ/m)R                       λ

and scikit-learn's estimators minimise (C, alpha and l1_ratio as there)

    Ridge                ‖y − Xw‖² + α‖w‖²                  twice the sum with L2: α = λ
    Lasso, ElasticNet    (1/2m)‖y − Xw‖² + α(ρ‖w‖₁ + …)     the mean: α = λ/m
    LogisticRegression   C Σᵢ ℓᵢ + ρ‖w‖₁ + (1 − ρ)/2·‖w‖²   the sum, divided by λ: C = 1/λ

Their intercept is never penalised.

Reference
---------
F. Pedregosa et al., "Scikit-learn: Machine Learning in Python", 2011.
"""

import math
from dataclasses import dataclass

from regsim.engine.models import LinearRegression, LogisticRegression, Model
from regsim.engine.objective import Convention
from regsim.engine.penalties import Penalty
from regsim.engine.softmax import SoftmaxRegression


@dataclass(frozen=True)
class Estimator:
    """An estimator of scikit-learn that minimises the same objective, or a multiple of it.

    Attributes
    ----------
    name : str
        Of the class in ``sklearn.linear_model``.
    parameters : dict
        Its keyword arguments that decide the optimum.
    """

    name: str
    parameters: dict[str, float | bool | str]

    def __str__(self) -> str:
        arguments = (f"{name}={_shown(value)}" for name, value in self.parameters.items())
        return f"{self.name}({', '.join(arguments)})"


def equivalents(strength: float, convention: Convention, n_samples: int) -> dict[str, float]:
    """The strength that has the same optimum in each convention: ``sum``, ``mean`` and ``per-sample``.

    Parameters
    ----------
    strength : float
        λ as it is under `convention`.
    convention : Convention
    n_samples : int
        m.
    """
    m = n_samples
    # the strength beside the sum, and beside the mean: one of them is λ itself, whose digits are kept
    match convention.data_term, convention.penalty_term:
        case "mean", "plain":
            beside_sum, beside_mean = strength * m, strength
        case "sum", "per-sample":
            beside_sum, beside_mean = strength / m, strength / m / m
        case _:
            beside_sum, beside_mean = strength, strength / m
    return {"sum": beside_sum, "mean": beside_mean, "per-sample": beside_sum}


def scikit_learn(penalty: Penalty, model: Model, convention: Convention, n_samples: int) -> Estimator | None:
    """The estimator of scikit-learn with the same optimum; None where there is none.

    Parameters
    ----------
    penalty : Penalty
        With its strength as it is under `convention`.
    model : Model
    convention : Convention
    n_samples : int
        m.
    """
    parts = penalty.parts()
    if parts is None or not isinstance(model, (LinearRegression, LogisticRegression, SoftmaxRegression)):
        return None
    if any(parts) and model.fit_intercept and model.penalize_intercept:
        return None
    l1, l2 = parts
    same = equivalents(l1 + l2, convention, n_samples)
    intercept: dict[str, float | bool | str] = {} if model.fit_intercept else {"fit_intercept": False}
    if not isinstance(model, LinearRegression):
        ratio = l1 / (l1 + l2) if l1 else 0.0
        C = 1.0 / same["sum"] if same["sum"] else math.inf
        solver: dict[str, float | bool | str] = {"solver": "saga"} if l1 else {}  # which knows L1
        return Estimator("LogisticRegression", {"C": C, "l1_ratio": ratio, **solver, **intercept})
    if not (l1 or l2):
        return Estimator("LinearRegression", intercept)
    if not l1:
        return Estimator("Ridge", {"alpha": same["sum"], **intercept})
    if not l2:
        return Estimator("Lasso", {"alpha": same["mean"], **intercept})
    return Estimator("ElasticNet", {"alpha": same["mean"], "l1_ratio": l1 / (l1 + l2), **intercept})


def _shown(value: float | bool | str) -> str:
    """A value as it is typed in Python, to six digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return repr(value)
    return "np.inf" if math.isinf(value) else f"{value:.6g}"
