"""Activations in few bits: rounding to a grid, a table in the place of a function, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from ..network import Network, forward
from ..registry import lookup
from .training import digits


def quantise(x, low: float, high: float, bits: int = 8) -> np.ndarray:
    """`x` rounded to the nearest of 2^bits equally spaced numbers from `low` to `high`, both included.

    Args:
        x: numbers of any shape.
        low, high: the ends of the grid. What lies outside becomes the nearer end.
        bits: at least 1.

    Raises:
        ValueError: if the grid is empty.

    Source: Jacob et al. 2018, arXiv:1712.05877, section 2.1 (there the grid is moved so that 0 lies on it).
    """
    if not low < high or bits < 1:
        raise ValueError(f"the grid needs low < high and at least one bit; got {low}, {high}, {bits} bits")
    step = (high - low) / (2**bits - 1)
    return low + step * np.rint((np.clip(x, low, high) - low) / step)


def in_few_bits(
    activations: Iterable,
    bits: Iterable[int] = (8, 4, 3, 2),
    *,
    widths=(64, 32, 32, 10),
    seeds=range(3),
    epochs=20,
    outlier: float = 1.0,
) -> dict[str, list[np.ndarray]]:
    """Test accuracy on the digits before and after hidden outputs are rounded to a grid; weights stay exact.

    Each layer's grid spans the outputs that the training examples gave, from the smallest to the largest,
    and is the same for all units of the layer.

    Args:
        bits: numbers of bits to try.
        outlier: the grid's ends are multiplied by this, as if one training example had given such outputs;
            they stay within the activation's range.

    Returns:
        For each activation a list: accuracies before rounding, then for each number of bits, (seeds,) each.
    """
    data = digits()
    found = {}
    for name in activations:
        record = lookup(name)
        rows = []
        for seed in seeds:
            network = Network(widths, record, scheme="he", seed=seed)
            network.train(data.train_X, data.train_y, learning_rate=0.1, epochs=epochs)
            outputs = forward(network.layers, data.train_X, record).post[1:-1]
            ends = [np.clip((outlier * a.min(), outlier * a.max()), *record.range) for a in outputs]
            rows.append([network.accuracy(data.test_X, data.test_y)])
            for b in bits:
                rows[-1].append(_rounded_accuracy(network, record, ends, b, data))
        found[record.name] = list(np.array(rows).T)
    return found


def points_lost(activation="relu", bits=4, **options) -> float:
    """Percentage points of mean test accuracy lost when hidden outputs are rounded, as in `in_few_bits`."""
    before, after = in_few_bits([activation], [bits], **options)[lookup(activation).name]
    return float(100 * (before.mean() - after.mean()))


def _rounded_accuracy(network, record, ends, bits, data) -> float:
    a = data.test_X
    for (W, b), grid in zip(network.layers[:-1], ends, strict=True):
        a = quantise(record(a @ W.T + b), *grid, bits)
    W, b = network.layers[-1]
    return float(np.mean((a @ W.T + b).argmax(axis=1) == data.test_y))


def lookup_table(f: Callable, low, high, out: tuple[float, float], bits=8) -> np.ndarray:
    """What an 8-bit device stores for `f`: its rounded value at each of the 2^bits inputs on the grid.

    Args:
        f: any function of an array.
        low, high: the input's grid, as in `quantise`.
        out: the ends of the output's grid.

    Returns:
        2^bits numbers. Entry i belongs to the input low + i·(high − low)/(2^bits − 1).
    """
    return quantise(f(np.linspace(low, high, 2**bits)), *out, bits)
