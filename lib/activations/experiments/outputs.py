"""Outputs for numbers that are positive, or bounded: what each does on real data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np


class Regression(NamedTuple):
    """Networks that differ in their last function only, one entry a seed.

    Attributes:
        error: root mean square error on the test examples, in units of the targets.
        outside: share of test predictions that no target could be.
        stuck: share of training predictions with slope exactly 0 after training: no target can move them.
    """

    error: np.ndarray
    outside: np.ndarray
    stuck: np.ndarray


def diabetes(seed=0):
    """442 patients, ten standardised measurements each, and the disease's progress within a year, 25 to 346.

    Returns:
        ``(X, y), (test_X, test_y)``: 300 and 142 of them, y in hundreds. (The data ship with scikit-learn.)
    """
    from sklearn.datasets import load_diabetes

    data = load_diabetes()
    order = np.random.default_rng(seed).permutation(len(data.target))
    X, y = data.data[order] / data.data.std(), data.target[order, None] / 100
    return (X[:300], y[:300]), (X[300:], y[300:])


def lower_halves():
    """Digits cut in two: the upper 32 pixels to see, the lower 32 to foretell, all in [0, 1].

    Returns:
        ``(X, y), (test_X, test_y)``: 1400 and 397 digits.
    """
    from .training import digits

    data = digits()
    halves = [(X[:, :32], X[:, 32:]) for X in (data.train_X, data.test_X)]
    return halves[0], halves[1]


def output_functions() -> dict[str, Callable]:
    """The last functions to be compared, from tensor to tensor."""
    import torch
    from torch.nn import functional as F

    return {
        "identity": lambda z: z,
        "relu": F.relu,
        "softplus": F.softplus,
        "exp": torch.exp,
        "sigmoid": torch.sigmoid,
        "clipped": lambda z: z.clamp(0, 1),
    }


def regression(
    output: str,
    parts,
    *,
    bounds: tuple[float, float],
    hidden=32,
    seeds: Iterable[int] = range(20),
    epochs=100,
    batch_size=50,
    learning_rate=0.01,
    bias=0.0,
) -> Regression:
    """Train one hidden tanh layer and an output function on real targets by squared error with Adam.

    Args:
        output: a key of `output_functions`.
        parts: ``(X, y), (test_X, test_y)``, as `diabetes` returns; y has a column for each output.
        bounds: the smallest and the largest number that a target can be.
        bias: of the output units at the start.
        seeds: of the weights and the order of the examples. All of them are trained at once.
    """
    import torch

    f, seeds = output_functions()[output], list(seeds)
    (X, y), (test_X, test_y) = ([torch.from_numpy(np.ascontiguousarray(a)) for a in part] for part in parts)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    sizes = [(X.shape[1], hidden), (hidden, y.shape[1])]
    weights = [torch.tensor(np.stack([r.standard_normal(n) / n[0] ** 0.5 for r in rngs])) for n in sizes]
    biases = [
        torch.full((len(seeds), 1, n), b, dtype=X.dtype) for (_, n), b in zip(sizes, (0, bias), strict=True)
    ]
    parameters = [p.requires_grad_() for p in weights + biases]

    def raw(inputs):
        return torch.tanh(inputs @ weights[0] + biases[0]) @ weights[1] + biases[1]

    optimiser = torch.optim.Adam(parameters, learning_rate, fused=True)
    for _ in range(epochs):
        order = torch.from_numpy(np.stack([rng.permutation(len(X)) for rng in rngs]))
        for chosen in order.split(batch_size, dim=1):
            optimiser.zero_grad()
            (f(raw(X[chosen])) - y[chosen]).square().mean((1, 2)).sum().backward()
            optimiser.step()
    z = raw(X).detach().requires_grad_()
    (slope,) = torch.autograd.grad(f(z).sum(), z)
    with torch.no_grad():
        told = f(raw(test_X))
        error = (told - test_y).square().mean((1, 2)).sqrt()
        outside = ((told < bounds[0]) | (told > bounds[1])).double().mean((1, 2))
    return Regression(error.numpy(), outside.numpy(), (slope == 0).double().mean((1, 2)).numpy())
