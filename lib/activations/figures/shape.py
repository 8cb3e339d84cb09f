"""The figure "shape": activations overlaid, f above and f′ below, with a cursor."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..registry import lookup
from .model import figure, make
from .states import Names, Number, Parameters
from .text import Table, enter, fixed, label, percent, show

SCHEMA = {
    "functions": Names(("sigmoid", "tanh"), most=4),
    "params": Parameters(),
    "x": Number(3, -6, 6),
    "threshold": Number(0.01, 0.0001, 1),
}

def shape(functions=("sigmoid", "tanh"), *, x=3, threshold=0.01, params=None, goal=None, caption="", id=None):
    """Up to four activations overlaid, f above and f′ below, with a cursor and a threshold for "flat".

    Args:
        functions: one to four names or records.
        x: the cursor, in [−6, 6].
        threshold: a slope smaller than this in absolute value counts as flat; in [0.0001, 1].
        params: activation → parameter → value, such as ``{"leaky_relu": {"negative_slope": 0.2}}``.
        goal: what the reader is to reach, such as ``{"readout": "share", "at_least": 0.5}``. The readouts are
            value, slope, minimum, minimum_at and share, of the first function; "tanh.share" is that of tanh.
        caption: a sentence under the figure.
        id: the figure's address on its page; made from the opening state if not given.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    return make(
        "shape", {"functions": functions, "x": x, "threshold": threshold, "params": params}, goal, caption, id
    )


@figure("shape", title="The function and its slope", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """f, f′, the minimum and the share of [−6, 6] with a flat slope, for each function."""
    readouts, rows = {}, []
    cells = -6 + 12 * (np.arange(4800) + 0.5) / 4800
    for i, name in enumerate(state["functions"]):
        record, params = lookup(name), state["params"].get(name, {})
        value, slope = record.f(state["x"], **params), record.derivative(state["x"], **params)
        lowest = minimum(record, params)
        share = float(np.mean(np.abs(record.derivative(cells, **params)) < state["threshold"]))
        own = {"value": float(value), "slope": float(slope), "share": share}
        own |= {"minimum": lowest.value, "minimum_at": lowest.at}
        enter(readouts, name, own, first=i == 0)
        rows.append([label(name, params), show(value), show(slope), minimum_text(lowest), percent(share)])
    flat = f"share with |f′| < {show(state['threshold'], 3)}"
    caption = f"At x = {fixed(state['x'], 2)}, and on [−6, 6]"
    return readouts, Table(caption, ["function", "f(x)", "f′(x)", "minimum", flat], rows)


class Minimum(NamedTuple):
    """Where a function is smallest.

    `kind` is "point", "flat" (on a half-line ending at `at`), "limit" (only approached) or "none".
    """

    value: float
    at: float
    kind: str


def minimum(record, params: dict) -> Minimum:
    """Where an activation is smallest: a grid of hundredths on [−30, 30], then bisection of the slope.

    As long as the grid's edge is the lowest place, one ten times as wide is searched.
    """
    ends = [float(record.f(end, **params)) for end in (-math.inf, math.inf)]
    for unit in 10.0 ** np.arange(-2, 10):
        grid = np.arange(-3000, 3001) * unit
        values = record.f(grid, **params)
        best = int(values.argmin())
        inside, found = 0 < best < len(grid) - 1, values[best] < min(ends)
        if inside or not found:
            break
    if inside and found:
        low, high = grid[best - 1], grid[best + 1]
        for _ in range(60):
            middle = (low + high) / 2
            if record.derivative(middle, **params) < 0:
                low = middle
            else:
                high = middle
        return Minimum(float(record.f(high, **params)), float(high), "point")
    side = -1 if ends[0] <= ends[1] else 1
    if min(ends) == -math.inf:
        return Minimum(-math.inf, side * math.inf, "none")
    if record.kinks and record.derivative(side * 30.0, **params) == 0:
        return Minimum(min(ends), record.kinks[0] if side < 0 else record.kinks[-1], "flat")
    return Minimum(min(ends), side * math.inf, "limit")


def minimum_text(lowest: Minimum) -> str:
    if lowest.kind == "point":
        return f"{show(lowest.value)} at x = {show(lowest.at)}"
    if lowest.kind == "flat":
        return f"{show(lowest.value)} for x {'≤' if lowest.at <= 0 else '≥'} {show(lowest.at)}"
    if lowest.kind == "limit":
        return f"none: tends to {show(lowest.value)} as x → {show(lowest.at)}"
    return "none: falls without end"
