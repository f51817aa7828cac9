"""Recordings: descents of PyTorch in float64, step by step, as small files beside this module.

A file holds everything a descent is made from (data, start, settings in PyTorch's own words), and every weight and D at
every step, as whole multiples of a unit over a hundred times finer than what regsim is held to. The weights move
smoothly: what is stored are their fifth differences in time, small whole numbers that compress to a tenth.
"""

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from regsim.arrays import FloatArray

FOLDER = Path(__file__).parent
ORDER = 5  # of the differences: beyond it rounding errors grow faster than the rest shrinks
UNIT_OF_LOSS = 2.0**-50  # D may be small where the weights are not
CODER = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 3, "pb": 3}]  # numbers of 2³ bytes


@dataclass(frozen=True, eq=False)
class Recording:
    """One descent.

    Attributes
    ----------
    settings : dict
        ``problem``; ``optimizer`` and its ``arguments`` as PyTorch names them; ``scheduler`` with its own, if any;
        ``l1``, the strength of that penalty, if any; ``unit``, of the weights; and the version of PyTorch.
    X, y : arrays of shape (n_samples, n_features) and (n_samples,)
    weights : array of shape (n_steps + 1, n_weights)
        All matrices, row by row, layer by layer; then all biases.
    data_loss : array of shape (n_steps + 1,)
    """

    settings: dict[str, Any]
    X: FloatArray
    y: FloatArray
    weights: FloatArray
    data_loss: FloatArray


def names() -> list[str]:
    """The recordings there are."""
    return sorted(path.stem for path in FOLDER.glob("*.npz"))


def read(name: str) -> Recording:
    """The recording of this name."""
    with np.load(FOLDER / f"{name}.npz") as file:
        settings = json.loads(str(file["settings"]))
        path = unpacked(file["path"].tobytes(), _units(settings["unit"], int(file["n_weights"])))
        return Recording(settings, file["X"], file["y"], path[:, :-1], path[:, -1])


def write(name: str, recording: Recording) -> None:
    """Put a recording beside the others."""
    n_weights = recording.weights.shape[1]
    path = np.column_stack([recording.weights, recording.data_loss])
    content = packed(path, _units(recording.settings["unit"], n_weights))
    np.savez_compressed(
        FOLDER / f"{name}.npz",
        settings=np.array(json.dumps(recording.settings)),
        n_weights=np.array(n_weights),
        X=recording.X,
        y=recording.y,
        path=np.frombuffer(content, dtype=np.uint8),
    )


def packed(path: FloatArray, units: FloatArray) -> bytes:
    """The columns of `path`, shape (n_steps + 1, k), in their units."""
    whole = np.rint(path / units).astype(np.int64)
    for _ in range(ORDER):
        whole = np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))
    return lzma.compress(whole.T.tobytes(), filters=CODER)


def unpacked(content: bytes, units: FloatArray) -> FloatArray:
    """What :func:`packed` was given, to half a unit."""
    whole = np.frombuffer(lzma.decompress(content), dtype=np.int64).reshape(len(units), -1).T
    for _ in range(ORDER):
        whole = np.cumsum(whole, axis=0)
    return whole * units


def _units(of_weights: float, n_weights: int) -> FloatArray:
    return np.append(np.full(n_weights, of_weights), UNIT_OF_LOSS)
