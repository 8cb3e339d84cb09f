"""How smooth a loss is along a straight line through weight space, and how that depends on the activation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..network import Network


class LineSteps(NamedTuple):
    """The largest changes between neighbouring points of a line.

    Attributes:
        step: distance of neighbours.
        loss: largest change of the loss.
        slope: largest change of the loss's slope along the line.
    """

    step: float
    loss: float
    slope: float


def loss_along_line(activation="relu", points=1001, reach=2.0, seed=0, **params) -> LineSteps:
    """Walk through weight space on a straight line and watch the loss and its slope from point to point.

    A network 3-10-10-2 classifies 20 random examples; the line goes through its initial weights in a random
    direction of length 1, from −`reach` to `reach`. Refine the line (more points): changes of a continuous
    quantity shrink in proportion to the step, a jump keeps its size.

    Args:
        activation: name or record; `params` are its parameters.
        points: at least 2.
        seed: of examples, weights and direction.

    Raises:
        ValueError: for fewer than two points.
    """
    if points < 2:
        raise ValueError(f"points must be at least 2; got {points}")
    rng = np.random.default_rng(seed)
    X, y = rng.standard_normal((20, 3)), rng.integers(0, 2, 20)
    network = Network([3, 10, 10, 2], activation, scheme="pytorch", seed=rng, **params)
    start = [(W.copy(), b.copy()) for W, b in network.layers]
    way = [(rng.standard_normal(W.shape), rng.standard_normal(b.shape)) for W, b in start]
    length = np.sqrt(sum(np.sum(V * V) for pair in way for V in pair))
    way = [(V / length, v / length) for V, v in way]
    losses, slopes = np.empty(points), np.empty(points)
    for i, t in enumerate(np.linspace(-reach, reach, points)):
        network.layers = [(W + t * V, b + t * v) for (W, b), (V, v) in zip(start, way, strict=True)]
        losses[i] = network.loss(X, y)
        pairs = zip(network.gradients(X, y).weights, way, strict=True)
        slopes[i] = sum(np.sum(dW * V) + np.sum(db * v) for (dW, db), (V, v) in pairs)
    changes = (float(np.abs(np.diff(values)).max()) for values in (losses, slopes))
    return LineSteps(2 * reach / (points - 1), *changes)
