"""Minibatches: which samples the gradient of a step is estimated from.

Every epoch the samples are shuffled anew and dealt out in order, each once; the last batch of an epoch is smaller where
the batch size does not divide their number. The batch of a step follows from the seed and the step alone, so that any
step can be computed again.
"""

import numpy as np

from regsim.engine.losses import IndexArray
from regsim.engine.objective import Objective
from regsim.engine.optimizers import Optimizer


def is_estimated(objective: Objective, optimizer: Optimizer) -> bool:
    """Whether the gradients of this rule are those of minibatches: where a batch has fewer samples than there are."""
    return optimizer.batch_size is not None and optimizer.batch_size < objective.loss.n_samples


class Batches:
    """The batch of every step.

    Parameters
    ----------
    n_samples, batch_size : int
    seed : int
    """

    def __init__(self, n_samples: int, batch_size: int, seed: int) -> None:
        self._n_samples, self._size, self._seed = n_samples, batch_size, seed
        self._per_epoch = -(-n_samples // batch_size)
        self._epoch = -1
        self._order: IndexArray = np.arange(0)

    def rows(self, step: int) -> IndexArray:
        """The samples for the update that starts at `step`."""
        epoch, place = divmod(step, self._per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng([self._seed, epoch]).permutation(self._n_samples)
        return self._order[place * self._size : (place + 1) * self._size]
