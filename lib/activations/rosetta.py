"""The same functions in PyTorch, Keras 3, TensorFlow and JAX: what to call, and whether it agrees with ours.

No framework is imported before it is needed, and none has to be there. PyTorch and Keras are measured where
they are installed. TensorFlow and JAX are measured by `make rosetta`, in an environment of their own; what it
found is stored with their versions.
"""

from __future__ import annotations

import functools
import importlib
import json
import math
import os
import warnings
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .registry import ACTIVATIONS
from .rosetta_calls import CALLS, Call
from .softmax import log_softmax, softmax
from .tables import Table

STORED = Path(__file__).parent / "data" / "rosetta.json"
# Agreement to six decimals: several frameworks keep float32 constants inside functions of float64 numbers.
TOLERANCE = 1e-6


class Framework(NamedTuple):
    """How a framework is imported, and how arrays go in and come out."""

    title: str
    module: str  # what is imported and installed
    prefix: str  # where its functions are, as programs write it
    inside: str  # the same below the module
    tensor: Callable  # (module, NumPy array) → tensor
    array: Callable  # tensor → NumPy array


FRAMEWORKS = {
    "torch": Framework(
        "PyTorch", "torch", "torch.nn.functional.", "nn.functional.",
        lambda torch, x: torch.from_numpy(np.ascontiguousarray(x)), lambda t: t.detach().numpy(),
    ),
    "keras": Framework(
        "Keras", "keras", "keras.activations.", "activations.",
        lambda keras, x: keras.ops.convert_to_tensor(x, dtype=str(x.dtype)),
        lambda t: _from_any_backend(t),
    ),
    "tensorflow": Framework(
        "TensorFlow", "tensorflow", "tf.", "",
        lambda tf, x: tf.constant(x), lambda t: t.numpy(),
    ),
    "jax": Framework(
        "JAX", "jax", "jax.nn.", "nn.",
        lambda jax, x: jax.numpy.asarray(x), np.asarray,
    ),
}  # fmt: skip


# Over one axis, so they are not in the registry.
OVER_AN_AXIS = {"softmax": softmax, "log_softmax": log_softmax}


class Missing(NamedTuple):
    """Stands for a framework that is not installed. It is false, and shows what to install."""

    title: str
    module: str

    def __bool__(self):
        return False

    def __repr__(self):
        return f"{self.title} is not installed here, so nothing was measured: pip install {self.module}"


def load(framework: str):
    """The framework's module, or a `Missing` that says how to install it. Keras runs on PyTorch unless
    the environment variable ``KERAS_BACKEND`` says otherwise."""
    entry = _framework(framework)
    os.environ.setdefault("KERAS_BACKEND", "torch")
    try:
        return importlib.import_module(entry.module)
    except ModuleNotFoundError as error:
        if error.name != entry.module:
            raise
        return Missing(entry.title, entry.module)


def call(framework: str, name: str) -> Call | None:
    """What to call in a framework for our function `name`; None where it has none.

    Raises:
        ValueError: if there is no such framework or function.
    """
    _framework(framework)
    if name not in CALLS:
        raise ValueError(f"there is no function {name!r}; the known names are {', '.join(CALLS)}")
    if framework != "torch":
        return CALLS[name][framework]
    if name in OVER_AN_AXIS:
        return Call(f"nn.functional.{name}", {"dim": -1})
    record = ACTIVATIONS[name]
    options = {"weight": [0.25]} if name == "prelu" else record.torch_options
    return Call(record.torch, options) if record.torch else None


def apply(framework: str, path: str | Callable, x, **options) -> np.ndarray:
    """Call a framework's function on a NumPy array and give a NumPy array back.

    Args:
        path: the function's dotted name in the framework, such as ``"nn.functional.gelu"``; or what is to be
            called itself, such as a layer.
        options: passed on, lists as tensors; without them the framework's defaults rule.

    Raises:
        ModuleNotFoundError: if the framework is not installed.
    """
    module = load(framework)
    if isinstance(module, Missing):
        raise ModuleNotFoundError(repr(module), name=module.module)
    entry = _framework(framework)
    function = path if callable(path) else attrgetter(path)(module)

    def tensor(values):
        return entry.tensor(module, np.asarray(values))

    options = {k: tensor(v) if isinstance(v, list) else v for k, v in options.items()}
    return entry.array(function(tensor(x), **options))


def difference(framework: str, name: str) -> float | None:
    """The largest |theirs − ours| for x from −8 to 8 in float64; None where there is nothing to compare."""
    wanted = call(framework, name)
    if wanted is None:
        return None
    x = np.linspace(-8, 8, 16 * 64 + 1)
    if name in OVER_AN_AXIS:
        x = np.stack([x, x[::-1], x / 2], axis=-1)
    ours = (OVER_AN_AXIS.get(name) or ACTIVATIONS[name])(x)
    return float(np.abs(apply(framework, wanted.path, x, **wanted.options) - ours).max())


class Probe(NamedTuple):
    """Reads a default off the values of a function that was called without options."""

    name: str  # which of our functions
    read: Callable  # the framework's function → number


def _axis_that_sums_to_1(f, axes=3) -> int:
    """The axis, counted from the last, along which the softmax of unequal logits sums to 1."""
    shape = (2, 3, 4)[-axes:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns that it chose; what it chose is the question
        p = f(np.arange(float(np.prod(shape))).reshape(shape) ** 1.5 / 40)
    (axis,) = (axis for axis in range(axes) if np.allclose(p.sum(axis=axis), 1))
    return axis - axes


def _at(f, x: float) -> float:
    return float(f(np.array([float(x)]))[0])


PROBES = {
    "slope of leaky ReLU below 0": Probe("leaky_relu", lambda f: -_at(f, -1)),
    "GELU at −2": Probe("gelu", lambda f: _at(f, -2)),
    "axis of softmax, of 2 axes": Probe("softmax", lambda f: _axis_that_sums_to_1(f, 2)),
    "axis of softmax, of 3 axes": Probe("softmax", lambda f: _axis_that_sums_to_1(f, 3)),
    "slope of the hard sigmoid at 0": Probe("hardsigmoid", lambda f: _at(f, 0.5) - _at(f, -0.5)),
    "α of ELU": Probe("elu", lambda f: -_at(f, -1) / (1 - math.exp(-1))),
    "λ of SELU": Probe("selu", lambda f: _at(f, 1)),
    "α of SELU": Probe("selu", lambda f: -_at(f, -1) / _at(f, 1) / (1 - math.exp(-1))),
}


def default(framework: str, what: str, path: str | None = None) -> float | int | None:
    """What a framework's function does when no option is given, measured from its values.

    Args:
        what: a key of `PROBES`.
        path: another of the framework's functions, such as ``"ops.gelu"``; by default the one of `call`.
    """
    if what not in PROBES:
        raise ValueError(f"there is no probe {what!r}; the known ones are {', '.join(PROBES)}")
    probe = PROBES[what]
    if path is None:
        wanted = call(framework, probe.name)
        if wanted is None:
            return None
        path = wanted.path
    return probe.read(functools.partial(apply, framework, path))


def measure(framework: str) -> dict:
    """All that is compared of one framework: its version, the calls, their differences, the defaults."""
    differences = {name: difference(framework, name) for name in CALLS}
    defaults = {what: default(framework, what) for what in PROBES}
    return {
        "version": load(framework).__version__.partition("+")[0],
        "calls": {name: str(wanted) for name in CALLS if (wanted := call(framework, name))},
        "differences": {name: float(f"{d:.0e}") for name, d in differences.items() if d is not None},
        "defaults": {what: float(f"{d:.6g}") for what, d in defaults.items() if d is not None},
    }


@functools.cache
def stored() -> dict[str, dict]:
    """What `make rosetta` measured of TensorFlow and JAX."""
    return json.loads(STORED.read_text(encoding="utf-8"))


@functools.cache
def found(framework: str) -> dict | None:
    """What is known of a framework: stored, or measured now (once); None where it is not installed."""
    if framework in stored():
        return stored()[framework]
    return measure(framework) if load(framework) else None


def versions() -> Table:
    """Which version of each framework the page speaks of, and who ran it."""
    rows = []
    for key, framework in FRAMEWORKS.items():
        known = found(key)
        ran = "make rosetta, stored" if key in stored() else "this page"
        rows.append([framework.title, known["version"] if known else "not installed", ran if known else "–"])
    return Table(["library", "version", "run by"], rows)


def names() -> Table:
    """The table of names, below each library's prefix. Dots follow a name that needs an option to be ours."""

    def cell(key, name):
        wanted = call(key, name)
        if wanted is None:
            return "–"
        return wanted.path.removeprefix(FRAMEWORKS[key].inside) + (" …" if wanted.options else "")

    rows = [[name, *(cell(key, name) for key in FRAMEWORKS)] for name in CALLS]
    return Table(["ours", *(framework.title for framework in FRAMEWORKS.values())], rows)


def options() -> Table:
    """The calls that are our function only with an option, in full."""
    rows = []
    for name in CALLS:
        for key, framework in FRAMEWORKS.items():
            wanted = call(key, name)
            if wanted and wanted.options:
                written = framework.prefix + str(wanted).removeprefix(framework.inside)
                rows.append([name, framework.title, written])
    return Table(["ours", "library", "write"], rows)


# Which of the last digits differ depends on the processor; the power of ten that is never passed does not.
LEVELS = (1e-12, 1e-8, TOLERANCE)


def agreement() -> Table:
    """For each function and framework the bound that the largest difference from ours stays below."""

    def cell(key, name):
        if found(key) is None:
            return "not installed"
        d = found(key)["differences"].get(name)
        return "–" if d is None else next((f"{level:.0e}" for level in LEVELS if d <= level), "disagrees")

    rows = [[name, *(cell(key, name) for key in FRAMEWORKS)] for name in CALLS]
    return Table(["differs by at most", *(f.title for f in FRAMEWORKS.values())], rows)


def defaults() -> Table:
    """What each framework does when no option is given, read off the values."""

    def cell(key, what):
        if found(key) is None:
            return "not installed"
        value = found(key)["defaults"].get(what)
        return "–" if value is None else f"{value:.4g}".replace("-", "−")

    rows = [[what, *(cell(key, what) for key in FRAMEWORKS)] for what in PROBES]
    return Table(["default", *(f.title for f in FRAMEWORKS.values())], rows)


def _from_any_backend(t) -> np.ndarray:
    """Keras's tensors are those of its backend; a PyTorch tensor may be on a graphics card."""
    return t.detach().cpu().numpy() if hasattr(t, "detach") else np.asarray(t)


def _framework(name: str) -> Framework:
    if name not in FRAMEWORKS:
        raise ValueError(f"there is no framework {name!r}; the known ones are {', '.join(FRAMEWORKS)}")
    return FRAMEWORKS[name]
