"""Training steps by PyTorch in double precision, for the page's training engine to agree with."""

from itertools import pairwise

import numpy as np
import torch
from activations.figures.training import BATCH_STREAM, points
from activations.portable import normals, uniforms

# Widths, activation, seed, scale, bias, batch normalisation, batch, learning rate, steps.
RUNS = [
    ([2, 8, 8, 1], "tanh", 0, 1, 0, False, 32, 0.1, 1),
    ([2, 8, 8, 1], "tanh", 3, 0.7, 0.2, False, 16, 0.3, 20),
    ([2, 32, 1], "relu", 2, 1, -2, False, 32, 2, 12),
    ([2, 32, 1], "relu", 5, 1, -1, True, 32, 0.5, 12),
    ([2, 5, 1], "elu", 7, 2, 0, True, 8, 0.2, 3),
    ([2, 3, 2, 1, 1], "gelu", 9, 1, 0, False, 1, 0.1, 5),
    ([2, 4, 1], "sigmoid", 1, 1, 0, False, 64, 1, 5),
]
TORCH = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "elu": torch.nn.functional.elu,
    "gelu": torch.nn.functional.gelu,
    "sigmoid": torch.sigmoid,
}


def training_case(widths, activation, seed, scale, bias, norm, size, rate, steps) -> dict:
    X, y = (torch.tensor(part, dtype=torch.float64) for part in points("spiral", 0.1, seed))
    linear, norms = [], []
    for layer, (n_in, n_out) in enumerate(pairwise(widths)):
        one = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        hidden = layer < len(widths) - 2
        with torch.no_grad():
            weights = normals(n_in * n_out, seed, layer).reshape(n_out, n_in)
            one.weight.copy_(torch.tensor(scale * (2 / n_in) ** 0.5 * weights))
            one.bias.fill_(bias if hidden else 0)
        linear.append(one)
        if hidden and norm:
            norms.append(torch.nn.BatchNorm1d(n_out, dtype=torch.float64))
    parameters = [p for module in [*linear, *norms] for p in module.parameters()]
    optimiser = torch.optim.SGD(parameters, lr=rate)
    losses = []
    for step in range(steps):
        chosen = (uniforms(size, seed, BATCH_STREAM + step) * len(y)).astype(int)
        a = X[chosen]
        for layer, one in enumerate(linear[:-1]):
            z = one(a)
            a = TORCH[activation](norms[layer](z) if norm else z)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(linear[-1](a)[:, 0], y[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    return {
        "widths": widths,
        "activation": activation,
        "seed": seed,
        "scale": scale,
        "bias": bias,
        "norm": norm,
        "size": size,
        "rate": rate,
        "steps": steps,
        "losses": losses,
        "layers": [[np.ravel(p.detach()).tolist() for p in module.parameters()] for module in linear],
        "norms": [[np.ravel(p.detach()).tolist() for p in module.parameters()] for module in norms],
    }


def training_values() -> list[dict]:
    return [training_case(*run) for run in RUNS]
