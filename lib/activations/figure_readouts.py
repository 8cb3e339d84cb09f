"""What the figures compute, in Python: the numbers under a figure, and what goals are judged by.

Every function takes a valid state and returns ``(readouts, table)``: readouts by the names the page uses, and
a table of text for readers without JavaScript.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .experiments import largest_rate, steepest_slope, zigzag_path
from .experiments.zigzag import MOST_STEPS, TARGET, TOLERANCE
from .network import backward, forward
from .portable import normals
from .registry import lookup

WIDTH, BATCH = 64, 16
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Table(NamedTuple):
    """A small table of text; the first column names the row."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


class Minimum(NamedTuple):
    """Where a function is smallest.

    `kind` is "point", "flat" (on a half-line ending at `at`), "limit" (only approached) or "none".
    """

    value: float
    at: float
    kind: str


def show(value: float | None, digits: int = 4) -> str:
    """A number as the page writes it: 0.25, −1.279, 2.4×10⁻¹²."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{float(f'{value:.{digits}g}'):.10g}".replace("-", "−")
    mantissa, exponent = f"{value:.{min(digits, 3) - 1}e}".split("e")
    return f"{float(mantissa):g}".replace("-", "−") + "×10" + str(int(exponent)).translate(SUPERSCRIPT)


def percent(share: float) -> str:
    """A share as the page writes it: 23.6 %, with a space that does not break."""
    return f"{100 * share:.1f}\u00a0%"


def shape(state: dict) -> tuple[dict, Table]:
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
        _enter(readouts, name, own, first=i == 0)
        rows.append([_label(name, params), show(value), show(slope), _words(lowest), percent(share)])
    flat = f"share with |f′| < {show(state['threshold'], 3)}"
    caption = f"At x = {state['x']:.2f}, and on [−6, 6]".replace("-", "−")
    return readouts, Table(caption, ["function", "f(x)", "f′(x)", "minimum", flat], rows)


def minimum(record, params: dict) -> Minimum:
    """Where an activation is smallest: a grid of hundredths on [−30, 30], then bisection of the slope."""
    ends = [float(record.f(end, **params)) for end in (-math.inf, math.inf)]
    grid = np.arange(-3000, 3001) / 100
    values = record.f(grid, **params)
    best = int(values.argmin())
    if 0 < best < len(grid) - 1 and values[best] < min(ends):
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


def gradient_flow(state: dict) -> tuple[dict, Table]:
    """One real backward pass through `depth` layers of 64 units with 16 examples, for each activation."""
    depth, seed = state["depth"], state["seed"]
    n = {"xavier": 1 / WIDTH, "he": 2 / WIDTH, "lecun": 1 / WIDTH, "sigma": state["sigma"] ** 2}
    deviation = state["gain"] * math.sqrt(n[state["scheme"]])
    layers = network(depth, deviation, seed)
    X = normals(WIDTH * BATCH, seed, 0).reshape(WIDTH, BATCH).T
    factors = normals(BATCH, seed, 2)[:, None] / BATCH
    readouts, rows = {}, []
    for i, name in enumerate(state["activations"]):
        params = state["params"].get(name, {})
        trace = forward(layers, X, name, **params)
        pre = backward(layers, trace, factors, name, **params).pre[:-1]
        first, last = np.linalg.norm(pre[0]), np.linalg.norm(pre[-1])
        ratio = float(first / last) if last else math.nan
        steepest = steepest_slope(name, **params)
        size = float(np.sqrt(np.mean(trace.post[-2] ** 2)))
        per_layer = ratio ** (1 / (depth - 1)) if depth > 1 else 1.0
        own = {"ratio": ratio, "bound": steepest ** (depth - 1), "per_layer": per_layer, "size": size}
        _enter(readouts, name, own, first=i == 0)
        cells = [show(ratio, 3), show(own["bound"], 3), f"× {show(per_layer, 3)}", show(size, 3)]
        rows.append([_label(name, params), *cells])
    power = str(depth - 1).translate(SUPERSCRIPT)
    caption = (
        f"One backward pass, {BATCH} examples, {depth} layers of {WIDTH} units, "
        f"weights of standard deviation {show(deviation, 3)}"
    )
    columns = ["gradient, first ÷ last layer", f"slopes alone, max|f′|{power}", "measured, per layer"]
    return readouts, Table(caption, ["activation", *columns, "activation size, last layer"], rows)


def network(depth: int, deviation: float, seed: int) -> list:
    """The figure's network as a list of ``(W, b)``: `depth` square layers and the random linear readout."""
    zeros = np.zeros(WIDTH)
    layers = [
        (deviation * normals(WIDTH * WIDTH, seed, 3 + layer).reshape(WIDTH, WIDTH), zeros)
        for layer in range(depth)
    ]
    return [*layers, (normals(WIDTH, seed, 1)[None, :] / math.sqrt(WIDTH), np.zeros(1))]


def zigzag(state: dict) -> tuple[dict, Table]:
    """Gradient descent on two weights with inputs that have a mean, and with the mean removed."""
    readouts, rows = {}, []
    for prefix, mean in (("", state["mean"]), ("centred.", 0.0)):
        run = zigzag_path(mean, state["learning_rate"], state["start"], state["update"])
        own = {
            "path_length": run.length,
            "steps": run.steps,
            "angle": run.angle,
            "same_direction": float(run.same),
        }
        own["largest_rate"] = largest_rate(mean)
        readouts |= {prefix + key: value for key, value in own.items()}
        late = "never: it runs away" if run.diverged else f"more than {MOST_STEPS}"
        rows.append(
            [
                "mean removed" if prefix else f"mean {mean:.2f}",
                late if run.steps is None else str(run.steps),
                show(run.length, 3),
                f"{run.angle:.0f}°",
                percent(run.same),
                show(own["largest_rate"], 3),
            ]
        )
    readouts["straight"] = math.dist(state["start"], TARGET)
    caption = (
        f"Until the weights are within {TOLERANCE} of the minimum; the straight line is "
        f"{show(readouts['straight'], 3)} long"
    )
    columns = ["inputs", "steps", "path length", "angle to the straight line"]
    columns += ["steps with both weights in the same direction", "largest stable rate, whole batch"]
    return readouts, Table(caption, columns, rows)


def _enter(readouts: dict, name: str, own: dict, first: bool):
    # The first activation's numbers also go by their plain names, so that a goal can say "ratio".
    for key, value in own.items():
        readouts[f"{name}.{key}"] = value
        if first:
            readouts[key] = value


def _label(name: str, params: dict) -> str:
    return f"{name}({', '.join(f'{value:.3g}' for value in params.values())})" if params else name


def _words(lowest: Minimum) -> str:
    if lowest.kind == "point":
        return f"{show(lowest.value)} at x = {show(lowest.at)}"
    if lowest.kind == "flat":
        return f"{show(lowest.value)} for x {'≤' if lowest.at <= 0 else '≥'} {show(lowest.at)}"
    if lowest.kind == "limit":
        return f"none: tends to {show(lowest.value)} as x → {show(lowest.at)}"
    return "none: falls without end"
