"""Networks without activations: how exactly they collapse, and how they train all the same."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..linear import collapse
from ..network import forward, initialise


def collapse_gaps(widths=(64, 128, 10), dtype=np.float32, seeds=range(100), batch=256) -> np.ndarray:
    """For each seed, the largest difference between affine layers run one by one and their collapse.

    The layers start as PyTorch's do, the inputs are standard normal; all arithmetic is in `dtype`.
    """
    gaps = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        layers = initialise(widths, "pytorch", seed=rng, dtype=dtype)
        X = rng.standard_normal((batch, widths[0])).astype(dtype)
        W, b = collapse(layers)
        gaps.append(np.abs(forward(layers, X, "identity").post[-1] - (X @ W.T + b)).max())
    return np.array(gaps, dtype=float)


def parameter_count(widths) -> int:
    """Weights and biases of affine layers of these widths: Σ (n_in + 1)·n_out."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))


class AffineFit(NamedTuple):
    """An affine layer in place of a map.

    Attributes:
        W, b: the layer, shapes (n_out, n_in) and (n_out,).
        residual: root mean square distance between what it gives and what the map gives.
        unexplained: the square of that as a share of the outputs' variance; 0 where nothing is missed.
    """

    W: np.ndarray
    b: np.ndarray
    residual: float
    unexplained: float


def nearest_affine(X, Y, layer=None) -> AffineFit:
    """The affine layer that comes nearest to the pairs of rows of `X` and `Y`, by least squares.

    Args:
        X, Y: shapes (n, n_in) and (n, n_out).
        layer: a ``(W, b)`` to be measured instead of the best one.
    """
    if layer is None:
        best = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), Y, rcond=None)[0]
        layer = best[:-1].T, best[-1]
    W, b = layer
    squares = np.mean(np.sum((X @ W.T + b - Y) ** 2, axis=1))
    variance = np.mean(np.sum((Y - Y.mean(axis=0)) ** 2, axis=1))
    if np.sqrt(squares) < 1e-12 * (1 + np.sqrt(variance)):  # rounding
        return AffineFit(W, b, 0.0, 0.0)
    return AffineFit(W, b, float(np.sqrt(squares)), float(squares / variance))


class LinearTraining(NamedTuple):
    """Gradient descent on a product of matrices.

    Attributes:
        loss: ½‖W_L ⋯ W_1 − T‖² before the first step and after each step.
        modes: for each of these moments, how much of each singular direction of T has been learnt,
            from 0 to 1; strongest direction first.
    """

    loss: np.ndarray
    modes: np.ndarray

    def steps_to(self, share=0.5) -> np.ndarray:
        """For each direction the first step at which `share` of it has been learnt; −1 if it never was."""
        reached = self.modes >= share
        return np.where(reached.any(axis=0), reached.argmax(axis=0), -1)


def train_linear(
    depth=3, strengths=(4.0, 2.0, 1.0, 0.5), width=8, start=0.1, learning_rate=0.01, steps=1500, seed=0
) -> LinearTraining:
    """Fit the linear map T, of the given singular values, by a product of `depth` matrices.

    T is width × width with random singular directions. The loss is that of a linear network on white
    inputs, and gradient descent is plain, on all matrices at once.

    Args:
        depth: number of matrices; 1 is ordinary linear regression.
        start: the product starts at random, with every entry about `start`**depth/√width in size.

    Raises:
        ValueError: if depth is below 1, or there are more strengths than `width`.

    Source: Saxe, McClelland and Ganguli 2014, arXiv:1312.6120.
    """
    if depth < 1 or not 0 < len(strengths) <= width:
        raise ValueError(f"needs depth of at least 1 and 1 to {width} strengths; got {depth}, {strengths!r}")
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.standard_normal((width, width)))[0][:, : len(strengths)] for _ in range(2))
    T = (U * np.asarray(strengths)) @ V.T
    matrices = [start * rng.standard_normal((width, width)) / width**0.5 for _ in range(depth)]
    losses, modes = [], []
    for step in range(steps + 1):
        before, after = _partial_products(matrices, width)
        error = after[0] - T
        losses.append(0.5 * np.sum(error**2))
        modes.append(np.einsum("ik,ij,jk->k", U, after[0], V) / strengths)
        if step < steps:
            slopes = [after[i + 1].T @ error @ before[i].T for i in range(depth)]
            matrices = [W - learning_rate * slope for W, slope in zip(matrices, slopes, strict=True)]
    return LinearTraining(np.array(losses), np.array(modes))


def _partial_products(matrices, width):
    """before[i] = W_i ⋯ W_1 (before[0] is the identity) and after[i] = W_L ⋯ W_{i+1}."""
    before, after = [np.eye(width)], [np.eye(width)]
    for W in matrices[:-1]:
        before.append(W @ before[-1])
    for W in reversed(matrices):
        after.insert(0, after[0] @ W)
    return before, after
