"""Units that never fire: counting them, what kills them, what does not, and whether they come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..network import forward, initialise
from .training import _torch_module, digits

WIDTHS = (64, 128, 128, 128, 128, 10)


def unit_activity(layers, X, activation="relu", **params) -> list[np.ndarray]:
    """How often each hidden unit is on: for each layer, the share of the rows of X with z > 0, unit by unit.

    A unit whose share is 0 over *all* the data is dead; one whose share is 1 is never switched, and its layer
    is affine in it.

    Args:
        layers: list of ``(W, b)``; the last layer is the linear output and is left out.
        activation, params: as in `activations.network.forward`.
    """
    return [np.mean(z > 0, axis=0) for z in forward(layers, X, activation, **params).pre[:-1]]


def dead_at_start(scheme="he", gain=1.0, bias=0.0, widths=WIDTHS, seeds=range(10), X=None) -> np.ndarray:
    """The share of dead units in each hidden layer of fresh ReLU networks, the mean over seeds.

    Args:
        scheme, gain: as in `activations.network.initialise`.
        bias: added to the bias of every hidden unit.
        X: the data that decide; the 1400 training digits if None.
    """
    X = digits().train_X if X is None else X
    found = []
    for seed in seeds:
        *hidden, output = initialise(widths, scheme, gain, seed)
        layers = [(W, b + bias) for W, b in hidden] + [output]
        found.append([np.mean(share == 0) for share in unit_activity(layers, X)])
    return np.mean(found, axis=0)


def apparent_dead(layers, X, batch_size, draws=50, seed=0, layer=0) -> float:
    """The share of a layer's units that look dead on one random batch, averaged over `draws` batches.

    Args:
        layer: the hidden layer, counted from 0.
    """
    rng = np.random.default_rng(seed)
    on = forward(layers, X, "relu").pre[layer] > 0
    batches = (rng.permutation(len(X))[:batch_size] for _ in range(draws))
    return float(np.mean([np.mean(~on[batch].any(axis=0)) for batch in batches]))


@dataclass(frozen=True, eq=False)
class Trained:
    """A network trained on the digits, and its hidden units epoch by epoch.

    Attributes:
        test_accuracy: after the last epoch.
        activity: for each epoch from 0 (before training), what `unit_activity` gives on the training data.
        zeros: share of zeros among each hidden layer's outputs on the training data, after the last epoch.
        layers: the trained ``(W, b)``, if there is no batch normalisation between them.
    """

    test_accuracy: float
    activity: list[list[np.ndarray]]
    zeros: np.ndarray
    layers: list = field(default_factory=list)

    @property
    def dead(self) -> np.ndarray:
        """The share of units in each hidden layer that no training example switches on."""
        return np.array([np.mean(share == 0) for share in self.activity[-1]])

    @property
    def revivals(self) -> np.ndarray:
        """For each layer, how often a unit that was dead after one epoch was alive after the next."""
        layers = zip(*self.activity, strict=True)  # for each layer, its units epoch after epoch
        return np.array([_returns(np.array(epochs)) for epochs in layers])


def _returns(share) -> int:
    return int(np.sum((share[:-1] == 0) & (share[1:] > 0)))


def train_digits(
    activation="relu",
    scheme="pytorch",
    *,
    widths=WIDTHS,
    optimiser="sgd",
    learning_rate=0.2,
    momentum=0.0,
    weight_decay=0.0,
    batch_norm=False,
    epochs=15,
    batch_size=50,
    seed=0,
    prepare: Callable | None = None,
) -> Trained:
    """Train a network on the digits with PyTorch, in float64, and keep an eye on every hidden unit.

    Args:
        activation: name of an activation that PyTorch has.
        scheme: as in `activations.network.initialise`.
        optimiser: "sgd" (with `momentum`) or "adam".
        batch_norm: put ``nn.BatchNorm1d`` before every activation.
        prepare: called with the fresh list of ``(W, b)``, which it may change in place, before training.
        seed: of the weights and the order of the examples.

    Raises:
        ValueError: for an unknown optimiser.
    """
    import torch

    train_X, train_y, test_X, test_y = map(torch.from_numpy, digits())
    rng = np.random.default_rng(seed)
    layers = initialise(widths, scheme, 1.0, rng)
    if prepare is not None:
        prepare(layers)
    model, linear = _model(layers, activation, batch_norm)
    step = _optimiser(optimiser, model.parameters(), learning_rate, momentum, weight_decay)
    seen = [_shares(model, train_X)[0]]
    for _ in range(epochs):
        model.train()
        for chosen in torch.from_numpy(rng.permutation(len(train_y))).split(batch_size):
            step.zero_grad()
            torch.nn.functional.cross_entropy(model(train_X[chosen]), train_y[chosen]).backward()
            step.step()
        seen.append(_shares(model, train_X)[0])
    with torch.no_grad():
        right = (model.eval()(test_X).argmax(1) == test_y).double().mean()
    kept = [] if batch_norm else [(m.weight.detach().numpy(), m.bias.detach().numpy()) for m in linear]
    return Trained(float(right), seen, _shares(model, train_X)[1], kept)


def _model(layers, activation, batch_norm):
    from torch import float64, from_numpy, nn

    model, linear = nn.Sequential(), []
    for i, (W, b) in enumerate(layers):
        linear.append(nn.Linear(W.shape[1], W.shape[0], dtype=float64))
        linear[-1].load_state_dict({"weight": from_numpy(W), "bias": from_numpy(b)})
        model.append(linear[-1])
        if i < len(layers) - 1:
            model.extend([nn.BatchNorm1d(len(b), dtype=float64)] if batch_norm else [])
            model.append(_torch_module(activation))
    return model, linear


def _optimiser(name, parameters, learning_rate, momentum, weight_decay):
    from torch import optim

    if name == "sgd":
        return optim.SGD(parameters, learning_rate, momentum=momentum, weight_decay=weight_decay)
    if name == "adam":
        return optim.Adam(parameters, learning_rate, weight_decay=weight_decay)
    raise ValueError(f"optimiser must be 'sgd' or 'adam'; got {name!r}")


def _shares(model, X) -> tuple[list[np.ndarray], np.ndarray]:
    """How often each unit is on, and the share of zeros in each layer's outputs."""
    import torch
    from torch import nn

    on, zeros = [], []
    with torch.no_grad():
        model.eval()
        for module in model:
            before, X = X, module(X)
            if not isinstance(module, nn.Linear | nn.BatchNorm1d):
                on.append((before > 0).double().mean(0).numpy())
                zeros.append(float((X == 0).double().mean()))
    return on, np.array(zeros)
