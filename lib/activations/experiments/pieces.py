"""The straight pieces that a ReLU network is made of, along a line of inputs."""

from __future__ import annotations

import numpy as np

from ..network import forward, initialise


def breakpoints(layers, low=0.0, high=1.0) -> np.ndarray:
    """Where the output of a ReLU network with one input changes its slope between `low` and `high`.

    Exact up to rounding. Layer by layer: between two breakpoints found so far every pre-activation is a
    straight line, so its two ends tell whether, and where, it crosses 0.

    Args:
        layers: list of ``(W, b)`` with one input; ReLU between them, the last layer is affine.

    Raises:
        ValueError: if the network has more than one input.
    """
    if layers[0][0].shape[1] != 1:
        raise ValueError("breakpoints needs a network with one input; see `along_line`")
    x = np.array([low, high], dtype=float)
    for depth in range(1, len(layers)):
        z = forward(layers[:depth], x[:, None], "relu").pre[-1]
        left, right = z[:-1], z[1:]
        at, unit = np.nonzero(left * right < 0)
        a, b = left[at, unit], right[at, unit]
        x = _distinct(np.concatenate([x, x[at] + (x[at + 1] - x[at]) * a / (a - b)]), high - low)
    y = forward(layers, x[:, None], "relu").post[-1]
    slope = np.diff(y, axis=0) / np.diff(x)[:, None]
    change = np.abs(np.diff(slope, axis=0)).max(axis=1)
    return x[1:-1][change > 1e-9 * np.abs(slope).max()]


def count_pieces(layers, low=0.0, high=1.0) -> int:
    """The number of straight pieces of a ReLU network with one input, between `low` and `high`."""
    return len(breakpoints(layers, low, high)) + 1


def along_line(layers, start, end):
    """The same network with one input t: the point start + t·(end − start)."""
    start, end = (np.asarray(point, dtype=float) for point in (start, end))
    (W, b), *rest = layers
    return [((W @ (end - start))[:, None], W @ start + b), *rest]


def random_pieces(hidden, seeds=range(20), low=-5.0, high=5.0) -> np.ndarray:
    """`count_pieces` of random ReLU networks with one input and the given hidden widths, one for each seed.

    Weights have He's variance; biases are standard normal, so that the kinks are spread over the line.
    """
    counts = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        layers = [
            (W, rng.standard_normal(len(b))) for W, b in initialise([1, *hidden, 1], "he", seed=rng)
        ]
        counts.append(count_pieces(layers, low, high))
    return np.array(counts)


def _distinct(x, length):
    """Sorted, without points that rounding alone keeps apart."""
    x = np.sort(x)
    return x[np.append(True, np.diff(x) > 1e-12 * length)]
