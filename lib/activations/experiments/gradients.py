"""How gradients travel through depth: real backward passes, weights included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..network import backward, forward, initialise
from ..registry import lookup


@dataclass(frozen=True, eq=False)
class GradientFlow:
    """What one backward pass shows, layer by layer; every array has one entry for each of the hidden layers.

    Attributes:
        gradient: ‖∂L/∂z_l‖, the Frobenius norm over the batch.
        weight_gradient: ‖∂L/∂W_l‖.
        size: root mean square of the activations a_l.
        bound: max|f′|^(depth − 1), what the slopes alone could let through; the weights are not in it.
    """

    gradient: np.ndarray
    weight_gradient: np.ndarray
    size: np.ndarray
    bound: float

    @property
    def ratio(self) -> float:
        """First layer's gradient over the last layer's: 1 would be a gradient that arrives unchanged."""
        return float(self.gradient[0] / self.gradient[-1])

    @property
    def weight_ratio(self) -> float:
        """The same ratio for the gradients of the weights."""
        return float(self.weight_gradient[0] / self.weight_gradient[-1])


def gradient_flow(
    activation="sigmoid", depth=20, width=64, scheme="xavier", gain=1.0, batch=256, seed=0, **params
) -> GradientFlow:
    """One forward and one backward pass through a freshly initialised deep network.

    `depth` hidden layers of `width` units are fed standard normal inputs. The loss is a random readout,
    L = mean over the batch of r · (a_L · v)/√width with standard normal r (one for each example) and v.

    Args:
        activation: name or record; `params` are its parameters.
        scheme, gain: as in `activations.network.initialise`.
        seed: of inputs, weights and readout.

    Raises:
        ValueError: for an unknown activation or scheme, or a depth, width or batch below 1.
    """
    for name, value in (("depth", depth), ("width", width), ("batch", batch)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1; got {value}")
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((batch, width))
    layers = initialise([width] * (depth + 1), scheme, gain, rng)
    v = rng.standard_normal((1, width)) / width**0.5
    r = rng.standard_normal((batch, 1))
    layers.append((v, np.zeros(1)))
    trace = forward(layers, X, activation, **params)
    gradients = backward(layers, trace, r / batch, activation, **params)
    return GradientFlow(
        gradient=np.array([np.linalg.norm(dz) for dz in gradients.pre[:-1]]),
        weight_gradient=np.array([np.linalg.norm(dW) for dW, _ in gradients.weights[:-1]]),
        size=np.array([np.sqrt(np.mean(a * a)) for a in trace.post[1:-1]]),
        bound=steepest_slope(activation, **params) ** (depth - 1),
    )


def gradient_flow_ratios(activation="sigmoid", seeds=range(20), **settings) -> np.ndarray:
    """`gradient_flow(…).ratio` for each seed. `settings` are its other arguments."""
    return np.array([gradient_flow(activation, seed=seed, **settings).ratio for seed in seeds])


def steepest_slope(activation, **params) -> float:
    """max |f′| over [−40, 40]: the largest slope on a grid of 64ths, refined twice around its place."""
    slope = lookup(activation).derivative
    centre, step = 0.0, 1 / 64
    for reach in (2560, 64, 64):
        x = centre + step * np.arange(-reach, reach + 1)  # exact in binary, so that 0 itself is on the grid
        size = np.abs(slope(x, **params))
        centre, step = x[size.argmax()], step / 64
    return float(size.max())


@dataclass(frozen=True, eq=False)
class ChainGradient:
    """The derivative of a chain of one-unit layers.

    Attributes:
        values: a_0, a_1, …, a_depth.
        factors: w·f′(w·a_{l−1} + b), what layer l multiplies the derivative by.
    """

    values: np.ndarray
    factors: np.ndarray

    @property
    def gradient(self) -> float:
        """da_depth/da_0, the product of the factors."""
        return float(np.prod(self.factors))


def chain_gradient(weight=8.0, bias=-4.0, depth=10, x0=0.5, activation="sigmoid") -> ChainGradient:
    """Follow a ← f(w·a + b) through `depth` layers from a_0 = x0, and its derivative with it."""
    f = lookup(activation)
    values, factors = [float(x0)], []
    for _ in range(depth):
        z = weight * values[-1] + bias
        factors.append(weight * f.derivative(z))
        values.append(f(z))
    return ChainGradient(np.array(values), np.array(factors))


def rnn_jacobian_norm(gain=1.0, steps=50, n=200, seed=0) -> float:
    """‖∂h_T/∂h_0‖₂ for h ← tanh(W h) with W of variance gain²/n: bounded outputs, unbounded Jacobian.

    Source: Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063.
    """
    f = lookup("tanh")
    rng = np.random.default_rng(seed)
    W = rng.standard_normal((n, n)) * gain / n**0.5
    h = rng.standard_normal(n)
    J = np.eye(n)
    for _ in range(steps):
        z = W @ h
        J = f.derivative(z)[:, None] * (W @ J)
        h = f(z)
    return float(np.linalg.norm(J, 2))
