"""The figure "calibration": the reliability diagram of a classifier that was really trained."""

from __future__ import annotations

import numpy as np

from ..experiments import calibration_error, fit_temperature, log_loss
from ..softmax import softmax
from .model import figure, make
from .states import Choice, Number
from .stored_logits import stored
from .text import Table, fixed, show

SCHEMA = {
    "model": Choice("overconfident", ("overconfident", "underconfident")),
    "temperature": Number(1, 0.1, 10),
    "bins": Number(10, 2, 30, integer=True),
}


def calibration(*, model="overconfident", temperature=1, bins=10, goal=None, caption="", id=None):
    """The reliability diagram of a trained classifier whose logits are divided by a temperature.

    The logits are those of chapter 5's two networks, for digits that they were not trained on. T* is the
    temperature with the smallest loss on 400 other digits.

    Args:
        model: "overconfident" (trained by heart on three rows of pixels) or "underconfident" (trained with
            label smoothing).
        temperature: 0.1 to 10.
        bins: bins of confidence, of equal width; 2 to 30.
        caption, id: as in `shape`.
        goal: readouts are ece, nll, accuracy and confidence (the mean) at the temperature; the same with
            "trained." before them for T = 1 and with "best." for T*; and best_temperature, which is T*.

    Returns:
        Explorable: a widget where anywidget is installed.

    Raises:
        ValueError, TypeError: for settings outside their ranges.
    """
    given = {"model": model, "temperature": temperature, "bins": bins}
    return make("calibration", given, goal, caption, id)


@figure("calibration", title="Does it keep its word?", schema=SCHEMA)
def readouts(state: dict) -> tuple[dict, Table]:
    """Accuracy, mean confidence, loss and calibration error at the temperature, at T = 1 and at T*."""
    parts = stored(state["model"])
    best = fit_temperature(*parts["validation"])
    readouts, rows = {"best_temperature": best}, []
    for prefix, name, temperature in (
        ("", "now", state["temperature"]),
        ("trained.", "as trained", 1.0),
        ("best.", "T*", best),
    ):
        logits, labels = parts["test"]
        p = softmax(logits, temperature)
        own = {
            "accuracy": float(np.mean(p.argmax(axis=1) == labels)),
            "confidence": float(p.max(axis=1).mean()),
            "nll": log_loss(logits, labels, temperature),
            "ece": calibration_error(p, labels, state["bins"]),
        }
        readouts |= {prefix + key: value for key, value in own.items()}
        numbers = [fixed(value, 3) for value in own.values()]
        rows.append([name, show(temperature, 3), *numbers])
    count = len(parts["test"].labels)
    caption = f"On {count} digits it was not trained on; T* has the least NLL on 400 other digits"
    columns = ["logits", "temperature T", "accuracy", "mean confidence", "NLL", f"ECE, {state['bins']} bins"]
    return readouts, Table(caption, columns, rows)
