"""Softmax and its relatives from their definitions in mpmath, with the condition of every entry.

A condition says by how many times a relative error of half a unit in the logits' differences is magnified.
"""

import math

import numpy as np
from mpmath import mp, mpf

KINDS = ("softmax", "log_softmax", "logsumexp", "softmax_jacobian", "softmax_vjp")
DIGITS = 700  # 1 − p keeps its digits even where p is 1 − e^−700


def rows() -> list[tuple[list[float], float]]:
    """(logits, temperature): everyday, equal, huge, far apart, masked, a single one."""
    rng = np.random.default_rng(20240229)
    inf = math.inf
    logits = [
        [2.0, 1.0, 0.1],
        [3.0, 3.0, 3.0, 3.0],
        [7.5],
        [-1e308],
        [0.0, 0.0],
        [1000.0, 1001.0, 1002.0],
        [-1000.0, -1001.0, -1000.5],
        [0.0, -50.0, -300.0, -700.0],
        [40.0, 0.0, -1.0],
        [745.0, 0.0],
        [1e-300, -1e-300, 0.0],
        [1.7e308, 1.7e308, -1.7e308],
        [0.0, -inf, 0.0],
        [-inf, 3.0],
        [5.0, -inf, -inf, 4.0, -800.0],
        *(rng.normal(size=n).tolist() for n in (2, 5, 10)),
        *((scale * rng.normal(size=6)).tolist() for scale in (1e-8, 10, 100)),
    ]
    return [(z, temperature) for z in logits for temperature in (1.0, 0.1, 0.5, 10.0, 1e3)]


def vector(z) -> np.ndarray:
    """The v that a row's vector-Jacobian product is taken with."""
    return np.random.default_rng(1).normal(size=len(z))


def exact_softmax(z, temperature):
    """p and log Σ exp(zⱼ/T) by the definition, at a precision that no cancellation reaches."""
    top = max(z)
    e = [mp.exp((mpf(v) - mpf(top)) / mpf(temperature)) for v in z]
    return [v / mp.fsum(e) for v in e], mpf(top) / mpf(temperature) + mp.log(mp.fsum(e))


def exact(kind, z, temperature) -> list[tuple]:
    """(value, condition) of every entry of the result, in the order of its memory."""
    with mp.workdps(DIGITS):
        p, total = exact_softmax(z, temperature)
        # By how many relative units an exponent's rounding moves each p, and all of them in the mean.
        spread = [abs(mpf(v) - mpf(max(z))) / mpf(temperature) if v > -math.inf else mpf(0) for v in z]
        mean = mp.fsum(q * s for q, s in zip(p, spread, strict=True))
        return globals()[f"_{kind}"](z, mpf(temperature), p, total, spread, mean)


def _softmax(z, temperature, p, total, spread, mean):
    return [(q, s + mean) for q, s in zip(p, spread, strict=True)]


def _log_softmax(z, temperature, p, total, spread, mean):
    found = []
    for v, s in zip(z, spread, strict=True):
        w = mpf(v) / temperature - total
        found.append((w, (s + mean) / abs(w) if w and v > -math.inf else mpf(0)))
    return found


def _logsumexp(z, temperature, p, total, spread, mean):
    # Moved by each logit as much as its probability says.
    moved = mp.fsum(q * abs(mpf(v)) for q, v in zip(p, z, strict=True) if q) / temperature
    return [(total, moved / abs(total) if total else mpf(0))]


def _softmax_jacobian(z, temperature, p, total, spread, mean):
    found, n = [], range(len(z))
    for i in n:
        rest = mp.fsum(p[j] for j in n if j != i)
        others = mp.fsum(p[j] * spread[j] for j in n if j != i)
        for j in n:
            if i == j:
                condition = spread[i] + 2 * mean + (others / rest if rest else 0)
                found.append((p[i] * rest / temperature, condition))
            else:
                found.append((-p[i] * p[j] / temperature, spread[i] + spread[j] + 2 * mean))
    return found


def _softmax_vjp(z, temperature, p, total, spread, mean):
    v = [mpf(float(u)) for u in vector(z)]
    average = mp.fsum(q * u for q, u in zip(p, v, strict=True))
    largest, widest = max(map(abs, v)), max(q * s for q, s in zip(p, spread, strict=True))
    found = []
    for q, u, s in zip(p, v, spread, strict=True):
        w = q * (u - average) / temperature
        # v − p·v cancels: what counts is the error beside the terms subtracted.
        size = q * (abs(u) + largest) / temperature
        found.append((w, (1 + s + widest * len(z)) * size / abs(w) if w else mpf(0)))
    return found
