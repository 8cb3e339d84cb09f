"""PyTorch's functions and its autograd with NumPy arrays in and out, to be measured beside ours.

torch is imported when first needed: the library itself does without it.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from .registry import lookup


class Twin(NamedTuple):
    """PyTorch's version of an activation: the function, and its slope by autograd (forward and backward)."""

    f: Callable
    derivative: Callable


def twin(name, **params) -> Twin | None:
    """PyTorch's `Twin` of an activation with its parameters bound; None where PyTorch has none (swish, identity).

    float32 arrays are computed in float32, float64 arrays in float64.
    """
    function = on_tensors(name, **params)
    if function is None:
        return None
    import torch

    def f(x):
        with torch.no_grad():
            return function(torch.from_numpy(np.ascontiguousarray(x))).numpy()

    def derivative(x):
        t = torch.tensor(x, requires_grad=True)
        return torch.autograd.grad(function(t), t, torch.ones_like(t))[0].numpy()

    return Twin(f, derivative)


def on_tensors(name, **params) -> Callable | None:
    """PyTorch's function itself, from tensor to tensor; None where there is none."""
    record = lookup(name)
    if record.torch is None:
        return None
    import torch

    function = attrgetter(record.torch)(torch)
    if record.name == "prelu":  # takes its weight as a tensor
        weight = params.get("weight", record.params["weight"].default)
        return lambda t: function(t, torch.tensor([weight], dtype=t.dtype))
    return lambda t: function(t, **record.torch_options, **params)
