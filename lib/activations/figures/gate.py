"""The figure "gate": x times a gate, the coin behind GELU, and how far its stand-ins are from it."""

from __future__ import annotations

import functools

import numpy as np
from scipy.special import ndtr

from ..experiments import largest_difference
from ..portable import uniforms
from ..registry import lookup
from .model import figure, make
from .shape import minimum, minimum_text
from .states import Choice, Number
from .text import Table, fixed, show

# The unit that each gate makes: its name in the registry, and its parameters if they are fixed.
UNITS = {
    "normal": ("gelu", {}),
    "sigmoid": ("swish", None),
    "step": ("relu", {}),
    "tanh": ("gelu_tanh", {}),
    "quick": ("swish", {"beta": 1.702}),
}
NAMES = {"normal": "Φ(x)", "step": "[x > 0]", "tanh": "tanh form of Φ", "quick": "σ(1.702x)"}
POINTS = np.arange(-20, 21) / 5
SCHEMA = {
    "gate": Choice("normal", tuple(UNITS)),
    "beta": Number(1, 0, 20),
    "x": Number(1, -4, 4),
    "samples": Number(20, 1, 1000, integer=True),
    "seed": Number(0, 0, 99, integer=True),
}


def gate(gate="normal", *, beta=1, x=1, samples=20, seed=0, goal=None, caption="", id=None):
    """A gate, x times the gate, the distance of the product from GELU, and coins that fall open so often.

    Args:
        gate: "normal" (Φ, which makes GELU), "sigmoid" (σ(βx), Swish), "step" (ReLU), "tanh" (the form of
            GPT-2) or "quick" (σ(1.702x)).
        beta: of the sigmoid gate, 0 to 20.
        x: the cursor, in [−4, 4].
        samples: coins thrown at every x, 1 to 1000; each is open with the gate's probability.
        seed: of the coins, 0 to 99.
        caption, id: as in `shape`.
        goal: readouts are gate, value (x times it) and coin (the mean of the coins' products) at the cursor,
            spread (root mean square of the means' distances from the curve), minimum, minimum_at, distance
            and distance_at (the largest from GELU on [−8, 8]); "tanh.distance" and "quick.distance" are
            those of the two approximations.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"gate": gate, "beta": beta, "x": x, "samples": samples, "seed": seed}
    return make("gate", given, goal, caption, id)


@figure("gate", title="x times a gate", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """The gate and the product at the cursor, the coins' means, minimum and distance from GELU."""
    x, samples, seed = state["x"], state["samples"], state["seed"]
    chosen = (state["gate"], state["beta"] if state["gate"] == "sigmoid" else None)
    record, params = unit(*chosen)
    chances = opening(*chosen, np.append(POINTS, x))
    means = np.array(
        [np.mean(uniforms(samples, seed, stream) < chance) for stream, chance in enumerate(chances)]
    ) * np.append(POINTS, x)
    lowest = minimum(record, params)
    readouts = {
        "gate": float(chances[-1]),
        "value": float(record.f(x, **params)),
        "coin": float(means[-1]),
        "spread": float(np.sqrt(np.mean((means[:-1] - record.f(POINTS, **params)) ** 2))),
        "minimum": lowest.value,
        "minimum_at": lowest.at,
    }
    readouts["distance"], readouts["distance_at"] = distance(*chosen)
    for name in ("tanh", "quick"):
        readouts[f"{name}.distance"], readouts[f"{name}.distance_at"] = distance(name)
    others = [(name, None) for name in ("normal", "tanh", "quick") if unit(name) != (record, params)]
    rows = []
    for name, beta in (chosen, *others):
        far = distance(name, beta)
        away = f"{show(far.size, 3)} at |x| = {fixed(far.at, 2)}" if far.size else "0"
        title = f"σ({show(beta, 3)}x)" if name == "sigmoid" else NAMES[name]
        rows.append([title, minimum_text(minimum(*unit(name, beta))), away])
    place = fixed(x, 2)
    caption = (
        f"At x = {place}: gate {show(readouts['gate'])}, product {show(readouts['value'])}, "
        f"mean of the coins {show(readouts['coin'], 3)}; "
        f"means over all x off by {show(readouts['spread'], 3)} (root mean square)"
    )
    columns = ["gate", "minimum of x times it", "largest distance from GELU on [−8, 8]"]
    return readouts, Table(caption, columns, rows)


def unit(name: str, beta=None) -> tuple:
    """The record of the unit that a gate makes, and its parameters."""
    record, params = UNITS[name]
    return lookup(record), {"beta": beta} if params is None else params


def opening(name: str, beta, x) -> np.ndarray:
    """The gate itself: the probability that it is open at each x."""
    record, params = unit(name, beta)
    if name == "normal":
        return ndtr(x)
    if name == "step":
        return np.where(x > 0, 1.0, 0.0)
    if name == "tanh":
        # The form's gate is what its unit multiplies x by; at 0 that is one half.
        return np.divide(record.f(x), x, out=np.full_like(x, 0.5), where=x != 0)
    return lookup("sigmoid")(params["beta"] * x)


@functools.lru_cache(maxsize=64)
def distance(name: str, beta=None):
    """The largest |x·gate − GELU| on [−8, 8] in steps of 0.001, and the smallest |x| that has it."""
    record, params = unit(name, beta)
    return largest_difference(lambda x: record.f(x, **params), "gelu", points=16_001)
