"""What Keras 3, TensorFlow and JAX call our functions, and the options that make theirs ours."""

from __future__ import annotations

from typing import NamedTuple


class Call(NamedTuple):
    """A framework's function, and the options it needs in order to be ours."""

    path: str
    options: dict = {}  # noqa: RUF012 (never changed)

    def __str__(self):
        return f"{self.path}({', '.join(['x', *(f'{k}={v!r}' for k, v in self.options.items())])})"


def _same(keras, tensorflow, jax) -> dict[str, Call | None]:
    """Calls without options, from the names below `keras.activations`, `tf` and `jax.nn`."""
    return {
        "keras": keras and Call(f"activations.{keras}"),
        "tensorflow": tensorflow and Call(tensorflow),
        "jax": jax and Call(f"nn.{jax}"),
    }


# What to call for each of our functions; None where a framework has no such function. PyTorch's names are in
# the registry.
CALLS: dict[str, dict[str, Call | None]] = {
    "sigmoid": _same("sigmoid", "nn.sigmoid", "sigmoid"),
    "logsigmoid": _same("log_sigmoid", "math.log_sigmoid", "log_sigmoid"),
    "tanh": _same("tanh", "nn.tanh", "tanh"),
    "softsign": _same("softsign", "nn.softsign", "soft_sign"),
    "softplus": _same("softplus", "nn.softplus", "softplus"),
    "relu": _same("relu", "nn.relu", "relu"),
    "relu6": _same("relu6", "nn.relu6", "relu6"),
    "leaky_relu": {
        "keras": Call("activations.leaky_relu", {"negative_slope": 0.01}),
        "tensorflow": Call("nn.leaky_relu", {"alpha": 0.01}),
        "jax": Call("nn.leaky_relu"),
    },
    "prelu": _same(None, None, None),
    "elu": _same("elu", "nn.elu", "elu"),
    "celu": _same("celu", None, "celu"),
    "selu": _same("selu", "nn.selu", "selu"),
    "gelu": {
        "keras": Call("activations.gelu"),
        "tensorflow": Call("nn.gelu"),
        "jax": Call("nn.gelu", {"approximate": False}),
    },
    "gelu_tanh": {
        "keras": Call("activations.gelu", {"approximate": True}),
        "tensorflow": Call("nn.gelu", {"approximate": True}),
        "jax": Call("nn.gelu"),
    },
    "silu": _same("silu", "nn.silu", "silu"),
    "swish": {"keras": None, "tensorflow": Call("nn.silu", {"beta": 1.0}), "jax": None},
    "mish": _same("mish", None, "mish"),
    "hardsigmoid": _same("hard_sigmoid", None, "hard_sigmoid"),
    "hardtanh": _same("hard_tanh", None, "hard_tanh"),
    "hardswish": _same("hard_silu", None, "hard_silu"),
    "identity": _same("linear", "identity", "identity"),
    "softmax": _same("softmax", "nn.softmax", "softmax"),
    "log_softmax": _same("log_softmax", "nn.log_softmax", "log_softmax"),
}
