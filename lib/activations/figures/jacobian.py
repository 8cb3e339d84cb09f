"""The figure "jacobian": the derivative of every probability of a softmax by every logit."""

from __future__ import annotations

import numpy as np

from ..softmax import softmax_jacobian
from .logits import LOGITS, TEMPERATURE
from .model import figure, make
from .text import Table, show

SCHEMA = {"logits": LOGITS, "temperature": TEMPERATURE}


def jacobian(logits=(2, 1, 0.5, -1), *, temperature=1, goal=None, caption="", id=None):
    """The Jacobian ∂pᵢ/∂zⱼ of a softmax as a heat map under its logits, which can be dragged.

    Args:
        logits: two to eight numbers in [−5, 5].
        temperature: T, 0.05 to 20.
        caption, id: as in `shape`.
        goal: readouts are largest (entry), bound (1/(4T), which no entry exceeds), rank (as
            `numpy.linalg.matrix_rank` counts it) and row_sum (the largest in absolute value).

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    return make("jacobian", {"logits": logits, "temperature": temperature}, goal, caption, id)


@figure("jacobian", title="Every output answers to every input", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """The Jacobian's row sums, rank and largest entry."""
    T = state["temperature"]
    J = softmax_jacobian(state["logits"], T)
    size = len(J)
    readouts = {
        "largest": float(np.abs(J).max()),
        "bound": 1 / (4 * T),
        "rank": int(np.linalg.matrix_rank(J)),
        "row_sum": float(np.abs(J.sum(axis=1)).max()),
    }
    # The diagonal was summed from the other entries: what is left of a row is rounding, and is said to be.
    rounding = readouts["row_sum"] <= size * np.finfo(float).eps * readouts["largest"]
    fewer = "; the others are lost in rounding" if readouts["rank"] < size - 1 else ""
    several = "" if readouts["rank"] == 1 else "s"
    rows = [
        [
            "largest sum of a row",
            "0, to rounding" if rounding else show(readouts["row_sum"], 2),
            "0: the probabilities always sum to 1",
        ],
        [
            "rank",
            f"{readouts['rank']} singular value{several} above {size}ε × the largest{fewer}",
            f"K − 1 = {size - 1}",
        ],
        ["largest entry", show(readouts["largest"]), f"at most 1/(4T) = {show(readouts['bound'])}"],
    ]
    caption = f"The {size}×{size} matrix ∂pᵢ/∂zⱼ at T = {show(T, 3)}"
    return readouts, Table(caption, ["quantity", "measured", "what theory says"], rows)
