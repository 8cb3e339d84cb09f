"""Networks trained, or about to be, on scikit-learn's 8×8 digits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..network import Network, initialise
from ..registry import lookup


class Digits(NamedTuple):
    """The 1797 digits, pixels in [0, 1], split at random into 1400 to train on and 397 to test on."""

    train_X: np.ndarray
    train_y: np.ndarray
    test_X: np.ndarray
    test_y: np.ndarray


def digits(seed=0) -> Digits:
    """scikit-learn's handwritten digits (it ships with the package; nothing is downloaded)."""
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(seed).permutation(len(data.target))
    X, y = data.data[order] / 16, data.target[order]
    return Digits(X[:1400], y[:1400], X[1400:], y[1400:])


class OneSign(NamedTuple):
    """How far the gradients of a layer's incoming weights agree in sign.

    Attributes:
        share: units whose gradients do not contradict each other; a gradient of exactly 0 has either sign.
        strict: units all of whose gradients are positive or all negative; a 0 counts as neither.
        zeros: share of the gradients that are exactly 0.
    """

    share: float
    strict: float
    zeros: float


def one_sign_fraction(activation="sigmoid", batch_size=64, seed=0, **params) -> OneSign:
    """Units of the second hidden layer of a fresh 64-50-30-10 network, as PyTorch would initialise it, whose
    incoming weights' gradients on one batch of digits have one sign.

    Source of the argument: LeCun, Bottou, Orr and Müller 1998, Efficient BackProp, section 4.3.
    """
    data = digits()
    rng = np.random.default_rng(seed)
    network = Network([64, 50, 30, 10], activation, scheme="pytorch", seed=rng, **params)
    chosen = rng.permutation(len(data.train_y))[:batch_size]
    dW = network.gradients(data.train_X[chosen], data.train_y[chosen]).weights[1][0]
    return OneSign(
        share=float(np.mean((dW >= 0).all(axis=1) | (dW <= 0).all(axis=1))),
        strict=float(np.mean((dW > 0).all(axis=1) | (dW < 0).all(axis=1))),
        zeros=float(np.mean(dW == 0)),
    )


def deep_accuracy(
    activation="sigmoid",
    scheme="xavier",
    gain=1.0,
    *,
    batch_norm=False,
    hidden_layers=6,
    width=128,
    epochs=40,
    learning_rate=0.05,
    batch_size=128,
    seed=0,
    callback=None,
) -> float:
    """Test accuracy on the digits after training a deep network with PyTorch (SGD, momentum 0.9).

    In float64, so that another processor's rounding does not move a test example across the boundary.

    Args:
        activation: name or record of an activation that PyTorch has.
        scheme, gain: as in `activations.network.initialise`.
        batch_norm: put ``nn.BatchNorm1d`` before every activation.
        callback: called as ``callback(epoch, accuracy)`` after each epoch, counted from 1.
        seed: of the weights and the order of the examples; the split into train and test is always the same.

    Raises:
        ValueError: if PyTorch has no such activation.
    """
    import torch
    from torch import nn

    train_X, train_y, test_X, test_y = map(torch.from_numpy, digits())
    train_X, test_X = train_X * 2 - 1, test_X * 2 - 1
    rng = np.random.default_rng(seed)
    widths = [64] + [width] * hidden_layers + [10]
    model = nn.Sequential()
    for i, (W, b) in enumerate(initialise(widths, scheme, gain, rng)):
        layer = nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        layer.load_state_dict({"weight": torch.from_numpy(W), "bias": torch.from_numpy(b)})
        model.append(layer)
        if i < hidden_layers:
            model.extend([nn.BatchNorm1d(width, dtype=torch.float64)] if batch_norm else [])
            model.append(_torch_module(activation))
    optimiser = torch.optim.SGD(model.parameters(), learning_rate, momentum=0.9)
    accuracy = 0.0
    for epoch in range(1, epochs + 1):
        model.train()
        for chosen in torch.from_numpy(rng.permutation(len(train_y))).split(batch_size):
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(train_X[chosen]), train_y[chosen]).backward()
            optimiser.step()
        model.eval()
        with torch.no_grad():
            accuracy = float((model(test_X).argmax(1) == test_y).double().mean())
        if callback is not None:
            callback(epoch, accuracy)
    return accuracy


def _torch_module(activation):
    """The activation as a PyTorch module, made from its twin's dotted name in the registry."""
    import torch

    record = lookup(activation)
    if record.torch is None:
        raise ValueError(f"PyTorch has no function for {record.name}")
    function = torch
    for part in record.torch.split("."):
        function = getattr(function, part)

    class Twin(torch.nn.Module):
        def forward(self, x):
            return function(x, **record.torch_options)

    return Twin()
