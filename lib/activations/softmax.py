"""Softmax, its logarithm and its derivatives, with a temperature.

Every function subtracts the largest logit before it divides by the temperature and exponentiates, so that no
exponent is positive. A single +inf takes all the probability, which is the limit. Rows that have no softmax
(NaN in them, several +inf, nothing but −inf) give NaN.
"""

from __future__ import annotations

import math

import numpy as np

from .registry import real_array


def softmax(z, temperature=1.0, axis=-1):
    """softmax(z)ᵢ = exp(zᵢ/T) / Σⱼ exp(zⱼ/T).

    Args:
        z: logits, array-like with at least one axis. −inf masks an entry out: its probability is 0.
        temperature: T > 0. T → 0 tends to the argmax (ties share), T → ∞ to uniform; ``inf`` is allowed.
        axis: the axis that sums to 1.

    Returns:
        Array of the shape of `z`; float32 for float32 logits, else float64.

    Raises:
        TypeError: if `z` does not hold real numbers.
        ValueError: if the temperature is not greater than 0, or `z` has no such axis or nothing along it.

    Source: Bridle 1990; the temperature as in Hinton, Vinyals and Dean 2015, arXiv:1503.02531.
    """
    e = np.exp(_scaled_below_zero(_logits(z, axis), temperature, axis))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(z, temperature=1.0, axis=-1):
    """log softmax(z)ᵢ = zᵢ/T − log Σⱼ exp(zⱼ/T), finite where log(softmax(z)) would be log(0).

    Arguments, result and errors as in `softmax`.
    """
    s = _scaled_below_zero(_logits(z, axis), temperature, axis)
    return s - _log_sum(s, axis)


def logsumexp(z, axis=-1):
    """log Σⱼ exp(zⱼ) without overflow. A row of only −inf gives −inf; one with +inf gives +inf.

    Arguments and errors as in `softmax`. Returns an array without `axis`.
    """
    z = _logits(z, axis)
    top = z.max(axis=axis, keepdims=True)
    total = top + _log_sum(_scaled_below_zero(z, 1.0, axis), axis)
    return np.where(np.isinf(top), top, total).squeeze(axis)[()]


def softmax_jacobian(z, temperature=1.0):
    """J[i, j] = ∂softmax(z)ᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ)/T, over the last axis of `z`.

    Returns:
        Array of shape ``z.shape + (K,)``. Symmetric; every row and every column sums to 0.
    """
    p = softmax(z, temperature)
    J = -p[..., :, None] * p[..., None, :]
    i = np.arange(p.shape[-1])
    # pᵢ(1 − pᵢ) cancels when pᵢ is nearly 1; the sum of the other entries of the row does not.
    J[..., i, i] = 0
    J[..., i, i] = -J.sum(axis=-1)
    return J / _temperature(temperature, p.dtype)


def softmax_vjp(z, v, temperature=1.0, axis=-1):
    """vᵀJ = p∘(v − p·v)/T: the product backpropagation needs, without forming the Jacobian.

    Args:
        v: the gradient with respect to the probabilities, of the shape of `z`.

    Raises:
        ValueError: if `v` has another shape than `z`, or as in `softmax`.
    """
    p = softmax(z, temperature, axis)
    v = real_array(v, "v")
    if v.shape != p.shape:
        raise ValueError(f"v must have the shape of z, {p.shape}; got {v.shape}")
    return p * (v - (p * v).sum(axis=axis, keepdims=True)) / _temperature(temperature, p.dtype)


def _scaled_below_zero(z, temperature, axis):
    """(z − max z)/T, with −inf for masked entries whatever the temperature."""
    t = _temperature(temperature, z.dtype)
    unit = 2 if t > 1 else 1  # in halves, so that no difference overflows that T > 1 would bring back
    top = z.max(axis=axis, keepdims=True)
    with np.errstate(invalid="ignore", over="ignore"):  # inf − inf is the NaN we mean
        below = z / unit - top / unit
        s = np.where(below == -np.inf, below, below / (t / unit))
    infinite = z == np.inf
    if infinite.any():
        alone = (top == np.inf) & (infinite.sum(axis=axis, keepdims=True) == 1)
        s = np.where(alone, np.where(infinite, 0, -np.inf), s).astype(z.dtype)
    return s


def _log_sum(s, axis):
    """log Σ exp(s) for s whose largest entry is 0: that entry stays out of the sum, and log1p adds its 1."""
    e = np.exp(s)
    np.put_along_axis(e, s.argmax(axis=axis, keepdims=True), 0, axis)
    return np.log1p(e.sum(axis=axis, keepdims=True))


def _temperature(temperature, dtype) -> float:
    value = real_array(temperature, "temperature")
    if value.ndim or not value > 0:
        raise ValueError(f"temperature must be one number greater than 0; got {temperature!r:.60}")
    limits = np.finfo(dtype)
    t = float(value)
    return t if math.isinf(t) else min(max(t, float(limits.smallest_subnormal)), float(limits.max))


def _logits(z, axis) -> np.ndarray:
    z = real_array(z, "z")
    if z.ndim == 0:
        raise ValueError("z must have at least one axis to sum over; got a single number")
    if not isinstance(axis, int | np.integer) or not -z.ndim <= axis < z.ndim:
        raise ValueError(
            f"z has shape {z.shape}: axis must be an integer from {-z.ndim} to {z.ndim - 1}; got {axis!r}"
        )
    if z.shape[axis] == 0:
        raise ValueError(f"axis {axis} of z is empty (shape {z.shape}): there must be at least one logit")
    return z
