"""What stands between two layers: any record, also one that PyTorch has no twin of, such as your own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..experiments import mean_over_normal
from ..pytorch import on_tensors
from ..registry import Activation, elementwise, lookup


def keeping_gain(activation) -> float:
    """1/√E[f(Z)²] for a standard normal Z: with weights of deviation gain/√n_in, outputs keep their size.

    For ReLU it is √2, He's factor; for the identity 1. So every activation gets the start that suits it.
    """
    f = lookup(activation).f
    return mean_over_normal(lambda z: f(z) ** 2) ** -0.5


def gated(name: str, gate: Callable, slope: Callable) -> Activation:
    """The unit z·g(z), as a record that is in no registry.

    Args:
        name: what tables and races call it.
        gate, slope: g and g′, from array to array.

    Raises:
        ValueError: if g′ is not the slope of g, by central differences at 200 points that avoid corners at
            multiples of ½.
    """
    z = np.linspace(-4.983, 4.967, 200)
    rough = (gate(z + 1e-5) - gate(z - 1e-5)) / 2e-5
    off = np.abs(rough - slope(z))
    if not off.max() < 1e-4:
        i = int(np.argmax(off))
        raise ValueError(
            f"{name}: the slope of the gate at {z[i]:.3g} is {rough[i]:.4g} by differences, "
            f"but slope() gives {slope(z)[i]:.4g}"
        )
    record = Activation(
        name=name,
        f=elementwise(lambda x: x * gate(x), name),
        latex=r"x\,g(x)",
        range=(-np.inf, np.inf),
        cite="made in the laboratory",
        zero_centred=False,
        monotonic=False,
        smooth=False,
        saturates="none",
        torch=None,
    )
    record.derivative = elementwise(lambda x: gate(x) + x * slope(x), f"{name}.derivative")
    return record


def as_tensors(activation) -> Callable:
    """The activation from tensor to tensor: PyTorch's own or, with our derivative on the way back, ours."""
    record = lookup(activation)
    if record.torch is not None:
        return on_tensors(record)
    import torch

    class Ours(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return torch.from_numpy(record.f(x.detach().numpy()))

        @staticmethod
        def backward(ctx, upstream):
            (x,) = ctx.saved_tensors
            return upstream * torch.from_numpy(record.derivative(x.detach().numpy()))

    return Ours.apply
