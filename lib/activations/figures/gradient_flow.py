"""The figure "gradient_flow": gradient and activations of every layer, from one real backward pass."""

from __future__ import annotations

import math

import numpy as np

from ..experiments import steepest_slope
from ..network import backward, forward
from ..portable import normals
from ..registry import lookup
from .model import figure, make
from .states import Choice, Names, Number, Parameters
from .text import SUPERSCRIPT, Table, enter, label, show

WIDTH, BATCH = 64, 16
SCHEMA = {
    "activations": Names(("sigmoid", "tanh"), most=2),
    "params": Parameters(),
    "depth": Number(20, 1, 50, integer=True),
    "scheme": Choice("xavier", ("xavier", "he", "lecun", "sigma")),
    "sigma": Number(0.125, 0.01, 1),
    "gain": Number(1, 0.1, 20),
    "seed": Number(0, 0, 99, integer=True),
}

def gradient_flow(
    activation="sigmoid",
    compared_with="tanh",
    *,
    depth=20,
    scheme="xavier",
    gain=1,
    sigma=0.125,
    seed=0,
    params=None,
    goal=None,
    caption="",
    id=None,
):
    """Gradient and activations of every layer of a deep network 64 units wide, from a real backward pass.

    Args:
        activation, compared_with: names or records; ``compared_with=None`` shows one.
        depth: number of layers, 1 to 50.
        scheme: "xavier", "he", "lecun", or "sigma" for weights of standard deviation `sigma` (0.01 to 1).
        gain: factor on every weight, 0.1 to 20.
        seed: of inputs, weights and readout, 0 to 99.
        params, caption, id: as in `shape`.
        goal: readouts are ratio (first layer's gradient over the last's), bound (max|f′|^(depth − 1)),
            per_layer and size (of the last layer's activations), of the first activation; "tanh.ratio" is
            that of tanh.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    activations = [lookup(name) for name in (activation, compared_with) if name is not None]
    given = {
        "activations": activations,
        "depth": depth,
        "scheme": scheme,
        "gain": gain,
        "sigma": sigma,
        "seed": seed,
        "params": params,
    }
    return make("gradient_flow", given, goal, caption, id)


@figure("gradient_flow", title="A gradient on its way back", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
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
        enter(readouts, name, own, first=i == 0)
        cells = [show(ratio, 3), show(own["bound"], 3), f"× {show(per_layer, 3)}", show(size, 3)]
        rows.append([label(name, params), *cells])
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
