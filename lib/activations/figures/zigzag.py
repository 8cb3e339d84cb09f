"""The figure "zigzag": gradient descent with inputs that have a mean, and with the mean removed."""

from __future__ import annotations

import math

from ..experiments import largest_rate, zigzag_path
from ..experiments.zigzag import MOST_STEPS, TARGET, TOLERANCE
from .model import figure, make
from .states import Choice, Number, Point
from .text import Table, fixed, percent, show

SCHEMA = {
    "mean": Number(2, 0, 3),
    "learning_rate": Number(0.08, 0.01, 2),
    "update": Choice("one", ("one", "batch")),
    "start": Point((-2, 1.5), -3, 3),
}

def zigzag(*, mean=2, learning_rate=0.08, update="one", start=(-2, 1.5), goal=None, caption="", id=None):
    """Gradient descent on two weights, with inputs of a given mean and with the mean removed.

    Args:
        mean: of both inputs, whose spread is 1; 0 to 3. From 1.31 on all inputs are positive.
        learning_rate: 0.01 to 2.
        update: "one" (an example at a time) or "batch" (all eight).
        start: the two weights at the start, each in [−3, 3]. The minimum is at (1, −1).
        caption, id: as in `shape`.
        goal: readouts are steps, path_length, angle, same_direction, largest_rate, straight; the same with
            "centred." before them for the inputs without their mean.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"mean": mean, "learning_rate": learning_rate, "update": update, "start": start}
    return make("zigzag", given, goal, caption, id)


@figure("zigzag", title="Does the path zig-zag?", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
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
                "mean removed" if prefix else f"mean {fixed(mean, 2)}",
                late if run.steps is None else str(run.steps),
                show(run.length, 3),
                f"{fixed(run.angle, 0)}°",
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
