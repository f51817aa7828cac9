"""Record descents of PyTorch, for the tests to hold regsim against.

The problems are small and their descents long: 1,000 steps over the full batch in float64 on one thread, of every
optimizer that regsim has in PyTorch's form, and of every schedule. ``weight_decay`` is given to the coefficients and
not to the biases. Nothing here comes from regsim: the losses and their gradients are PyTorch's own.

Recording needs PyTorch (the extra ``bench``), testing does not. From the checkout::

    python -m tests.recorded.record

writes every file anew; the folder then shows what has changed, which on the same version of PyTorch is nothing.
"""

import importlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from regsim.arrays import FloatArray
from tests.recorded.recording import Recording, write

torch: Any = importlib.import_module("torch")

N_STEPS, N_SAMPLES = 1000, 40
Settings = dict[str, Any]

# Arguments of every optimizer on every problem: those of Adam on logistic regression are far from its defaults, so that
# each of them is seen to act where PyTorch lets it.
OPTIMIZERS: dict[str, tuple[str, Settings]] = {
    "gradient-descent": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
}
RATES = {
    "linear": {"SGD": 0.05, "Adam": 0.01, "AdamW": 0.01},
    "logistic": {"SGD": 0.2, "Adam": 0.02, "AdamW": 0.02},
    "network": {"SGD": 0.1, "Adam": 0.005, "AdamW": 0.005},
}
DECAY = {"linear": 0.1, "logistic": 0.03, "network": 0.01}
UNIT = {"linear": 2.0**-50, "logistic": 2.0**-50, "network": 2.0**-36}
UNUSUAL = {"betas": [0.8, 0.99], "eps": 1e-3}
SCHEDULES: dict[str, Settings] = {
    "step": {"kind": "StepLR", "step_size": 60, "gamma": 0.8},
    "cosine": {"kind": "CosineAnnealingLR", "T_max": N_STEPS},
    "inverse-sqrt": {"kind": "LambdaLR", "lr_lambda": "1/sqrt(1 + k)"},
}


def cases() -> Iterator[tuple[str, Settings]]:
    """The name and settings of every descent."""
    for problem, rates in RATES.items():
        for name, (optimizer, extra) in OPTIMIZERS.items():
            arguments: Settings = {"lr": rates[optimizer], "weight_decay": DECAY[problem]} | extra
            if problem == "logistic" and optimizer != "SGD":
                arguments |= UNUSUAL
            yield f"{problem}-{name}", {"problem": problem, "optimizer": optimizer, "arguments": arguments}
    for problem in ("linear", "logistic"):
        descent: Settings = {"problem": problem, "optimizer": "SGD", "arguments": {"lr": RATES[problem]["SGD"]}}
        yield f"{problem}-l1", descent | {"l1": 0.1}
        decayed = descent | {"arguments": descent["arguments"] | {"weight_decay": DECAY[problem]}}
        for name, schedule in SCHEDULES.items():
            yield f"{problem}-{name}", decayed | {"scheduler": schedule}


def network_of(problem: str) -> Any:
    """The model: one layer, or 2-8-8-1 with tanh."""
    nn = torch.nn
    if problem != "network":
        return nn.Linear(3, 1).double()
    layers = (nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
    return nn.Sequential(*layers).double()


def data_of(problem: str) -> tuple[FloatArray, FloatArray]:
    """Numbers, classes of a noisy line, or classes of the quadrants."""
    rng = np.random.default_rng(3)
    if problem == "network":
        X = rng.uniform(-1.0, 1.0, (N_SAMPLES, 2))
        return X, (X[:, 0] * X[:, 1] > 0.0).astype(np.float64)
    X = rng.standard_normal((N_SAMPLES, 3)) * [0.5, 1.0, 1.5] + [0.5, 0.0, -0.5]
    y = X @ [1.5, -0.5, 0.1] + 0.7 + 0.5 * rng.standard_normal(N_SAMPLES)
    return X, y if problem == "linear" else (y > np.median(y)).astype(np.float64)


def loss_of(problem: str) -> Callable[[Any, Any], Any]:
    """D by predictions and targets."""
    if problem == "linear":
        return lambda predicted, y: 0.5 * torch.mean((predicted - y) ** 2)
    loss: Callable[[Any, Any], Any] = torch.nn.BCEWithLogitsLoss()
    return loss


def parameters_of(model: Any) -> tuple[list[Any], list[Any]]:
    """The matrices of all layers, and their biases."""
    named = list(model.named_parameters())
    return [p for name, p in named if name.endswith("weight")], [p for name, p in named if name.endswith("bias")]


def initialize(parameters: list[Any]) -> None:
    """Normal numbers in eighths, so that they are stored as they are; the second is 0, where L1 has its kink."""
    rng = np.random.default_rng(0)
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(torch.from_numpy(np.rint(8.0 * rng.standard_normal(tuple(parameter.shape))) / 8.0))
        parameters[0].view(-1)[1] = 0.0


def scheduler_of(optimizer: Any, settings: Settings) -> Any:
    """The learning rate's schedule, or None."""
    if "scheduler" not in settings:
        return None
    arguments = dict(settings["scheduler"])
    kind = getattr(torch.optim.lr_scheduler, arguments.pop("kind"))
    if "lr_lambda" in arguments:
        arguments["lr_lambda"] = lambda k: 1.0 / math.sqrt(1.0 + k)
    return kind(optimizer, **arguments)


def record(settings: Settings) -> Recording:
    """Descend."""
    X, y = data_of(settings["problem"])
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y)
    model, loss = network_of(settings["problem"]), loss_of(settings["problem"])
    matrices, biases = parameters_of(model)
    initialize([*matrices, *biases])
    groups = [{"params": matrices}, {"params": biases, "weight_decay": 0.0}]
    optimizer = getattr(torch.optim, settings["optimizer"])(groups, **settings["arguments"])
    scheduler, rows = scheduler_of(optimizer, settings), []
    for k in range(N_STEPS + 1):
        optimizer.zero_grad()
        data_loss = loss(model(inputs)[:, 0], targets)
        flat = torch.cat([p.detach().reshape(-1) for p in (*matrices, *biases)])
        rows.append(np.append(flat.numpy(), data_loss.item()))
        penalty = settings.get("l1", 0.0) * sum(p.abs().sum() for p in matrices)
        (data_loss + penalty).backward()
        if k < N_STEPS:
            optimizer.step()
            if scheduler:
                scheduler.step()
    path = np.array(rows)
    return Recording(settings | {"torch": torch.__version__}, X, y, path[:, :-1], path[:, -1])


def main() -> None:
    """Write every recording."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name, settings in cases():
        recording = record(settings | {"unit": UNIT[settings["problem"]]})
        write(name, recording)
        D, w = recording.data_loss, recording.weights[:, 0]
        print(f"{name:26} D {D[0]:.6f} → {D[-1]:.6f}   w₁ {w[0]:.4f} → {w[-1]:.4f}")


if __name__ == "__main__":
    main()
