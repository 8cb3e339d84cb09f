"""The figure "universal": the best fits of a target by K hidden units with random inner weights."""

from __future__ import annotations

import numpy as np

from ..experiments import ridge_fit, three_waves
from ..portable import normals
from ..registry import ACTIVATIONS, Activation
from .model import figure, make
from .states import Choice, Number, Numbers
from .text import Table, enter, show

MOST, POINTS, KNOTS, HIGH, SPREAD = 64, 200, 17, 1.5, 3
POLYNOMIALS = {"square": (lambda x: x * x, "x²"), "cube": (lambda x: x * x * x, "x³")}
UNITS = (*ACTIVATIONS, *POLYNOMIALS)
TARGETS = {
    "sine": three_waves,
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
    "abs": np.abs,
    "bump": lambda x: np.exp(-16 * x * x),
}
WAVE = (0, 0.2, 0.5, 0.8, 1, 0.8, 0.3, -0.3, -0.6, -0.6, -0.3, 0.3, 0.8, 1, 0.8, 0.4, 0)
SCHEMA = {
    "target": Choice("sine", (*TARGETS, "drawn")),
    "units": Number(16, 1, MOST, integer=True),
    "activation": Choice("tanh", UNITS),
    "compared_with": Choice("cube", UNITS),
    "error": Choice("rms", ("rms", "sup")),
    "seed": Number(0, 0, 99, integer=True),
    "knot": Number(9, 1, KNOTS, integer=True),
    "knots": Numbers(WAVE, -HIGH, HIGH, KNOTS, KNOTS),
}


def universal(
    activation="tanh",
    compared_with="cube",
    *,
    target="sine",
    units=16,
    error="rms",
    seed=0,
    knot=9,
    knots=WAVE,
    goal=None,
    caption="",
    id=None,
):
    """The best fits of a target on [−1, 1] by hidden units with random inner weights, for two activations.

    A unit is f(w·x + b) with w and b normal, of standard deviation 3; its output weight and the output's bias
    are the best there are (see `experiments.ridge_fit`).

    Args:
        activation, compared_with: names or records of activations, or "square" (x²), "cube" (x³).
        target: "sine" (sin 3πx), "step", "abs", "bump" (exp −16x²), or "drawn": straight lines between
            the knots.
        units: K, the number of hidden units, 1 to 64.
        error: what is plotted against K: "rms" or "sup", the largest.
        seed: of the inner weights, 0 to 99.
        knots: heights of the drawn target at 17 equally spaced points, each in [−1.5, 1.5].
        knot: which of them the keys move, 1 to 17.
        caption, id: as in `shape`.
        goal: readouts are rms and sup with K units, rms_1 and rms_64 (with 1 and 64), of the first
            activation; "cube.rms" is that of x³.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"target": target, "units": units, "error": error, "seed": seed, "knot": knot, "knots": knots}
    given |= {"activation": _name(activation), "compared_with": _name(compared_with)}
    return make("universal", given, goal, caption, id)


@figure("universal", title="How well can K hidden units fit?", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Errors of the best fits by 1, K and 64 hidden units, for both activations."""
    x = (2 * np.arange(POINTS) + 1) / POINTS - 1
    places = np.linspace(-1, 1, KNOTS)
    y = np.interp(x, places, state["knots"]) if state["target"] == "drawn" else TARGETS[state["target"]](x)
    w, b = (SPREAD * normals(MOST, state["seed"], stream) for stream in (0, 1))
    readouts, rows = {}, []
    for i, name in enumerate((state["activation"], state["compared_with"])):
        f, label = POLYNOMIALS.get(name, (name, name))
        fits = [ridge_fit(f, x, y, w[:k], b[:k]) for k in (state["units"], 1, MOST)]
        rms, rms_1, rms_64 = (_tidy(fit.rms) for fit in fits)
        own = {"rms": rms, "sup": _tidy(fits[0].sup), "rms_1": rms_1, "rms_64": rms_64}
        enter(readouts, name, own, first=i == 0)
        rows.append([label, *(show(value, 3) for value in own.values())])
    caption = f"Best fits on [−1, 1] by hidden units with random inner weights, now K = {state['units']}"
    columns = ["activation", "error (RMS)", "largest error", "RMS with 1 unit", "RMS with 64 units"]
    return readouts, Table(caption, columns, rows)


def _name(unit):
    return unit.name if isinstance(unit, Activation) else unit


def _tidy(error: float) -> float:
    # What is left below this is rounding.
    return 0.0 if error < 1e-12 else error
