"""Small networks in training, for the figures "dying_relu" and "playground": data, batches, steps.

The page trains the same network (lib/explorables/src/train.js and planar_data.js) on the same portable random
numbers, so that both show the same state after the same number of steps.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..functions import sigmoid, softplus
from ..network import NORMAL_SCHEMES, Trace, backward, forward
from ..portable import normals, uniforms
from ..registry import Activation, lookup

COUNT = 200
SHAPES = ("circle", "xor", "spiral", "gaussians")
DATA_STREAM, BATCH_STREAM = 900, 1000
EPSILON = 1e-5
DEAD = 1e-3


def points(shape: str, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two classes of points in a plane: X of shape (200, 2) and labels 0 or 1."""
    u, v = (uniforms(COUNT, seed, DATA_STREAM + i) for i in range(2))
    blur = normals(2 * COUNT, seed, DATA_STREAM + 2).reshape(COUNT, 2)
    y = np.arange(COUNT) % 2
    if shape == "circle":
        radius, angle = np.where(y == 1, 1.3 + 0.7 * u, 0.9 * np.sqrt(u)), 2 * np.pi * v
    elif shape == "spiral":
        radius, angle = 0.15 + 1.85 * u, np.pi * (3 * u + y)
    if shape == "xor":
        # A gap of 0.2 on either side of the axes.
        X = np.stack([np.where(w < 0.5, -0.2, 0.2) + 3.6 * (w - 0.5) for w in (u, v)], axis=1)
        y = ((u < 0.5) != (v < 0.5)).astype(int)
    elif shape == "gaussians":
        X = np.where(y == 1, 1.0, -1.0)[:, None] * np.ones(2)
        noise = 0.35 + noise
    else:
        X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return X + noise * blur, y


class Pass(NamedTuple):
    """What a pass forward and back shows of a batch; `pre` and `slope` are those of the hidden layers."""

    loss: float
    accuracy: float
    pre: list[np.ndarray]
    slope: list[np.ndarray]
    gradients: list[np.ndarray]
    weights: list[np.ndarray]


class Training:
    """A network with one logit and the binary cross-entropy, trained by stochastic gradient descent.

    Args:
        widths: numbers of units from input to output.
        activation: name or record of the hidden layers' activation.
        seed: of the weights (normal, deviation scale·√(2/n_in), stream l for layer l) and of the batches.
        scale: factor on every weight.
        bias: of every hidden unit at the start.
        norm: batch normalisation before the activation, on the batch's own statistics; one hidden layer only.
    """

    def __init__(self, widths, activation, seed, scale=1.0, bias=0.0, norm=False):
        self.activation: Activation = lookup(activation)
        self.seed = seed
        self.step = 0
        self.layers = []
        for layer, (n_in, n_out) in enumerate(pairwise(widths)):
            deviation = scale * NORMAL_SCHEMES["he"](n_in, n_out)
            W = deviation * normals(n_out * n_in, seed, layer).reshape(n_out, n_in)
            hidden = layer < len(widths) - 2
            self.layers.append((W, np.full(n_out, float(bias) if hidden else 0.0)))
        self.norm = (np.ones(widths[1]), np.zeros(widths[1])) if norm else None

    def run(self, X, y) -> Pass:
        """Loss, accuracy, pre-activations, slopes and gradients on a batch."""
        f, parameters = self.activation, [part for layer in self.layers for part in layer]
        if self.norm is None:
            trace = forward(self.layers, X, f)
        else:
            trace, unit, inverse = self._normalised(X)
            parameters += self.norm
        logit = trace.post[-1]
        slope = (sigmoid(logit) - y[:, None]) / len(y)
        if self.norm is None:
            gradients = [part for pair in backward(self.layers, trace, slope, f).weights for part in pair]
        else:
            gradients = self._through_norm(X, trace, slope, unit, inverse)
        return Pass(
            float(np.mean(softplus(logit[:, 0]) - y * logit[:, 0])),
            float(np.mean((logit[:, 0] > 0) == (y == 1))),
            trace.pre[:-1],
            [f.derivative(z) for z in trace.pre[:-1]],
            gradients,
            parameters,
        )

    def train(self, X, y, learning_rate: float, size: int) -> Pass:
        """One step on `size` examples drawn with replacement; what it saw before it moved the weights."""
        chosen = (uniforms(size, self.seed, BATCH_STREAM + self.step) * len(y)).astype(int)
        seen = self.run(X[chosen], y[chosen])
        for values, gradient in zip(seen.weights, seen.gradients, strict=True):
            values -= learning_rate * gradient
        self.step += 1
        return seen

    def _normalised(self, X):
        (W, b), (V, c) = self.layers
        gamma, beta = self.norm
        z = X @ W.T + b
        inverse = 1 / np.sqrt(z.var(axis=0) + EPSILON)
        unit = (z - z.mean(axis=0)) * inverse
        pre = gamma * unit + beta
        a = self.activation(pre)
        logit = a @ V.T + c
        return Trace([pre, logit], [X, a, logit]), unit, inverse

    def _through_norm(self, X, trace, slope, unit, inverse):
        """Ioffe and Szegedy 2015: the batch's mean and variance are functions of its every example."""
        V, gamma = self.layers[1][0], self.norm[0]
        dV, dc = slope.T @ trace.post[1], slope.sum(axis=0)
        dpre = slope @ V * self.activation.derivative(trace.pre[0])
        dgamma, dbeta = (dpre * unit).sum(axis=0), dpre.sum(axis=0)
        dz = gamma * inverse * (dpre - (dbeta + unit * dgamma) / len(X))
        return [dz.T @ X, dz.sum(axis=0), dV, dc, dgamma, dbeta]


def dead(slope: np.ndarray) -> np.ndarray:
    """Per unit: whether no example of the batch lets a gradient of note through."""
    # A diverged network's slopes are no numbers: nothing gets through those either.
    return np.nan_to_num(np.abs(slope)).max(axis=0) < DEAD
