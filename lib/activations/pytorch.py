"""PyTorch's functions and its autograd with NumPy arrays in and out, to be measured beside ours.

torch is imported when first needed: the library itself does without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from . import accuracy
from .registry import ACTIVATIONS, lookup

# PyTorch counts as accurate where it loses less than two digits beyond what the rounding of x costs.
ACCURATE = 100.0


class Twin(NamedTuple):
    """PyTorch's version of an activation: the function, and its slope by autograd (forward and backward)."""

    f: Callable
    derivative: Callable


def twin(name, **params) -> Twin | None:
    """PyTorch's `Twin` of an activation with its parameters bound; None where PyTorch has none.

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


class Place(NamedTuple):
    """A stretch of the line on which PyTorch is not accurate.

    Attributes:
        name, derivative, params: which function.
        low, high: the first and the last x found; beyond |f| < 1e-300 nobody looked.
        x, computed, exact: the worst point, PyTorch's result there and the right one.
        lost_digits: of 16, by the scaled error; 16 for a wrong NaN or infinity.
    """

    name: str
    derivative: bool
    params: dict
    low: float
    high: float
    x: float
    computed: float
    exact: float
    lost_digits: float


def inaccurate_places(dtype=np.float64, names=None, with_settings=False) -> list[Place]:
    """Where PyTorch's functions and slopes are not accurate, judged by the exact values of `accuracy`.

    Args:
        dtype: float64 or float32.
        names: activations to look at; None for all that PyTorch has.
        with_settings: also the other settings of their parameters, not only the defaults.

    Returns:
        For each function and slope at most five places: digits lost at x < 0 and at x > 0, the same for NaN
        and infinity, and ±inf if it gives NaN there.
    """
    found = []
    for name in names or ACTIVATIONS:
        for params in accuracy.settings(name) if with_settings else [{}]:
            pair = twin(name, **params)
            for derivative in (False, True) if pair else ():
                found += _places(pair[derivative], lookup(name).name, derivative, dtype, params)
    return found


def _places(f, name, derivative, dtype, params) -> list[Place]:
    errors = accuracy.measure(f, name, derivative, dtype, params)
    wrong = (errors.scaled > ACCURATE) & ~errors.small
    finite, right = np.isfinite(errors.computed), errors.x > 0
    found = []
    for of_a_kind, side in ((finite, ~right), (finite, right), (~finite, ~right), (~finite, right)):
        group = wrong & of_a_kind & side
        if group.any():
            x, computed, exact, scaled = (
                values[group] for values in (errors.x, errors.computed, errors.exact, errors.scaled)
            )
            i = int(scaled.argmax())
            lost = min(16.0, math.log10(scaled[i])) if math.isfinite(scaled[i]) else 16.0
            place = (x[0], x[-1], x[i], computed[i], exact[i], lost)
            found.append(Place(name, derivative, params, *map(float, place)))
    infinities = np.array([-np.inf, np.inf], dtype=dtype)
    limits = accuracy.limits(name, derivative, params)
    for x, computed, exact in zip(infinities, f(infinities), limits, strict=True):
        if not np.isclose(computed, exact, rtol=1e-5, atol=1e-30):
            found.append(Place(name, derivative, params, *map(float, (x, x, x, computed, exact)), 16.0))
    return found
