"""The figure "dying_relu": 32 hidden units in training, and which of them no example activates any more."""

from __future__ import annotations

import numpy as np

from ..registry import lookup
from .model import figure, make
from .states import Choice, Flag, Number
from .text import Table, percent, show
from .training import Training, dead, points

UNITS, BATCH, PATIENCE = 32, 32, 50
KINDS = ("relu", "leaky_relu", "elu", "gelu")
SCHEMA = {
    "activation": Choice("relu", KINDS),
    "learning_rate": Number(2, 0.01, 5),
    "bias": Number(-2, -3, 1),
    "scale": Number(1, 0.1, 3),
    "batch_norm": Flag(False),
    "seed": Number(2, 0, 99, integer=True),
    "then": Choice("same", ("same", *KINDS)),
    "switch_step": Number(100, 0, 1000, integer=True),
    "step": Number(100, 0, 1000, integer=True),
}


def dying_relu(
    activation="relu",
    *,
    learning_rate=2,
    bias=-2,
    scale=1,
    batch_norm=False,
    seed=2,
    then="same",
    switch_step=100,
    step=100,
    goal=None,
    caption="",
    id=None,
):
    """A network of 32 hidden units learning two spirals: who is dead, and who comes back after a switch.

    Args:
        activation: "relu", "leaky_relu", "elu" or "gelu", each with its default parameter.
        learning_rate: 0.01 to 5; batches are of 32 examples.
        bias: of every hidden unit before training, −3 to 1.
        scale: factor on He's deviation of the weights, 0.1 to 3.
        batch_norm: batch normalisation before the activation.
        seed: of data, weights and batches, 0 to 99.
        then, switch_step: from this step on the trained network has this activation; "same" for no switch.
        step: training steps done, 0 to 1000.
        caption, id: as in `shape`.
        goal: readouts are dead (no slope above 0.001 on the data), dead_50 (on none of the last 50 batches),
            silent (activated by no example), revived (silent at the switch, active now), loss and accuracy.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {
        "activation": activation,
        "learning_rate": learning_rate,
        "bias": bias,
        "scale": scale,
        "batch_norm": batch_norm,
        "seed": seed,
        "then": then,
        "switch_step": switch_step,
        "step": step,
    }
    return make("dying_relu", given, goal, caption, id)


@figure("dying_relu", title="Units that die in training", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Train the network for the steps asked for, and count on all the data."""
    X, y = points("spiral", 0.1, state["seed"])
    network = Training(
        [2, UNITS, 1], state["activation"], state["seed"], state["scale"], state["bias"], state["batch_norm"]
    )
    quiet, silent_then = np.zeros(UNITS, int), np.zeros(UNITS, bool)
    for step in range(state["step"] + 1):
        if state["then"] != "same" and step == state["switch_step"]:
            silent_then = silent(network.run(X, y))
            network.activation = lookup(state["then"])
        if step < state["step"]:
            seen = network.train(X, y, state["learning_rate"], BATCH)
            quiet = np.where(dead(seen.slope[0]), quiet + 1, 0)
    now = network.run(X, y)
    readouts = {
        "dead": int(dead(now.slope[0]).sum()),
        "dead_50": int((quiet >= PATIENCE).sum()),
        "silent": int(silent(now).sum()),
        "revived": int((silent_then & ~silent(now)).sum()),
        "loss": now.loss,
        "accuracy": now.accuracy,
    }
    titles = {
        "dead: no slope above 0.001": "dead",
        f"dead for the last {PATIENCE} steps": "dead_50",
        "silent: activated by no example": "silent",
        "silent at the switch, active now": "revived",
    }
    rows = [[title, str(readouts[key]), percent(readouts[key] / UNITS)] for title, key in titles.items()]
    caption = (
        f"After {state['step']} steps with {network.activation.name}: "
        f"loss {show(now.loss, 3)}, accuracy {percent(now.accuracy)}"
    )
    return readouts, Table(caption, ["units", f"of {UNITS}", "share"], rows)


def silent(seen) -> np.ndarray:
    """Per hidden unit: whether no example makes its pre-activation positive."""
    return ~(seen.pre[0] > 0).any(axis=0)
