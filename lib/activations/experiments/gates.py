"""Units of the form x·gate(x): gates that are distribution functions, the coin behind GELU, its stand-ins."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from ..registry import Activation, elementwise, lookup, real_array


def _laplace_cdf(x):
    tail = 0.5 * np.exp(-np.abs(x))
    return np.where(x < 0, tail, 1 - tail)


def _cauchy_cdf(x):
    # arctan(x)/π + ½ would subtract nearly equal numbers on the left.
    return np.arctan2(1, -x) / np.pi


CDFS = {"normal": ndtr, "laplace": _laplace_cdf, "cauchy": _cauchy_cdf}


def _unit(name, f, derivative, **facts) -> Activation:
    """A record that is not in the registry: the frameworks do not have these functions."""
    common = {"zero_centred": False, "saturates": "left", "torch": None, "cite": "this chapter"}
    record = Activation(name=name, f=elementwise(f, name), **common, **facts)
    record.derivative = elementwise(derivative, f"{name}.derivative")
    return record


def _laplace(x):
    finite = np.maximum(x, np.finfo(x.dtype).min)  # −inf·0 would be NaN
    return finite * _laplace_cdf(finite)


def _laplace_slope(x):
    a = np.minimum(np.abs(x), 1000)
    small = 0.5 * np.exp(-a) * (1 - a)
    return np.where(x < 0, small, 1 - small)


def _cauchy(x):
    finite = np.maximum(x, np.finfo(x.dtype).min)  # −inf·0 would be NaN
    return finite * _cauchy_cdf(finite)


def _cauchy_slope(x):
    a = np.minimum(np.abs(x), 1e100)
    small = np.arctan2(1, a) / np.pi - a / (1 + a * a) / np.pi
    return np.where(x < 0, small, 1 - small)


laplace_unit = _unit(
    "laplace", _laplace, _laplace_slope, latex=r"x\,F_{\text{Laplace}}(x)",
    range=(-0.5 / math.e, math.inf), monotonic=False, smooth=False,
)
cauchy_unit = _unit(
    "cauchy", _cauchy, _cauchy_slope, latex=r"x\left(\tfrac12+\tfrac1\pi\arctan x\right)",
    range=(-1 / math.pi, math.inf), monotonic=True, smooth=True,
)


def quick_gelu(x):
    """x·σ(1.702x), the other approximation of GELU.

    Source: Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.
    """
    return lookup("swish")(x, beta=1.702)


class CoinGate(NamedTuple):
    """What a gate that is thrown like a coin lets through on average.

    Attributes:
        mean: average of x·B over the throws, one for each x.
        standard_error: its uncertainty, √(x²p(1 − p)/n) with p the share of open gates.
    """

    mean: np.ndarray
    standard_error: np.ndarray


def coin_gate(x, throws=100_000, seed=0, cdf="normal") -> CoinGate:
    """Throw a gate B ~ Bernoulli(F(x)) many times and average x·B; the mean tends to x·F(x).

    The gate is open where a number drawn from the distribution lies below x, which has probability F(x).

    Args:
        x: array-like of inputs.
        cdf: "normal" (the mean is GELU), "laplace" or "cauchy".

    Raises:
        ValueError: for an unknown distribution or fewer than one throw.

    Source: Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.
    """
    if cdf not in CDFS:
        raise ValueError(f"cdf must be one of {', '.join(map(repr, CDFS))}; got {cdf!r}")
    if throws < 1:
        raise ValueError(f"throws must be at least 1; got {throws}")
    x = np.atleast_1d(real_array(x))
    rng = np.random.default_rng(seed)
    draw = {"normal": rng.standard_normal, "laplace": rng.laplace, "cauchy": rng.standard_cauchy}[cdf]
    size = {"size": throws}
    share = np.array([np.mean(draw(**size) < point) for point in x])
    return CoinGate(x * share, np.abs(x) * np.sqrt(share * (1 - share) / throws))


class Difference(NamedTuple):
    """The largest difference of two functions, and where it is."""

    size: float
    at: float


def largest_difference(f, g, low=-8.0, high=8.0, points=320_001) -> Difference:
    """The largest |f − g| on an even grid over [low, high]; of equal ones the one with the smallest |x|.

    Args:
        f, g: functions of an array, or names or records of activations.
    """
    x = np.linspace(low, high, points)
    first, second = (h if callable(h) else lookup(h) for h in (f, g))
    gap = np.abs(first(x) - second(x))
    # Of two points that mirror each other rounding picks one; the positive one is reported.
    best = np.flatnonzero(gap >= gap.max() * (1 - 1e-9))
    place = best[np.argmin(np.abs(x[best]) - 1e-9 * x[best])]
    return Difference(float(gap[place]), float(x[place]))
