"""Activation functions, measured: the library behind the course.

Importing it needs NumPy and SciPy only. Figures and quizzes use anywidget where it is installed, plots use
matplotlib, and nothing here imports torch.
"""

import importlib

from .claims import Claim, claim
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
from .network import Gradients, History, Network, Trace, backward, forward, initialise
from .quiz import guess, quiz
from .registry import ACTIVATIONS, Activation, Param, activation, lookup
from .softmax import log_softmax, logsumexp, softmax, softmax_jacobian, softmax_vjp

__version__ = "0.1.0"
__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Claim",
    "Gradients",
    "History",
    "Network",
    "Param",
    "Trace",
    "activation",
    "backward",
    "celu",
    "claim",
    "collapse",
    "elu",
    "experiments",
    "figures",
    "forward",
    "gelu",
    "gelu_tanh",
    "guess",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "identity",
    "initialise",
    "leaky_relu",
    "log_softmax",
    "logsigmoid",
    "logsumexp",
    "lookup",
    "mish",
    "plots",
    "prelu",
    "quiz",
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
    "tables",
    "tanh",
]

# Imported when first asked for: plots needs matplotlib, figures needs anywidget.
_MODULES_ON_DEMAND = {"experiments", "figures", "plots", "tables"}


def __getattr__(name):
    if name in _MODULES_ON_DEMAND:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_MODULES_ON_DEMAND})
