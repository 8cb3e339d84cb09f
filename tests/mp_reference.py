"""What the activations are, written once more from their definitions in mpmath: the tests' oracle.

Nothing here is taken from the library. Slopes and curvatures are difference quotients at a precision so high
that neither their truncation nor their cancellation reaches the 50th digit.
"""

from functools import cache

import numpy as np
from mpmath import mp, mpf

SELU_ALPHA = "1.6732632423543772848170429916717"
SELU_SCALE = "1.0507009873554804934193349852946"


def _sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def _elu(x, alpha=1.0):
    return x if x > 0 else mpf(alpha) * mp.expm1(x)


def _leaky(x, slope):
    return x if x > 0 else mpf(slope) * x


def _gelu(x):
    if abs(x) > 10**6:  # mpmath's erfc cannot take it; Φ is 0 or 1 to 10^11 digits
        return x if x > 0 else mpf(0)
    return x * mp.erfc(-x / mp.sqrt(2)) / 2


def _gelu_tanh(x):
    # ½(1 + tanh u) = σ(2u), which mpmath keeps exact in the tail.
    return x * _sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3))


def _mish(x):
    t = (1 + mp.exp(x)) ** 2  # tanh(log(1 + e^x)) = ((1 + e^x)² − 1)/((1 + e^x)² + 1)
    return x * (mp.exp(2 * x) + 2 * mp.exp(x)) / (t + 1)


REFERENCE = {
    "sigmoid": _sigmoid,
    "logsigmoid": lambda x: -mp.log1p(mp.exp(-x)),
    "tanh": lambda x: mp.tanh(x),
    "softsign": lambda x: x / (1 + abs(x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "relu": lambda x: x if x > 0 else mpf(0),
    "relu6": lambda x: min(max(x, mpf(0)), mpf(6)),
    "leaky_relu": lambda x, negative_slope=0.01: _leaky(x, negative_slope),
    "prelu": lambda x, weight=0.25: _leaky(x, weight),
    "elu": _elu,
    "celu": lambda x, alpha=1.0: x if x > 0 else mpf(alpha) * mp.expm1(x / mpf(alpha)),
    "selu": lambda x: mpf(SELU_SCALE) * _elu(x, SELU_ALPHA),
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "silu": lambda x: x * _sigmoid(x),
    "swish": lambda x, beta=1.0: x * _sigmoid(mpf(beta) * x),
    "mish": _mish,
    "hardsigmoid": lambda x: min(max(x + 3, mpf(0)), mpf(6)) / 6,
    "hardtanh": lambda x: min(max(x, mpf(-1)), mpf(1)),
    "hardswish": lambda x: x * min(max(x + 3, mpf(0)), mpf(6)) / 6,
    "identity": lambda x: x,
}

# Where a definition changes its formula. Difference quotients must not reach across.
BREAKS = (-3.0, -1.0, 0.0, 1.0, 3.0, 6.0)


def cases(activations) -> list[tuple[str, tuple]]:
    """(name, parameters) for every activation: its defaults, and each end of a slider and a crooked value."""
    found = []
    for record in activations.values():
        found.append((record.name, ()))
        for key, p in record.params.items():
            for value in sorted({p.low, p.low + 0.31 * (p.high - p.low), p.high} - {p.default}):
                found.append((record.name, ((key, float(value)),)))
    return found


def case_id(case) -> str:
    return "-".join([case[0], *(f"{k}={v:g}" for k, v in case[1])])


@cache
def exact(name, params, points):
    """f, f′ and f″ as lists of mpf, at the tuple `points`. `params` is a tuple of pairs."""
    f, given = REFERENCE.get(name), dict(params)
    steepness = max(1.0, given.get("beta", 0.0), 1 / given.get("alpha", 1.0))
    if f is None:
        raise KeyError(f"{name} is new: write its definition in mpmath into REFERENCE of {__file__}")
    results = [_derivatives(lambda t: f(t, **given), float(x), steepness) for x in points]
    return tuple(zip(*results, strict=True))


@cache
def at_infinity(name, params=()):
    """Limits ((f(−∞), f(∞)), (f′(−∞), f′(∞))), from the definition at ±10^80 and twice that."""
    f, given = REFERENCE[name], dict(params)
    values, slopes = [], []
    with mp.workdps(180):
        for far in (-(mpf(10) ** 80), mpf(10) ** 80):
            value = f(far, **given)
            grows = abs(value) > 10**50  # for ever
            values.append(float(mp.sign(value) * mp.inf if grows else value))
            slopes.append(float((f(2 * far, **given) - f(far, **given)) / far))
    return tuple(values), tuple(slopes)


def one_sided(name, at, order, params=()):
    """The derivative of the given order from the left and from the right of a point."""
    f, given, sides = REFERENCE[name], dict(params), []
    with mp.workdps(120):
        for h in (-(mpf(10) ** -15), mpf(10) ** -15):
            # Begin a little off the point, so that only this side's formula is used.
            terms = [
                (-1) ** (order - k) * mp.binomial(order, k) * f(at + (k + 1) * h, **given)
                for k in range(order + 1)
            ]
            sides.append(float(mp.fsum(terms) / h**order))
    return tuple(sides)


def _derivatives(f, x, steepness):
    gap = min((abs(x - b) for b in BREAKS if x != b), default=1.0)
    exponent = int(max(20, 3 - np.floor(np.log10(gap))))
    # 2·exponent digits go to the second difference, one for each in x itself, and the last to what is left of
    # 1 − tiny in the tails: e^−2|x| for tanh.
    digits = 60 + 2 * exponent + np.log10(max(abs(x), 1)) + 0.9 * min(steepness * abs(x), 900.0)
    with mp.workdps(int(digits)):
        h = mpf(10) ** -exponent
        at = mpf(x)
        left, middle, right = f(at - h), f(at), f(at + h)
        return middle, (right - left) / (2 * h), (right - 2 * middle + left) / h**2
