"""The figure "playground": a small network in training on points in a plane."""

from __future__ import annotations

import numpy as np

from ..registry import ACTIVATIONS, lookup
from .model import figure, make
from .states import Choice, Number
from .text import Table, percent, show
from .training import SHAPES, Training, dead, points

SCHEMA = {
    "data": Choice("circle", SHAPES),
    "activation": Choice("tanh", tuple(ACTIVATIONS)),
    "layers": Number(2, 1, 3, integer=True),
    "units": Number(6, 1, 8, integer=True),
    "learning_rate": Number(0.3, 0.001, 3),
    "batch": Number(32, 1, 64, integer=True),
    "noise": Number(0.1, 0, 0.5),
    "seed": Number(0, 0, 99, integer=True),
    "step": Number(100, 0, 3000, integer=True),
}


def playground(
    activation="tanh",
    *,
    data="circle",
    layers=2,
    units=6,
    learning_rate=0.3,
    batch=32,
    noise=0.1,
    seed=0,
    step=100,
    goal=None,
    caption="",
    id=None,
):
    """A network of 1 to 3 hidden layers learning two classes of 200 points in a plane.

    Args:
        activation: name or record of any activation of the registry, with its default parameters.
        data: "circle" (inside a ring), "xor", "spiral" or "gaussians".
        layers, units: 1 to 3 hidden layers of 1 to 8 units each.
        learning_rate: 0.001 to 3.
        batch: examples in a step, 1 to 64.
        noise: standard deviation added to the points, 0 to 0.5.
        seed: of data, weights and batches, 0 to 99.
        step: training steps done, 0 to 3000.
        caption, id: as in `shape`.
        goal: readouts are loss, accuracy, dead (hidden units with no slope above 0.001 on the data) and, for
            each layer up to the output, gradient.1, gradient.2, … (root mean square over its weights).

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {
        "data": data,
        "activation": lookup(activation).name,
        "layers": layers,
        "units": units,
        "learning_rate": learning_rate,
        "batch": batch,
        "noise": noise,
        "seed": seed,
        "step": step,
    }
    return make("playground", given, goal, caption, id)


@figure("playground", title="A network in training", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Train the network for the steps asked for and look at it on all the data."""
    X, y = points(state["data"], state["noise"], state["seed"])
    hidden = [state["units"]] * state["layers"]
    network = Training([2, *hidden, 1], state["activation"], state["seed"])
    for _ in range(state["step"]):
        network.train(X, y, state["learning_rate"], state["batch"])
    now = network.run(X, y)
    counts = [int(dead(slope).sum()) for slope in now.slope] + [0]
    sizes = [float(np.sqrt(np.mean(dW * dW))) for dW in now.gradients[::2]]
    readouts = {"loss": now.loss, "accuracy": now.accuracy, "dead": sum(counts)}
    readouts |= {f"gradient.{i}": value for i, value in enumerate(sizes, start=1)}
    names = [f"hidden layer {i}" for i in range(1, len(sizes))] + ["output"]
    rows = [
        [name, str(n), str(count), show(value, 3)]
        for name, n, count, value in zip(names, [*hidden, 1], counts, sizes, strict=True)
    ]
    caption = f"After {state['step']} steps: loss {show(now.loss, 3)}, accuracy {percent(now.accuracy)}"
    columns = ["layer", "units", "dead", "gradient of its weights (root mean square)"]
    return readouts, Table(caption, columns, rows)
