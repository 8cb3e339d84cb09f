"""The registry: one record per activation function, from which tables, plots, figures and tests are made."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class Param(NamedTuple):
    """A parameter of an activation: its default and the range its slider offers."""

    default: float
    low: float
    high: float


@dataclass
class Activation:
    """An elementwise activation function with its derivative and the facts the course states about it.

    Calling the record calls the function: ``gelu(x)`` is ``gelu.f(x)``. ``gelu.derivative(x)`` is the slope.

    Attributes:
        name: the name used by ``torch.nn.functional`` where there is one.
        f: the function. Takes an array-like ``x`` and the parameters as keywords.
        derivative: its derivative with respect to ``x``, same arguments.
        params: parameter name → `Param(default, low, high)`.
        latex, derivative_latex: the two formulas.
        range: infimum and supremum of ``f`` at the default parameters.
        kinks: the points where ``f`` has no derivative. `kink_slope` says which value is returned there.
        kink_slope: what ``derivative`` returns at each kink, and whose convention that is.
        zero_centred: whether the mean of ``f`` over a standard normal input is 0.
        monotonic: whether ``f`` never decreases.
        smooth: whether ``f`` has derivatives of every order.
        saturates: the sides on which the slope tends to 0: "both", "left", "right" or "none".
        torch: dotted name of PyTorch's twin under ``torch``, or None; `torch_options` are its fixed keywords.
        cite: where the function comes from.
    """

    name: str
    f: Callable
    latex: str
    range: tuple[float, float]
    cite: str
    zero_centred: bool
    monotonic: bool
    smooth: bool
    saturates: str
    torch: str | None
    torch_options: dict = field(default_factory=dict)
    kinks: tuple[float, ...] = ()
    kink_slope: str = ""
    params: dict[str, Param] = field(default_factory=dict)
    derivative: Callable | None = None
    derivative_latex: str = ""

    def __post_init__(self):
        self.__doc__ = self.f.__doc__

    def __call__(self, x, *args, **kwargs):
        return self.f(x, *args, **kwargs)

    def __repr__(self):
        shown = ", ".join(["x"] + [f"{name}={p.default:g}" for name, p in self.params.items()])
        return f"<activation {self.name}({shown})>"

    def slope(self, latex: str):
        """Decorator: register the function below as this activation's derivative."""

        def register(rule):
            self.derivative = elementwise(rule, name=f"{self.name}.derivative")
            self.derivative_latex = latex
            return self.derivative

        return register


ACTIVATIONS: dict[str, Activation] = {}


def activation(*, params: dict[str, tuple[float, float, float]] | None = None, **facts):
    """Decorator: turn a function of one array into an `Activation` and enter it in `ACTIVATIONS`."""

    def register(rule) -> Activation:
        f = elementwise(rule, name=rule.__name__)
        record = Activation(
            name=rule.__name__, f=f, params={k: Param(*v) for k, v in (params or {}).items()}, **facts
        )
        ACTIVATIONS[record.name] = record
        return record

    return register


def lookup(name: str | Activation) -> Activation:
    """The record for a name (or the record itself). An unknown name raises `ValueError` with a hint."""
    if isinstance(name, Activation):
        return name
    if isinstance(name, str) and name in ACTIVATIONS:
        return ACTIVATIONS[name]
    near = difflib.get_close_matches(str(name).lower(), ACTIVATIONS, n=3, cutoff=0.5)
    known = ", ".join(ACTIVATIONS)
    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"the known names are {known}"
    raise ValueError(f"there is no activation {name!r}: {hint}")


def real_array(x, what: str = "x") -> np.ndarray:
    """`x` as a float array: float32 stays float32, every other real type becomes float64.

    Raises:
        TypeError: if `x` does not hold real numbers.
    """
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise TypeError(f"{what} must be a rectangular array of real numbers; got {x!r:.60}") from error
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{what} must hold real numbers (int, float, a list or a NumPy array of them); "
            f"got {type(x).__name__} with dtype {array.dtype}"
        )
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def elementwise(rule, name: str):
    """Wrap a formula on flat float arrays so that it keeps the library's promises about types and errors.

    float32 in, float32 out; anything else real becomes float64; a scalar gives a scalar; parameters are
    plain finite numbers.
    """
    signature = inspect.signature(rule)
    allowed = ", ".join(f"{p.name}={p.default:g}" for p in list(signature.parameters.values())[1:])

    def parameters(*args, **kwargs):
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{name}: {error}; it takes x and {allowed or 'no parameters'}") from None
        return {k: _finite_number(v, f"{name}: {k}") for k, v in list(given.items())[1:]}

    @functools.wraps(rule)
    def f(x, *args, **kwargs):
        values = parameters(x, *args, **kwargs) if args or kwargs else {}
        array = real_array(x)
        flat = array.reshape(-1)
        # Overflow to infinity and underflow to 0 are the correctly rounded answers, not accidents.
        with np.errstate(over="ignore", under="ignore"):
            y = rule(flat, **values) if flat.size <= WHOLE_UP_TO else _in_blocks(rule, flat, values)
        return y.reshape(array.shape)[()]  # [()] makes a 0-d array a scalar

    f.__name__ = f.__qualname__ = name
    return f


# A temporary of one block takes 128 KB in float64: several fit into a processor's cache.
BLOCK = 16_384
WHOLE_UP_TO = 16 * BLOCK


def _in_blocks(rule, x, values):
    """The same formula, applied to one block after another, so that its temporaries never leave the cache.

    At 5·10⁶ elements this halves the time of long formulas such as GELU and Mish; the shortest gain nothing.
    At 10⁵, where everything fits anyway, the short ones take 20 to 60 % longer, so small arrays stay whole.
    """
    y = np.empty_like(x)
    for i in range(0, x.size, BLOCK):
        y[i : i + BLOCK] = rule(x[i : i + BLOCK], **values)
    return y


def _finite_number(value, what: str) -> float:
    array = real_array(value, what)
    if array.ndim or not np.isfinite(array):
        raise ValueError(f"{what} must be one finite number; got {value!r:.60}")
    return float(array)
