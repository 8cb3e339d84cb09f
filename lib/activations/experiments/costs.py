"""What PyTorch's activations cost beside its ReLU."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..pytorch import on_tensors
from ..registry import ACTIVATIONS, lookup
from ..timing import medians, relative


class Cost(NamedTuple):
    """Times as multiples of ReLU's: the function alone, and with its backward pass."""

    forward: float
    both: float


def activation_costs(names: Iterable | None = None, count=100_000, rounds=7, calls=5) -> dict[str, Cost]:
    """Time PyTorch's activations on `count` normal numbers: float32, one thread.

    Args:
        names: names or records; None for all of the registry. Those that PyTorch does not have are left out.
        count: 100,000 numbers fit into a processor's cache. Millions do not, and the quotients shrink.
        rounds, calls: as in `activations.timing.medians`.
    """
    import torch

    records = {"relu": lookup("relu")}  # always timed: the others are its multiples
    records |= {record.name: record for record in map(lookup, ACTIVATIONS if names is None else names)}
    functions = {name: f for name, record in records.items() if (f := on_tensors(record)) is not None}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        x = torch.randn(count, generator=torch.Generator().manual_seed(0))
        t, upstream = x.clone().requires_grad_(), torch.ones(count)
        forward = medians({k: lambda f=f: f(x) for k, f in functions.items()}, rounds, calls)
        both = medians(
            {k: lambda f=f: torch.autograd.grad(f(t), t, upstream) for k, f in functions.items()},
            rounds,
            calls,
        )
    finally:
        torch.set_num_threads(threads)
    forward, both = relative(forward, "relu"), relative(both, "relu")
    return {name: Cost(forward[name], both[name]) for name in functions}
