"""The figure "collapse": a grid of the plane through two layers, and the one layer that comes nearest."""

from __future__ import annotations

import numpy as np

from ..experiments import nearest_affine
from ..linear import collapse as product
from ..network import forward
from ..registry import ACTIVATIONS, lookup
from .model import figure, make
from .states import Choice, Numbers, Point
from .text import Table, show

LIMIT = 2
EDGE, SIDE = 2, 17
SCHEMA = {
    "activation": Choice("identity", tuple(ACTIVATIONS)),
    "W1": Numbers((1, -0.5, 0.5, 1), -LIMIT, LIMIT, 4, 4),
    "b1": Point((0.5, -0.5), -LIMIT, LIMIT),
    "W2": Numbers((1, 0.5, -0.75, 0.75), -LIMIT, LIMIT, 4, 4),
    "b2": Point((0, 0.5), -LIMIT, LIMIT),
}


def collapse(
    activation="identity",
    *,
    W1=((1, -0.5), (0.5, 1)),
    b1=(0.5, -0.5),
    W2=((1, 0.5), (-0.75, 0.75)),
    b2=(0, 0.5),
    goal=None,
    caption="",
    id=None,
):
    """A grid of the plane pushed through two layers with an activation between, and the nearest single layer.

    Args:
        activation: name or record; "identity" is no activation.
        W1, W2: 2 × 2 matrices, or their four entries by rows, each in [−2, 2].
        b1, b2: biases, two numbers in [−2, 2].
        caption, id: as in `shape`.
        goal: readouts are w11, w12, w21, w22, b1, b2 (the one layer's), rank (its matrix's), rank_1, rank_2,
            residual (root mean square distance of the one layer from the two) and unexplained (its square
            as a share of the outputs' variance).

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"W1": _entries(W1), "b1": b1, "W2": _entries(W2), "b2": b2}
    given["activation"] = lookup(activation).name
    return make("collapse", given, goal, caption, id)


@figure("collapse", title="Two layers, or one?", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Two layers with an activation between them, and the one affine layer nearest to them on a grid."""
    layers = [
        (np.reshape(state[f"W{i}"], (2, 2)).astype(float), np.array(state[f"b{i}"], float)) for i in (1, 2)
    ]
    axis = np.linspace(-EDGE, EDGE, SIDE)
    X = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    exact = product(layers) if state["activation"] == "identity" else None
    one = nearest_affine(X, forward(layers, X, state["activation"]).post[-1], exact)
    ranks = [rank(W) for W in (layers[0][0], layers[1][0], one.W)]
    readouts = {f"w{i + 1}{j + 1}": float(one.W[i, j]) for i in (0, 1) for j in (0, 1)}
    readouts |= {"b1": float(one.b[0]), "b2": float(one.b[1])}
    readouts |= {"rank": ranks[2], "rank_1": ranks[0], "rank_2": ranks[1]}
    readouts |= {"residual": one.residual, "unexplained": one.unexplained}
    names, errors = ("layer 1", "layer 2", "one layer for both"), ("–", "–", show(one.residual, 3))
    rows = [
        [name, _pair(W[:, 0]), _pair(W[:, 1]), _pair(b), str(r), error]
        for name, (W, b), r, error in zip(names, [*layers, (one.W, one.b)], ranks, errors, strict=True)
    ]
    caption = (
        f"One layer in place of two with {state['activation']} between them; "
        f"error over {len(X)} points of the grid"
    )
    columns = ["layer", "W’s first column", "W’s second column", "bias", "rank of W", "error (RMS)"]
    return readouts, Table(caption, columns, rows)


def rank(W) -> int:
    """How many singular values differ from 0 by more than rounding."""
    singular = np.linalg.svd(W, compute_uv=False)
    return int(np.sum(singular > 1e-9 * max(1, singular[0])))


def _entries(W):
    # A matrix by rows; what is no matrix is left to the check that names what is wrong with it.
    return np.ravel(W).tolist() if np.shape(W) == (2, 2) else W


def _pair(values) -> str:
    return f"({', '.join(show(round(float(v), 9), 3) for v in values)})"
