"""Activation functions, measured: the library behind the course.

Importing it needs NumPy and SciPy only. Figures and quizzes use anywidget where it is installed, plots use
matplotlib, and nothing here imports torch.
"""

from .functions import (
    celu,
    elu,
    gelu,
    gelu_tanh,
    hardsigmoid,
    hardswish,
    hardtanh,
    identity,
    leaky_relu,
    logsigmoid,
    mish,
    prelu,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    softplus,
    softsign,
    swish,
    tanh,
)
from .linear import collapse
from .registry import ACTIVATIONS, Activation, Param, activation, lookup
from .softmax import log_softmax, logsumexp, softmax, softmax_jacobian, softmax_vjp

__version__ = "0.1.0"
__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Param",
    "activation",
    "celu",
    "collapse",
    "elu",
    "gelu",
    "gelu_tanh",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "identity",
    "leaky_relu",
    "log_softmax",
    "logsigmoid",
    "logsumexp",
    "lookup",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softmax_jacobian",
    "softmax_vjp",
    "softplus",
    "softsign",
    "swish",
    "tanh",
]
