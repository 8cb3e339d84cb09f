"""How many digits are right: errors in units in the last place, against exact values in the package.

The exact values were computed with mpmath at 60 digits or more (tools/make_reference.py) and are stored as a
float64 and what remains of the exact value, so that errors well below one unit mean something. Nothing here
needs mpmath.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from .registry import Activation, lookup

DATA = Path(__file__).parent / "data" / "reference.npz"

# Below this, results lie near the subnormal numbers, which lose digits for everyone: they are counted apart.
SMALL = {np.dtype(np.float64): 1e-300, np.dtype(np.float32): 1e-37}


def ulp_error(computed, exact):
    """The error in units in the last place: |computed − exact| / (spacing of floats at the exact value).

    Args:
        computed: array of results. Its type, float32 or float64, decides what a unit is.
        exact: pair of float64 arrays (high, low) whose sum is the exact value, high being its rounding.

    Returns:
        Array of float64: 0.5 or less for a correctly rounded result, inf for a wrong NaN or infinity.
    """
    computed = np.asarray(computed)
    dtype = computed.dtype if computed.dtype == np.float32 else np.dtype(np.float64)
    high, low = (np.asarray(part, dtype=np.float64) for part in exact)
    got = computed.astype(np.float64)
    with np.errstate(all="ignore"):
        rounded = high.astype(dtype)
        error = np.abs((got - high) - low) / unit(rounded)
        # Where the exact value is out of range, infinity is its rounding.
        error = np.where(np.isinf(rounded), np.where(got == rounded, 0.0, np.inf), error)
    return np.where(np.isnan(error), np.inf, error)


def scaled_error(computed, exact, condition):
    """`ulp_error` / (1 + |x·f′(x)/f(x)|): what is left when half a unit of error in x itself is forgiven.

    Fair beside a zero of f, and in tails where the rounding of x alone moves the result by many units.

    Args:
        condition: |x·f′(x)/f(x)|, see `condition`.
    """
    return ulp_error(computed, exact) / (1 + np.asarray(condition))


def unit(value):
    """The unit in the last place: the distance from `value` to the next float of its type, as float64."""
    second_largest = np.nextafter(np.finfo(value.dtype).max, 0, dtype=value.dtype)
    return np.spacing(np.minimum(np.abs(value), second_largest)).astype(np.float64)


@dataclass(frozen=True)
class Errors:
    """What `measure` found, an array entry for each x.

    Attributes:
        x, computed, exact: input, result, and the exact result rounded to float64.
        ulp, scaled: `ulp_error` and `scaled_error`.
        small: where 0 < |exact| < 1e-300 (float32: 1e-37). The two worst errors leave these out.
    """

    x: np.ndarray
    computed: np.ndarray
    exact: np.ndarray
    ulp: np.ndarray
    scaled: np.ndarray
    small: np.ndarray

    @property
    def worst_ulp(self) -> float:
        """The largest error in units in the last place, outside `small`."""
        return float(self.ulp[~self.small].max())

    @property
    def worst_scaled(self) -> float:
        """The largest scaled error, outside `small`."""
        return float(self.scaled[~self.small].max())

    @property
    def worst_x(self) -> float:
        """The x of the largest scaled error."""
        return float(self.x[~self.small][self.scaled[~self.small].argmax()])


def measure(f, name, derivative=False, dtype=np.float64, params=None) -> Errors:
    """Run `f` on the reference inputs of an activation (or of its derivative) and compare.

    Args:
        f: takes an array of `dtype` and returns one: ours, `naive.NAIVE[name].f`, `pytorch.twin(name).f`, …
        name: which activation it claims to be.
        derivative: compare with the derivative.
        dtype: float64, or float32 (then on those inputs that float32 holds exactly).
        params: parameters of the activation, already bound in `f`.

    Returns:
        `Errors`. Warnings that `f` causes are silenced here.
    """
    x, high, low = reference(name, derivative, params)
    c = condition(name, derivative, params)
    with np.errstate(all="ignore"):
        held = x.astype(dtype).astype(np.float64) == x
        x, high, low, c = x[held], high[held], low[held], c[held]
        computed = np.asarray(f(x.astype(dtype)))
        if computed.dtype.kind != "f":
            computed = computed.astype(np.float64)
    error = ulp_error(computed, (high, low))
    small = (np.abs(high) < SMALL[np.dtype(dtype)]) & (high != 0)
    return Errors(x, computed, high, error, error / (1 + c), small)


def reference(name, derivative=False, params=None):
    """The exact values of an activation: arrays (x, high, low), exact value = high + low.

    Args:
        name: name or record of an activation.
        derivative: those of its derivative (kinks are left out).
        params: None for the defaults, or a dictionary with one of the settings `settings(name)` lists.

    Raises:
        ValueError: for an unknown name or a setting that is not in the set.
    """
    part = _part(name, derivative, params)
    high = _data()["high"][part]
    return _data()["x"][part], high, _data()["units"][part].astype(np.float64) * unit(high)


def condition(name, derivative=False, params=None):
    """|x·f′(x)/f(x)| at the x of `reference`: by how many times a relative error of x is magnified."""
    return _data()["condition"][_part(name, derivative, params)].astype(np.float64)


def limits(name, derivative=False, params=None) -> tuple[float, float]:
    """The limits at −∞ and +∞."""
    left, right = _data()["limits"][_index()[_key(name, derivative, params)]]
    return float(left), float(right)


def settings(name) -> list[dict]:
    """The parameter settings of an activation that are in the reference set; {} stands for the defaults."""
    record = lookup(name)
    keys = [key.partition("?")[2] for key in _index() if key.partition("?")[0] == record.name]
    return [{k: float(v) for k, v in [key.split("=")]} if key else {} for key in keys]


SOFTMAX_KINDS = ("softmax", "log_softmax", "logsumexp", "softmax_jacobian", "softmax_vjp")


def softmax_reference(kind) -> list[tuple]:
    """The exact values of softmax or a relative, for each row of logits.

    Args:
        kind: one of `SOFTMAX_KINDS`.

    Returns:
        A list of tuples (arguments, high, low, condition). The arguments are those of our function of that
        name: logits and temperature; logits alone for logsumexp; logits, v and temperature for softmax_vjp.
        The other three are flat arrays, as in `reference` and `condition`.
    """
    if kind not in SOFTMAX_KINDS:
        raise ValueError(f"kind must be one of {', '.join(SOFTMAX_KINDS)}; got {kind!r}")
    data, found, entry, at = _data(), [], 0, 0
    parts = data[f"{kind}_parts"]
    for length, t in zip(data["softmax_lengths"], data["softmax_temperatures"].tolist(), strict=True):
        z, v = data["softmax_z"][entry : entry + length], data["softmax_v"][entry : entry + length]
        entry += length
        if kind == "logsumexp" and t != 1:
            continue
        size = {"logsumexp": 1, "softmax_jacobian": length**2}.get(kind, length)
        high, units, c = parts[at : at + size].T
        at += size
        arguments = {"logsumexp": (z,), "softmax_vjp": (z, v, t)}.get(kind, (z, t))
        found.append((arguments, high, units * unit(high), c))
    return found


def measure_softmax(f, kind) -> Errors:
    """Run `f` on all rows of `softmax_reference(kind)`. `Errors.x` holds the number of each entry's row."""
    parts = []
    for row, (arguments, high, low, c) in enumerate(softmax_reference(kind)):
        with np.errstate(all="ignore"):
            computed = np.ravel(f(*arguments)).astype(np.float64)
        error = ulp_error(computed, (high, low))
        small = (np.abs(high) < SMALL[np.dtype(np.float64)]) & (high != 0)
        parts.append((np.full(high.size, row), computed, high, error, error / (1 + c), small))
    return Errors(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def reference_key(name: str, derivative: bool, params) -> str:
    """The name of an entry of the reference set, such as ``elu.derivative?alpha=3.0``."""
    rule = f"{name}.derivative" if derivative else name
    return "?".join([rule, *(f"{k}={float(v)!r}" for k, v in (params or {}).items())])


def _key(name: str | Activation, derivative, params) -> str:
    record = lookup(name)
    given = {k: v for k, v in (params or {}).items() if v != getattr(record.params.get(k), "default", None)}
    key = reference_key(record.name, derivative, given)
    if key not in _index():
        known = f"settings of {record.name}: {settings(record)}"
        raise ValueError(f"{key} is not in the reference set ({known}); `make reference` writes it anew")
    return key


def _part(name, derivative, params) -> slice:
    i = _index()[_key(name, derivative, params)]
    starts = _data()["starts"]
    return slice(starts[i], starts[i + 1])


@cache
def _index() -> dict[str, int]:
    return {str(key): i for i, key in enumerate(_data()["keys"])}


@cache
def _data() -> dict[str, np.ndarray]:
    with np.load(DATA) as file:
        return dict(file)
