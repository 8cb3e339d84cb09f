"""The formulas that tutorials copy from one another, kept here to be measured. Do not use them.

Each is the textbook formula typed into NumPy, which is right on paper and fails somewhere on a computer. The
docstring says where. `NAIVE` holds them under the names of `activations.ACTIVATIONS`, with a point where each
fails; `NAIVE_SOFTMAX` does the same for softmax and its kin.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import erf

from .functions import SELU_ALPHA, SELU_SCALE


class Naive(NamedTuple):
    """A textbook formula and its derivative, with an input where each fails (None: it does not).

    To fail is to warn, or to be wrong in the third digit or worse, NaN and infinity included.
    """

    f: Callable
    derivative: Callable
    fails_at: float | None
    derivative_fails_at: float | None


def sigmoid(x):
    """np.exp overflows with a warning below −709."""
    return 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    """1 − s is 0 above 37, and so is the slope, which should be e^−x."""
    s = sigmoid(x)
    return s * (1 - s)


def logsigmoid(x):
    """log(0) = −inf below −709, where the value is simply x; 0 above 37."""
    return np.log(sigmoid(x))


def logsigmoid_derivative(x):
    """1 − s is 0 above 37."""
    return 1 - sigmoid(x)


def tanh(x):
    """inf/inf = NaN beyond ±709; e^x − e^−x loses every digit for tiny x."""
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def tanh_derivative(x):
    """1 − t² is 0 beyond ±19, where the slope is 4·e^−2|x|."""
    return 1 - np.tanh(x) ** 2


def softsign(x):
    """inf/inf = NaN at ±inf."""
    return x / (1 + np.abs(x))


def softsign_derivative(x):
    """The square overflows with a warning beyond 1e154."""
    return 1 / (1 + np.abs(x)) ** 2


def softplus(x):
    """inf above 709, where the value is x; 0 below −37, where it is e^x."""
    return np.log(1 + np.exp(x))


def softplus_derivative(x):
    """np.exp overflows with a warning below −709."""
    return 1 / (1 + np.exp(-x))


def relu(x):
    """Nothing breaks: the maximum is exact, and NaN stays NaN."""
    return np.maximum(0, x)


def relu_derivative(x):
    """NaN becomes 0, and float32 becomes int64."""
    return np.where(x > 0, 1, 0)


def relu6(x):
    """Nothing breaks."""
    return np.minimum(np.maximum(0, x), 6)


def relu6_derivative(x):
    """NaN becomes 0."""
    return np.where((x > 0) & (x < 6), 1, 0)


def leaky_relu(x, negative_slope=0.01):
    """Nothing breaks at the default slope; at slope 0, −inf·0 is NaN."""
    return np.where(x > 0, x, negative_slope * x)


def leaky_relu_derivative(x, negative_slope=0.01):
    """NaN becomes the negative slope."""
    return np.where(x > 0, 1, negative_slope)


def elu(x, alpha=1.0):
    """np.where computes both branches: exp overflows with a warning above 709. exp(x) − 1 is 0 for tiny x."""
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def elu_derivative(x, alpha=1.0):
    """f(x) + α is 0 below −37, where the slope is α·e^x."""
    return np.where(x > 0, 1, elu(x, alpha) + alpha)


def celu(x, alpha=1.0):
    """exp overflows with a warning above 709·α; exp(x/α) − 1 is 0 for tiny x."""
    return np.maximum(0, x) + np.minimum(0, alpha * (np.exp(x / alpha) - 1))


def celu_derivative(x, alpha=1.0):
    """exp overflows with a warning above 709·α, in the branch that is not used."""
    return np.where(x > 0, 1, np.exp(x / alpha))


def selu(x):
    """exp overflows with a warning above 709; exp(x) − 1 is 0 for tiny x."""
    return SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * (np.exp(x) - 1))


def selu_derivative(x):
    """exp overflows with a warning above 709, in the branch that is not used."""
    return SELU_SCALE * np.where(x > 0, 1, SELU_ALPHA * np.exp(x))


def gelu(x):
    """1 + erf is 0 below −8.3, after losing all digits on the way. np.sqrt(2) makes float64 of float32."""
    return 0.5 * x * (1 + erf(x / np.sqrt(2)))


def gelu_derivative(x):
    """1 + erf has no right digit below −8.3; inf·0 = NaN at ±inf, and x² overflows beyond 1e154."""
    return 0.5 * (1 + erf(x / np.sqrt(2))) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


def gelu_tanh(x):
    """1 + tanh is 0 below −7; x**3 is slow, and overflows with a warning beyond 5e102."""
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def gelu_tanh_derivative(x):
    """1 + tanh is 0 below −7; beyond 5e102 inf·0 = NaN."""
    t = np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))
    slope = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * slope


def silu(x):
    """np.exp overflows with a warning below −709; −inf/inf = NaN at −inf."""
    return x / (1 + np.exp(-x))


def silu_derivative(x):
    """np.exp overflows with a warning below −709; digits are lost near the zero at −1.278."""
    s = sigmoid(x)
    return s * (1 + x * (1 - s))


def swish(x, beta=1.0):
    """np.exp overflows with a warning below −709/β; −inf/inf = NaN at −inf."""
    return x / (1 + np.exp(-beta * x))


def swish_derivative(x, beta=1.0):
    """np.exp overflows with a warning below −709/β."""
    s = sigmoid(beta * x)
    return s * (1 + beta * x * (1 - s))


def mish(x):
    """log(1 + e^x) is 0 below −37, and e^x overflows with a warning above 709."""
    return x * np.tanh(np.log(1 + np.exp(x)))


def mish_derivative(x):
    """The formula most often copied. Its powers of e^x give inf/inf = NaN above 178."""
    omega = 4 * (x + 1) + 4 * np.exp(2 * x) + np.exp(3 * x) + np.exp(x) * (4 * x + 6)
    delta = 2 * np.exp(x) + np.exp(2 * x) + 2
    return np.exp(x) * omega / delta**2


def hardsigmoid(x):
    """x/6 + 1/2 cancels just above −3."""
    return np.maximum(0, np.minimum(1, x / 6 + 0.5))


def hardsigmoid_derivative(x):
    """NaN becomes 0."""
    return np.where((x > -3) & (x < 3), 1 / 6, 0)


def hardtanh(x):
    """Nothing breaks."""
    return np.maximum(-1, np.minimum(1, x))


def hardtanh_derivative(x):
    """NaN becomes 0."""
    return np.where((x > -1) & (x < 1), 1, 0)


def hardswish(x):
    """−inf·0 = NaN at −inf, and x·6 overflows next to the largest number."""
    return x * np.minimum(np.maximum(x + 3, 0), 6) / 6


def hardswish_derivative(x):
    """x/3 + 1/2 cancels near its zero at −1.5."""
    return np.where(x <= -3, 0, np.where(x >= 3, 1, x / 3 + 0.5))


def identity(x):
    """Nothing breaks, but the result is the very same array: who changes one changes both."""
    return x


def identity_derivative(x):
    """NaN becomes 1."""
    return np.ones_like(x)


NAIVE = {
    "sigmoid": Naive(sigmoid, sigmoid_derivative, -800.0, 40.0),
    "logsigmoid": Naive(logsigmoid, logsigmoid_derivative, -800.0, 40.0),
    "tanh": Naive(tanh, tanh_derivative, 800.0, 20.0),
    "softsign": Naive(softsign, softsign_derivative, np.inf, 1e200),
    "softplus": Naive(softplus, softplus_derivative, -40.0, -800.0),
    "relu": Naive(relu, relu_derivative, None, np.nan),
    "relu6": Naive(relu6, relu6_derivative, None, np.nan),
    "leaky_relu": Naive(leaky_relu, leaky_relu_derivative, None, np.nan),
    "prelu": Naive(
        lambda x, weight=0.25: leaky_relu(x, weight),
        lambda x, weight=0.25: leaky_relu_derivative(x, weight),
        None,
        np.nan,
    ),
    "elu": Naive(elu, elu_derivative, -1e-20, -40.0),
    "celu": Naive(celu, celu_derivative, -1e-20, 800.0),
    "selu": Naive(selu, selu_derivative, -1e-20, 800.0),
    "gelu": Naive(gelu, gelu_derivative, -8.5, -10.0),
    "gelu_tanh": Naive(gelu_tanh, gelu_tanh_derivative, -8.5, 1e200),
    "silu": Naive(silu, silu_derivative, -800.0, -800.0),
    "swish": Naive(swish, swish_derivative, -800.0, -800.0),
    "mish": Naive(mish, mish_derivative, -40.0, 200.0),
    "hardsigmoid": Naive(hardsigmoid, hardsigmoid_derivative, -2.9999999999999996, np.nan),
    "hardtanh": Naive(hardtanh, hardtanh_derivative, None, np.nan),
    "hardswish": Naive(hardswish, hardswish_derivative, -np.inf, -1.4999999999999998),
    "identity": Naive(identity, identity_derivative, None, np.nan),
}


def softmax(z):
    """np.exp overflows above 709: inf/inf = NaN. If all logits are below −745, 0/0 = NaN."""
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(z):
    """log(0) = −inf wherever a probability underflows; NaN wherever softmax is."""
    return np.log(softmax(z))


def logsumexp(z):
    """inf above 709, −inf if all logits are below −745."""
    return np.log(np.exp(z).sum(axis=-1))


def softmax_jacobian(z):
    """p − p² on the diagonal is 0 where p rounds to 1; NaN wherever softmax is."""
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_vjp(z, v):
    """Through the whole matrix: K² work for K logits, and the Jacobian's lost digits."""
    return softmax_jacobian(z).T @ v


# name → (function of the logits, a row of logits where it fails)
NAIVE_SOFTMAX = {
    "softmax": (softmax, [1000.0, 0.0]),
    "log_softmax": (log_softmax, [0.0, -800.0]),
    "logsumexp": (logsumexp, [1000.0, 0.0]),
    "softmax_jacobian": (softmax_jacobian, [40.0, 0.0]),
    "softmax_vjp": (softmax_vjp, [40.0, 0.0]),
}
