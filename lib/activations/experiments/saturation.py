"""Where slopes fade, cross and vanish, and what they are on average: found, not asserted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from ..registry import lookup


class SaturationPoints(NamedTuple):
    """Left of `left` and right of `right` the slope stays below the threshold (±inf where it never does)."""

    left: float
    right: float


def saturation_point(activation, threshold=0.01, **params) -> SaturationPoints:
    """The points beyond which |f′| stays below `threshold`, one for each side.

    Args:
        activation: name or record; `params` are its parameters.
        threshold: greater than 0 and at most the largest slope.

    Raises:
        ValueError: if the slope is below the threshold everywhere.
    """
    slope = lookup(activation).derivative
    if not threshold > 0:
        raise ValueError(f"threshold must be greater than 0; got {threshold}")

    def excess(t, side):
        return np.abs(slope(side * t, **params)) - threshold

    # Dense where activations bend, then in ever larger strides to where only 1/x tails still are.
    t = np.concatenate([np.arange(0, 40, 1 / 64), np.geomspace(40, 1e9, 600)])
    above = {side: np.flatnonzero(excess(t, side) >= 0) for side in (-1, 1)}
    if not any(map(len, above.values())):
        raise ValueError(f"the slope of {lookup(activation).name} is below {threshold} everywhere")
    ends = {}
    for side, where in above.items():
        last = where[-1] if len(where) else -1
        if last < 0:
            ends[side] = 0.0
        elif last == len(t) - 1:
            ends[side] = np.inf
        else:
            ends[side] = brentq(excess, t[last], t[last + 1], args=(side,), xtol=1e-14, rtol=1e-14)
    return SaturationPoints(0.0 - ends[-1], ends[1])  # 0.0 − 0.0 is not −0.0


def crossing(f, g, low=0.0, high=10.0) -> float:
    """The smallest x in (low, high) where the slopes of two activations cross.

    Raises:
        ValueError: if they do not cross there.
    """
    first, second = lookup(f), lookup(g)

    def difference(x):
        return first.derivative(x) - second.derivative(x)

    x = np.linspace(low, high, 4001)[1:-1]
    sign = np.sign(difference(x))
    change = np.flatnonzero(sign[:-1] * sign[1:] < 0)
    touch = np.flatnonzero((sign[1:-1] == 0) & (sign[:-2] * sign[2:] < 0)) + 1
    if len(touch) and (not len(change) or touch[0] < change[0]):
        return float(x[touch[0]])
    if not len(change):
        raise ValueError(
            f"the slopes of {first.name} and {second.name} do not cross between {low:g} and {high:g}"
        )
    return brentq(difference, x[change[0]], x[change[0] + 1], xtol=1e-14, rtol=1e-14)


def mean_over_normal(function) -> float:
    """E[g(Z)] for a standard normal Z, by 16-point Gauss–Legendre on panels of width ⅛ from −13 to 13.

    Every kink of the registry's functions lies on a panel's edge, so the result is good to about 1e-14.

    Args:
        function: takes an array and returns one, such as ``sigmoid.derivative``; or an activation's name.
    """
    g = function if callable(function) else lookup(function)
    node, weight = np.polynomial.legendre.leggauss(16)
    centre = np.arange(-13, 13, 1 / 8)[:, None] + 1 / 16
    z = centre + node / 16
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return float(np.sum(np.asarray(g(z)) * density * weight / 16))


def first_zero(function, dtype=np.float32, high=1e4):
    """The smallest positive x of that dtype from which on `function` gives exactly 0.

    Found by bisection down to neighbouring floats, so `function` must not become non-zero again.

    Args:
        function: takes an array of `dtype` and must compute in it, such as ``lambda x: 1 - np.tanh(x) ** 2``.
        high: where to begin; `function` must be 0 there.

    Raises:
        ValueError: if `function` is not 0 at `high`.
    """

    def is_zero(x):
        return np.asarray(function(np.array([x], dtype=dtype)))[0] == 0

    low, high = dtype(0), dtype(high)
    if not is_zero(high):
        raise ValueError(f"the function is not 0 at {high}; begin further out, or it never is")
    while np.nextafter(low, high) < high:
        middle = dtype((low + high) / 2)
        low, high = (low, middle) if is_zero(middle) else (middle, high)
    return high
