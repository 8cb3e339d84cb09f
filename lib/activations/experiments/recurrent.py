"""Recurrent networks: what the hidden state's function and the gates' function do over many time steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..registry import lookup


def state_sizes(
    activation="tanh", gain=1.0, *, width=64, steps=50, seeds=range(10), inputs=0.1
) -> np.ndarray:
    """Root mean square of the state h_t = f(W h_{t−1} + x_t) at every time step, the median over seeds.

    Args:
        activation: name or record of f.
        gain: W has normal entries with deviation gain/√width.
        inputs: deviation of the normal x_t.

    Returns:
        array of length `steps`.
    """
    f = lookup(activation)
    found = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        W = gain * rng.standard_normal((width, width)) / width**0.5
        h, sizes = np.zeros(width), []
        for _ in range(steps):
            h = f(W @ h + inputs * rng.standard_normal(width))
            sizes.append(np.sqrt(np.mean(h**2)))
        found.append(sizes)
    return np.median(found, axis=0)


class Memory(NamedTuple):
    """LSTMs that had to remember one bit, one entry a seed.

    Attributes:
        start: gradient of the loss by the first input over that by the last, before training.
        accuracy: on new sequences, after training.
        largest: largest absolute value in the cells' memory on these.
    """

    start: np.ndarray
    accuracy: np.ndarray
    largest: np.ndarray


def gate_functions() -> dict[str, Callable]:
    """Functions that a gate may have, from tensor to tensor."""
    import torch
    from torch.nn import functional as F

    return {"sigmoid": torch.sigmoid, "hardsigmoid": F.hardsigmoid, "relu": F.relu, "tanh": torch.tanh}


def remember(
    gate="sigmoid", forget_bias=1.0, *, steps=30, width=16, updates=120, batch=32, seeds=range(3), rate=0.01
) -> Memory:
    """Train LSTMs to tell, after `steps` time steps of noise, the sign that the first input had.

    Args:
        gate: a key of `gate_functions`, used by all three gates.
        forget_bias: of the forget gates at the start.
        seeds: of weights and sequences. All of them are trained at once.

    Source: Hochreiter and Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000 (forget gate); Jozefowicz,
    Zaremba and Sutskever 2015 (its bias).
    """
    import torch

    g, seeds = gate_functions()[gate], list(seeds)
    rngs = [np.random.default_rng(seed) for seed in seeds]
    into = torch.tensor(np.stack([r.standard_normal((1, 4 * width)) for r in rngs]))
    own = torch.tensor(np.stack([r.standard_normal((width, 4 * width)) / width**0.5 for r in rngs]))
    out = torch.tensor(np.stack([r.standard_normal((width, 1)) / width**0.5 for r in rngs]))
    bias = torch.zeros(len(seeds), 1, 4 * width, dtype=torch.float64)
    bias[..., :width] = forget_bias
    parameters = [p.requires_grad_() for p in (into, own, out, bias)]

    def sequences(count):
        x = np.stack([0.5 * r.standard_normal((steps, count, 1)) for r in rngs], axis=1)
        sign = np.stack([r.choice([-1.0, 1.0], (count, 1)) for r in rngs])
        x[0] = sign
        return torch.from_numpy(x), torch.from_numpy((sign + 1) / 2)

    def run(x):
        h = torch.zeros(len(seeds), x.shape[2], width, dtype=torch.float64)
        c = h
        for at in x:
            z = at @ into + h @ own + bias
            forget, write, show, new = z.split(width, dim=2)
            c = g(forget) * c + g(write) * torch.tanh(new)
            h = g(show) * torch.tanh(c)
        return h @ out, c

    def loss_of(x, y):
        cost = torch.nn.functional.binary_cross_entropy_with_logits
        return cost(run(x)[0], y, reduction="none").mean((1, 2))

    x, y = sequences(batch)
    x.requires_grad_()
    (gradient,) = torch.autograd.grad(loss_of(x, y).sum(), x)
    sizes = gradient.square().mean((2, 3)).sqrt()
    optimiser = torch.optim.Adam(parameters, rate, fused=True)
    for _ in range(updates):
        optimiser.zero_grad()
        loss_of(*sequences(batch)).sum().backward()
        optimiser.step()
    with torch.no_grad():
        x, y = sequences(500)
        scores, memory = run(x)
        right = ((scores > 0) == (y > 0.5)).double().mean((1, 2))
    return Memory((sizes[0] / sizes[-1]).numpy(), right.numpy(), memory.abs().amax((1, 2)).numpy())
