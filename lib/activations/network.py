"""A small multilayer perceptron in NumPy, with backpropagation written out.

Notation: a_0 is the input, z_l = a_{l−1} W_lᵀ + b_l the pre-activation of layer l = 1 … L and a_l = f(z_l)
its output; the last layer is linear, a_L = z_L. One example is one row. As in ``torch.nn.Linear``, W_l has
shape (n_out, n_in).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .functions import sigmoid, softplus
from .registry import lookup, real_array
from .softmax import log_softmax, softmax


class Trace(NamedTuple):
    """What a forward pass leaves behind: ``pre`` is [z_1, …, z_L], ``post`` is [a_0, a_1, …, a_L].

    So layer i of the list takes ``post[i]``, makes ``pre[i]`` of it and hands on ``post[i + 1]``;
    ``post[0]`` is the input and ``post[-1]`` the network's output.
    """

    pre: list[np.ndarray]
    post: list[np.ndarray]


class Gradients(NamedTuple):
    """What a backward pass finds: ``weights`` [(∂L/∂W_l, ∂L/∂b_l)], ``pre`` [∂L/∂z_l], ``input`` ∂L/∂a_0."""

    weights: list[tuple[np.ndarray, np.ndarray]]
    pre: list[np.ndarray]
    input: np.ndarray


class History(NamedTuple):
    """Loss and accuracy on the training data after each epoch."""

    loss: np.ndarray
    accuracy: np.ndarray


# Standard deviation of a weight, given the numbers of inputs and outputs of its layer.
NORMAL_SCHEMES: dict[str, Callable[[int, int], float]] = {
    "xavier": lambda n_in, n_out: (2 / (n_in + n_out)) ** 0.5,
    "he": lambda n_in, n_out: (2 / n_in) ** 0.5,
    "lecun": lambda n_in, n_out: (1 / n_in) ** 0.5,
}


def initialise(widths, scheme="xavier", gain=1.0, seed=0, dtype=np.float64):
    """Random layers for a network of the given widths.

    Args:
        widths: numbers of units from input to output, such as ``[64, 30, 10]``.
        scheme: "xavier" (variance 2/(n_in + n_out)), "he" (2/n_in) or "lecun" (1/n_in), all normal with zero
            biases; or "pytorch", the default of ``torch.nn.Linear``: weights and biases uniform in ±1/√n_in.
        gain: factor on every weight.
        seed: an integer, or a `numpy.random.Generator` to draw from.
        dtype: float64 or float32.

    Returns:
        List of ``(W, b)``, first layer first.

    Raises:
        ValueError: for an unknown scheme, or fewer than two widths, or a width below 1.

    Sources: Glorot and Bengio 2010; He, Zhang, Ren and Sun 2015; LeCun, Bottou, Orr and Müller 1998.
    """
    widths = _widths(widths)
    if scheme != "pytorch" and scheme not in NORMAL_SCHEMES:
        known = ", ".join([*NORMAL_SCHEMES, "pytorch"])
        raise ValueError(f"there is no initialisation {scheme!r}; the known schemes are {known}")
    rng = np.random.default_rng(seed)
    layers = []
    for n_in, n_out in pairwise(widths):
        if scheme == "pytorch":
            W = rng.uniform(-1, 1, (n_out, n_in)) / n_in**0.5
            b = rng.uniform(-1, 1, n_out) / n_in**0.5
        else:
            W = rng.standard_normal((n_out, n_in)) * NORMAL_SCHEMES[scheme](n_in, n_out)
            b = np.zeros(n_out)
        layers.append(((gain * W).astype(dtype), b.astype(dtype)))
    return layers


def forward(layers, X, activation="relu", **params) -> Trace:
    """Push a batch through the layers and keep every z_l and a_l.

    Args:
        layers: list of ``(W, b)``.
        X: inputs of shape (batch, n_in).
        activation: name or record of the hidden layers' activation; `params` are its parameters.

    Raises:
        ValueError: if X is not a matrix, or shapes do not fit.
    """
    f = lookup(activation)
    a = _batch(X)
    pre, post = [], [a]
    for i, (W, b) in enumerate(layers, start=1):
        if a.shape[1] != W.shape[1]:
            raise ValueError(
                f"layer {i} takes {W.shape[1]} inputs but is given {a.shape[1]}; W has shape (n_out, n_in)"
            )
        z = a @ W.T + b
        a = f(z, **params) if i < len(layers) else z
        pre.append(z)
        post.append(a)
    return Trace(pre, post)


def backward(layers, trace: Trace, grad_output, activation="relu", **params) -> Gradients:
    """Backpropagation: ∂L/∂z_{l−1} = (∂L/∂z_l · W_l) ∘ f′(z_{l−1}), from the last layer to the first.

    Args:
        layers, activation, params: as given to `forward`; `trace` is what it returned.
        grad_output: ∂L/∂a_L, of the shape of the network's output.

    Raises:
        ValueError: if `grad_output` has another shape than the output.
    """
    f = lookup(activation)
    dz = real_array(grad_output, "grad_output")
    if dz.shape != trace.post[-1].shape:
        raise ValueError(f"grad_output must have the output's shape {trace.post[-1].shape}; got {dz.shape}")
    weights, pre = [], []
    for i in reversed(range(len(layers))):
        pre.append(dz)
        weights.append((dz.T @ trace.post[i], dz.sum(axis=0)))
        da = dz @ layers[i][0]
        dz = da * f.derivative(trace.pre[i - 1], **params) if i else da
    return Gradients(weights[::-1], pre[::-1], dz)


class Network:
    """A classifier: hidden layers with one activation, a linear output, cross-entropy on its logits.

    With one output the loss is the binary cross-entropy of σ(logit), and labels are 0 or 1; with K > 1
    outputs it is the softmax cross-entropy, and labels are 0 … K − 1.

    Args:
        widths, scheme, gain, seed, dtype: as in `initialise`.
        activation: name or record of the hidden layers' activation; `params` are its parameters.
    """

    def __init__(
        self, widths, activation="relu", scheme="xavier", gain=1.0, seed=0, dtype=np.float64, **params
    ):
        self.activation = lookup(activation)
        self.params = params
        self.layers = initialise(widths, scheme, gain, seed, dtype)

    def logits(self, X) -> np.ndarray:
        """The output for a batch, of shape (batch, n_out)."""
        return forward(self.layers, X, self.activation, **self.params).post[-1]

    def loss(self, X, y) -> float:
        """Mean cross-entropy over the batch."""
        return float(self._loss(self.logits(X), y))

    def accuracy(self, X, y) -> float:
        """Share of the batch whose most probable class is the label."""
        z = self.logits(X)
        chosen = z[:, 0] > 0 if z.shape[1] == 1 else z.argmax(axis=1)
        return float(np.mean(chosen == _labels(y, z)))

    def gradients(self, X, y) -> Gradients:
        """Gradients of the loss."""
        trace = forward(self.layers, X, self.activation, **self.params)
        slope = self._loss_slope(trace.post[-1], y)
        return backward(self.layers, trace, slope, self.activation, **self.params)

    def train(self, X, y, learning_rate=0.1, epochs=10, batch_size=50, seed=0, callback=None) -> History:
        """Plain stochastic gradient descent.

        Args:
            seed: of the order of the examples, which is new in every epoch.
            callback: called as ``callback(epoch, network)`` after each epoch, counted from 1.
        """
        X, y, rng = _batch(X), np.asarray(y), np.random.default_rng(seed)
        losses, accuracies = [], []
        for epoch in range(1, epochs + 1):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                chosen = order[start : start + batch_size]
                steps = self.gradients(X[chosen], y[chosen]).weights
                for (W, b), (dW, db) in zip(self.layers, steps, strict=True):
                    W -= learning_rate * dW
                    b -= learning_rate * db
            losses.append(self.loss(X, y))
            accuracies.append(self.accuracy(X, y))
            if callback is not None:
                callback(epoch, self)
        return History(np.array(losses), np.array(accuracies))

    @staticmethod
    def _loss(z, y):
        y = _labels(y, z)
        if z.shape[1] == 1:
            # −y·log σ(z) − (1 − y)·log(1 − σ(z)), without ever forming σ(z).
            return np.mean(softplus(z[:, 0]) - y * z[:, 0])
        return -np.mean(log_softmax(z)[np.arange(len(z)), y])

    @staticmethod
    def _loss_slope(z, y):
        y = _labels(y, z)
        if z.shape[1] == 1:
            return (sigmoid(z) - y[:, None].astype(z.dtype)) / len(z)
        p = softmax(z)
        p[np.arange(len(z)), y] -= 1
        return p / len(z)


def _widths(widths) -> list[int]:
    widths = [int(n) for n in widths]
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"widths must name at least two layers of at least one unit each; got {widths}")
    return widths


def _batch(X) -> np.ndarray:
    X = real_array(X, "X")
    if X.ndim != 2:
        raise ValueError(f"X must have shape (batch, n_in), one example a row; got {X.shape}")
    return X


def _labels(y, z) -> np.ndarray:
    classes = max(2, z.shape[1])
    labels = np.asarray(y)
    if labels.shape != (len(z),):
        raise ValueError(f"y must have one label for each of the {len(z)} examples; got shape {labels.shape}")
    whole = labels.astype(np.int64) if labels.dtype.kind in "fiub" else None
    if whole is None or (whole != labels).any() or (whole < 0).any() or (whole >= classes).any():
        raise ValueError(f"y must hold whole numbers from 0 to {classes - 1}; got {y!r:.60}")
    return whole
