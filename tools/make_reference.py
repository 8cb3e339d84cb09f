"""Write lib/activations/data/reference.npz: exact values of every activation and derivative, with mpmath.

Usage: python tools/make_reference.py

The definitions, and the precision they are computed at, are those of tests/mp_reference.py and mp_softmax.py.
The file holds the cases one after another: `x`, `high` (the exact value rounded to float64), `units` (what
the rounding left, in units in the last place of `high`), `condition` (|x·f′/f|) and, for each case, its key,
start and limits. The arrays softmax_… hold the rows of logits, …_parts the results for all of them.
"""

from __future__ import annotations

import io
import math
import sys
import zipfile
from pathlib import Path

import numpy as np
from activations.accuracy import DATA, reference_key
from activations.registry import ACTIVATIONS
from mpmath import mp, mpf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import mp_reference
import mp_softmax

# Where exponentials overflow and underflow, 1 ± tiny rounds to 1, and PyTorch changes its formula.
EDGES = [8.3, 16.64, 18.72, 19.06, 20.0, 36.05, 36.74, 38.5, 39.5, 87.3, 88.7, 103.9, 177.4, 236.6, 354.9]
EDGES += [372.6, 707.9, 708.4, 709.7, 709.9, 744.5, 745.2, 800.0, 1e10, 1.3e154, 1.4e154, 5e102, 6e102]
KINKS = [-6.0, -3.0, -1.0, 1.0, 3.0, 6.0]
# Zeros of a derivative, to be refined: (name, near).
ZEROS = {"gelu": -0.7518, "gelu_tanh": -0.7525, "silu": -1.2785, "swish": -1.2785, "mish": -1.1924}
ZEROS |= {"hardswish": -1.5}


def main() -> int:
    """Compute everything (a minute) and write the file."""
    write(DATA, build() | build_softmax())
    sys.stdout.write(f"{DATA.name}: {DATA.stat().st_size / 1024:.0f} KB\n")
    return 0


def build() -> dict[str, np.ndarray]:
    """The arrays of the file."""
    cases, keys, limits = [], [], []
    for name, params in mp_reference.cases(ACTIVATIONS):
        x = points(name, params)
        for derivative in (False, True):
            at = x[~_kinks(name, params, x)] if derivative else x
            cases.append(np.column_stack([at, *exact(name, derivative, params, at)]))
            keys.append(reference_key(name, derivative, dict(params)))
            far = mp_reference.at_infinity(name, params)[derivative]  # taken at 10^80: 0 may be 10^−160
            limits.append([0.0 if abs(limit) < 1e-70 else limit for limit in far])
    x, high, units, condition = np.concatenate(cases).T
    return {
        "keys": np.array(keys),
        "starts": np.cumsum([0, *map(len, cases)]),
        "limits": np.array(limits),
        "x": x,
        "high": high,
        "units": units.astype(np.float16),
        "condition": two_digits(condition),
    }


def two_digits(values):
    """As float32 whose last 16 bits are 0: two digits are enough for a condition, and zeros compress well."""
    return (values.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


def build_softmax() -> dict[str, np.ndarray]:
    """The arrays of the file whose names begin with softmax."""
    rows = mp_softmax.rows()
    found = {"softmax_lengths": np.array([len(z) for z, _ in rows])}
    found["softmax_z"] = np.concatenate([z for z, _ in rows])
    found["softmax_v"] = np.concatenate([mp_softmax.vector(z) for z, _ in rows])
    found["softmax_temperatures"] = np.array([t for _, t in rows])
    for kind in mp_softmax.KINDS:
        entries = []
        for z, t in rows:
            # A temperature is no argument of logsumexp: it has the rows with T = 1 alone.
            if kind != "logsumexp" or t == 1:
                entries += [parts(value, condition) for value, condition in mp_softmax.exact(kind, z, t)]
        found[f"{kind}_parts"] = np.array(entries)
    return found


def exact(name, derivative, params, x):
    """High part, rest in units in the last place, and condition of f or f′ at the points x."""
    f = mp_reference.exact(name, params, tuple(map(float, x)))
    wanted, slope = f[int(derivative)], f[int(derivative) + 1]
    rows = [split(w, dw, at) for w, dw, at in zip(wanted, slope, x, strict=True)]
    return np.array(rows).T


def split(value, slope, x):
    """`parts` of f(x) or f′(x), from the next derivative."""
    with mp.workdps(60):
        return parts(value, abs(mpf(float(x)) * slope / value) if value else mpf(0))


def parts(value, condition):
    """(high, units, condition) of one exact value and its condition."""
    high = float(value)
    if math.isinf(high):
        return high, 0.0, 0.0
    with mp.workdps(60):
        units = float((value - mpf(high)) / mpf(math.ulp(high)))
        return high, units, float(min(condition, mpf(10) ** 30))


def points(name, params) -> np.ndarray:
    """The inputs for one case. About half are float32 numbers, so that float32 is measured on them, too."""
    rng = np.random.default_rng(20240229)
    dense = np.concatenate([np.arange(-44, 44, 1 / 7) + rng.uniform(0, 1 / 7, 616), rng.uniform(-4, 4, 160)])
    magnitudes = np.concatenate([np.arange(-323, 308, 6) + rng.uniform(0, 1, 106), rng.uniform(-3, 3, 60)])
    for_float32 = np.concatenate([
        np.arange(-106, 106, 2 / 3) + rng.uniform(0, 2 / 3, 318),
        rng.uniform(-6, 6, 150),
        *(s * 10.0 ** (np.arange(-44, 38, 1) + rng.uniform(0, 1, 82)) for s in (1, -1)),
        *(s * np.array([1e-45, 1.2e-38, 3.4028235e38, *EDGES[:18]]) for s in (1, -1)),
    ]).astype(np.float32)  # fmt: skip
    ends = [5e-324, 2.2250738585072014e-308, 2.3e-308, 1e-8, np.finfo(float).max]
    positive = np.concatenate([10.0**magnitudes, EDGES])
    x = np.concatenate([dense, positive, -positive, for_float32.astype(float)])
    if params:  # fewer for the settings of parameters
        x = x[::3]
    special = [v for kink in KINKS for v in _beside(kink)] + ends + [-v for v in ends]
    if name in ZEROS:
        special += _beside(_zero(name, params))
    return np.unique(np.concatenate([x[np.isfinite(x)], special, [0.0, -0.0]]))


def _beside(point):
    """The point and its neighbours: the next floats, and some at every distance."""
    near = [point]
    for k in (1, 2, 5, 30):
        near += [point + k * math.ulp(point), point - k * math.ulp(point)]
    near += [math.nextafter(point, -math.inf), math.nextafter(point, math.inf)]
    for power in (-14, -12, -10, -8, -6, -5, -4, -3, -2):
        near += [point + 1.37 * 10.0**power, point - 1.37 * 10.0**power]
    return near


def _zero(name, params):
    """The zero of the derivative, found by bisection of the exact slope."""
    beta = dict(params).get("beta", 1.0)
    if beta == 0:
        return -1.0
    middle = ZEROS[name] / beta
    low, high = middle - 0.01 / beta, middle + 0.01 / beta
    while low < (middle := (low + high) / 2) < high:
        if mp_reference.exact(name, params, (middle,))[1][0] < 0:
            low = middle
        else:
            high = middle
    return high


def _kinks(name, params, x):
    record = ACTIVATIONS[name]
    elu_kink = (x == 0) & ("kink" in record.kink_slope)  # there is one unless alpha is 1
    return np.isin(x, record.kinks) | elu_kink


def write(path, arrays):
    """A compressed .npz whose bytes depend on the arrays only: no dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue(), compresslevel=9)


if __name__ == "__main__":
    sys.exit(main())
