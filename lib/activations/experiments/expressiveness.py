"""What one hidden layer can express, by best possible fits: no training, so no excuse of a bad minimum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..functions import sigmoid
from ..network import initialise
from ..registry import lookup


def three_waves(x):
    """sin(3πx), the target of `fit_error`."""
    return np.sin(3 * np.pi * x)


def fit_error(f, width, target=three_waves, *, biases=True, seed=0, points=2000) -> float:
    """Root mean square error of the best fit that `width` random hidden units allow on [−1, 1].

    Each unit is f(w·x + b) with w ~ N(0, 3²) and b uniform in [−3, 3]; the output weights and the output
    bias are the best there are (least squares).

    Args:
        f: name or record of an activation, or any function of an array.
        target: function to be fitted.
        biases: False sets every b to 0; the output keeps its bias.
    """
    x = (2 * np.arange(points) + 1) / points - 1  # the middles of equal cells: the mean is the integral's
    A, y = _hidden_units(f, x, width, seed, biases), target(x)
    best = np.linalg.lstsq(A, y, rcond=1e-10)[0]
    return float(np.sqrt(np.mean((A @ best - y) ** 2)))


def sup_error(f, width, target=np.abs, seed=0, points=401) -> float:
    """The same with the largest error over [−1, 1] made as small as possible, by linear programming."""
    from scipy.optimize import linprog

    x = np.linspace(-1, 1, points)
    A, y = _hidden_units(f, x, width, seed), target(x)
    # An orthonormal basis of the same functions, without those that are numerically the others' sums.
    U, s, _ = np.linalg.svd(A, full_matrices=False)
    A = U[:, s > 1e-10 * s[0]] * np.sqrt(points)
    ones = np.ones((points, 1))
    cost = np.append(np.zeros(A.shape[1]), 1.0)
    sides, limits = np.block([[A, -ones], [-A, -ones]]), np.append(y, -y)
    return float(linprog(cost, sides, limits, bounds=(None, None), method="highs").fun)


class RidgeFit(NamedTuple):
    """A fit and its errors.

    Attributes:
        values: of the fit, at the points it was made for.
        rms: root mean square error over these points.
        sup: largest absolute error.
    """

    values: np.ndarray
    rms: float
    sup: float


def ridge_fit(f, x, y, w, b, ridge=1e-8) -> RidgeFit:
    """The fit of (x, y) by given hidden units f(w·x + b) and a constant, by least squares with a tiny ridge.

    Each unit's output is scaled to root mean square 1 over the points; `ridge`² times the sum of the squared
    output weights is added to the mean square error. That makes the fit unique, and the same to nine digits
    in any careful arithmetic, where units are numerically sums of others.

    Args:
        f: name or record of an activation, or any function of an array.
        x, y: points and target values, shape (n,).
        w, b: inner weights and biases, shape (units,).
    """
    A = _outputs(f, x, w, b) / np.sqrt(len(x))
    size = np.linalg.norm(A, axis=0)
    A = A / np.where(size > 0, size, 1)  # a unit that is 0 at all points stays 0
    rows = np.vstack([A, ridge * np.eye(A.shape[1])])
    best = np.linalg.lstsq(rows, np.append(y / np.sqrt(len(x)), np.zeros(A.shape[1])), rcond=None)[0]
    values = A @ best * np.sqrt(len(x))
    error = values - y
    return RidgeFit(values, float(np.sqrt(np.mean(error**2))), float(np.abs(error).max()))


def _hidden_units(f, x, width, seed, biases=True):
    rng = np.random.default_rng(seed)
    return _outputs(f, x, 3 * rng.standard_normal(width), biases * rng.uniform(-3, 3, width))


def _outputs(f, x, w, b):
    """The units' outputs, one column each, and a column of ones for the output's bias."""
    f = f if callable(f) else lookup(f)
    return np.column_stack([f(np.multiply.outer(x, w) + b), np.ones(len(x))])


XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0, 1, 1, 0])


class XorRuns(NamedTuple):
    """Networks trained on XOR.

    Attributes:
        runs: how many there were.
        solved: how many got all four points right.
        dead: those of the others in which a unit has slope 0 on all four points, and so learns nothing more.
    """

    runs: int
    solved: int
    dead: int


def train_xor(width=2, activation="relu", seeds=range(100), steps=3000, learning_rate=0.2) -> XorRuns:
    """Train one hidden layer of `width` units on the four points of XOR, once for every seed.

    He's initialisation, zero biases, binary cross-entropy of all four points, plain gradient descent.
    """
    f = lookup(activation)
    starts = [initialise([2, width, 1], "he", seed=seed) for seed in seeds]
    # All networks at once: axis 0 is the seed.
    W, b, v, c = (np.stack([start[i][j] for start in starts]) for i in (0, 1) for j in (0, 1))
    target = XOR_Y[:, None]
    for step in range(steps + 1):
        z = XOR_X @ W.transpose(0, 2, 1) + b[:, None]
        a = f(z)
        out = a @ v.transpose(0, 2, 1) + c[:, None]
        if step == steps:
            break
        d_out = (sigmoid(out) - target) / len(XOR_X)
        d_z = d_out * v * f.derivative(z)
        v = v - learning_rate * d_out.transpose(0, 2, 1) @ a
        c = c - learning_rate * d_out.sum(axis=1)
        W = W - learning_rate * d_z.transpose(0, 2, 1) @ XOR_X
        b = b - learning_rate * d_z.sum(axis=1)
    right = ((out > 0) == (target > 0)).all(axis=(1, 2))
    dead = (f.derivative(z) == 0).all(axis=1).any(axis=1)
    return XorRuns(len(right), int(right.sum()), int((dead & ~right).sum()))
