"""What ReLU's corner and its relatives do: slopes at 0, exact zeros, signals through many layers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..network import NORMAL_SCHEMES
from ..registry import lookup
from ..softmax import softmax


def torch_slope(function, x=0.0) -> float:
    """The derivative that PyTorch's automatic differentiation returns for a function of one tensor."""
    import torch

    t = torch.tensor(float(x), dtype=torch.float64, requires_grad=True)
    function(t).backward()
    return float(t.grad)


class CornerGradient(NamedTuple):
    """One convolution with zero biases on the digits.

    Attributes:
        zeros: share of the pre-activations that are exactly 0.
        bias_change: relative change of the bias gradient if ReLU's slope at 0 is taken to be 1 and not 0.
        weight_change: the same for the gradient of the filters.
    """

    zeros: float
    bias_change: float
    weight_change: float


def corner_gradient(filters=16, seed=0, bias=0.0) -> CornerGradient:
    """A 3×3 convolution with ReLU and a linear readout on all 1797 digits: does the slope at 0 matter?

    Weights as PyTorch draws them. A patch without ink gives a pre-activation of exactly `bias`.

    Source: Bertoin, Bolte, Gerchinovitz and Pauwels 2021, arXiv:2106.12915.
    """
    from sklearn.datasets import load_digits

    data = load_digits()
    images = np.pad(data.images / 16, ((0, 0), (1, 1), (1, 1)))
    patches = np.lib.stride_tricks.sliding_window_view(images, (3, 3), axis=(1, 2)).reshape(-1, 64, 9)
    rng = np.random.default_rng(seed)
    W = rng.uniform(-1, 1, (filters, 9)) / 3
    V = rng.uniform(-1, 1, (10, 64 * filters)) / (64 * filters) ** 0.5
    z = patches @ W.T + bias
    p = softmax(np.maximum(z, 0).reshape(len(z), -1) @ V.T)
    p[np.arange(len(p)), data.target] -= 1
    da = (p @ V).reshape(z.shape) / len(z)
    gradients = []
    for slope in (z > 0, z >= 0):  # 0 or 1 at the corner
        dz = da * slope
        gradients.append((dz.sum(axis=(0, 1)), np.einsum("npf,npk->fk", dz, patches)))
    changes = [np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in zip(*gradients, strict=True)]
    return CornerGradient(float(np.mean(z == 0)), float(changes[0]), float(changes[1]))


class SignalMoments(NamedTuple):
    """Mean and variance over the batch and the units: of the input, then of each layer's activations."""

    mean: np.ndarray
    variance: np.ndarray


def signal_moments(
    activation="selu", depth=30, scheme="lecun", mean=0.0, std=1.0, width=256, batch=256, seed=0, **params
) -> SignalMoments:
    """Push normal inputs of a given mean and standard deviation through a fresh deep network.

    Args:
        scheme: "lecun", "he" or "xavier", all with zero biases.

    Source of the question: Klambauer, Unterthiner, Mayr and Hochreiter 2017, arXiv:1706.02515.
    """
    f, rng = lookup(activation), np.random.default_rng(seed)
    a = mean + std * rng.standard_normal((batch, width))
    seen = [(a.mean(), a.var())]
    for _ in range(depth):
        W = rng.standard_normal((width, width)) * NORMAL_SCHEMES[scheme](width, width)
        a = f(a @ W.T, **params)
        seen.append((a.mean(), a.var()))
    return SignalMoments(*map(np.array, zip(*seen, strict=True)))


def batch_norm_ratio(activation="relu", depth=20, width=128, batch=256, seed=0) -> float:
    """First layer's gradient over the last one's if every pre-activation is normalised over the batch.

    He's weights, no learnt scale or shift; the gradient goes through the normalisation too (PyTorch).
    """
    import torch

    from .training import _torch_module

    rng, function = np.random.default_rng(seed), _torch_module(activation)
    a, normalised = torch.from_numpy(rng.standard_normal((batch, width))), []
    for _ in range(depth):
        W = torch.from_numpy(rng.standard_normal((width, width)) * (2 / width) ** 0.5)
        z = (a @ W.T).requires_grad_()
        normalised.append((z - z.mean(0)) / torch.sqrt(z.var(0, unbiased=False) + 1e-5))
        normalised[-1].retain_grad()
        a = function(normalised[-1])
    v, r = (torch.from_numpy(rng.standard_normal((n, 1))) for n in (width, batch))
    ((a @ v) * r).mean().backward()
    return float(normalised[0].grad.norm() / normalised[-1].grad.norm())
