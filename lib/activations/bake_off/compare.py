"""What a handful of seeds can say: intervals for means and differences, and how soon a goal is reached."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import stats


class Difference(NamedTuple):
    """The mean difference of two activations over the same seeds.

    Attributes:
        mean: of the first minus the second.
        low, high: the ends of its interval.
        naive_low, naive_high: the same if the seeds' test sets did not overlap, as the usual t interval says.
    """

    mean: float
    low: float
    high: float
    naive_low: float
    naive_high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


def interval(values, level=0.95) -> tuple[float, float, float]:
    """Mean and ends of the t interval for it, of independent values such as the seeds' accuracies."""
    values = np.asarray(values, dtype=float)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    half = stats.t.ppf(0.5 + level / 2, len(values) - 1) * spread / len(values) ** 0.5
    return mean, mean - half, mean + half


def paired(first, second, task, level=0.95) -> Difference:
    """The difference of two activations' accuracies, seed by seed, with two intervals.

    Every seed draws its training and test examples from the same data, so the seeds are not independent
    and the usual t interval is too short. The corrected one multiplies the variance of the mean, s²/n, by
    1 + n·(test examples)/(training examples).

    Source: Nadeau and Bengio 2003, Inference for the generalization error, Machine Learning 52, 239–281.

    Args:
        first, second: accuracies of the same seeds in the same order.
        task: the `Task`, for the sizes of its parts.

    Raises:
        ValueError: if there are fewer than two seeds, or not as many of the one as of the other.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        raise ValueError(
            "two lists of the same seeds' accuracies are needed, at least two of each; got shapes "
            f"{first.shape} and {second.shape}"
        )
    d = first - second
    mean, variance, n = float(d.mean()), float(d.var(ddof=1)), len(d)
    t = stats.t.ppf(0.5 + level / 2, n - 1)
    naive = t * (variance / n) ** 0.5
    corrected = t * (variance * (1 / n + task.test / task.train)) ** 0.5
    return Difference(mean, mean - corrected, mean + corrected, mean - naive, mean + naive)


def first_epoch(valid, goal) -> np.ndarray:
    """The first epoch, counted from 1, after which each seed's accuracy is `goal` or more; NaN for never."""
    reached = np.asarray(valid) >= goal
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.nan)
