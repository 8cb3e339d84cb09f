"""Gradient descent on a unit with two weights, with inputs that have a mean and without.

The same setting, step for step, as the figure ``zigzag`` (lib/explorables/src/descent.js).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TARGET = np.array([1.0, -1.0])
TOLERANCE = 0.05
MOST_STEPS = 400
EXAMPLES = 8
FAR = 1000.0


@dataclass(frozen=True, eq=False)
class ZigzagPath:
    """One descent.

    Attributes:
        path: the weights before the first and after every step, of shape (steps + 1, 2).
        steps: how many it took to come within `TOLERANCE` of `TARGET`; None if it did not.
        length: of the path.
        angle: mean angle in degrees between a step and the straight line to the target.
        same: share of the steps in which both weights moved in the same direction.
        diverged: whether the weights ran away.
    """

    path: np.ndarray
    steps: int | None
    length: float
    angle: float
    same: float
    diverged: bool


def zigzag_inputs(mean) -> np.ndarray:
    """Eight inputs on a circle around (mean, mean), scaled so that their covariance is the identity."""
    angle = 2 * np.pi * (np.arange(EXAMPLES) + 0.5) / EXAMPLES
    return mean + np.sqrt(2) * np.column_stack([np.cos(angle), np.sin(angle)])


def zigzag_path(mean=2.0, learning_rate=0.08, start=(-2.0, 1.5), update="one") -> ZigzagPath:
    """Learn w* = (1, −1) from eight examples by squared error, ½(w·x − w*·x)².

    Args:
        mean: of both inputs. Beyond 1.31 all inputs are positive; 0 is zero-centred.
        learning_rate: the step is this times the gradient.
        start: the two weights to begin with.
        update: "one" (an example at a time, every third one round the circle) or "batch" (all eight).

    Raises:
        ValueError: for another `update`.
    """
    if update not in ("one", "batch"):
        raise ValueError(f"update must be 'one' or 'batch'; got {update!r}")
    x = zigzag_inputs(mean)
    w = np.array(start, dtype=float)
    path, angles, same = [w], [], 0
    while TOLERANCE < np.linalg.norm(w - TARGET) < FAR and len(path) <= MOST_STEPS:
        used = x if update == "batch" else x[[3 * (len(path) - 1) % EXAMPLES]]
        error = w - TARGET
        g = (used @ error) @ used / len(used)
        angles.append(abs(np.arctan2(g[0] * error[1] - g[1] * error[0], g @ error)))
        same += g[0] * g[1] > 0
        w = w - learning_rate * g
        path.append(w)
    made, distance = len(path) - 1, np.linalg.norm(w - TARGET)
    return ZigzagPath(
        path=np.array(path),
        steps=made if distance <= TOLERANCE else None,
        length=float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum()),
        angle=float(np.degrees(np.mean(angles))) if made else 0.0,
        same=same / made if made else 0.0,
        diverged=bool(distance >= FAR),
    )


def largest_rate(mean) -> float:
    """The learning rate beyond which whole-batch steps overshoot for ever: 2 over the largest curvature."""
    return 2 / (1 + 2 * mean * mean)
