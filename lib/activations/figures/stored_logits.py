"""Logits of a trained classifier as text, for the figure "calibration" (the page reads the same).

Accuracy, loss and confidence ask only how far each logit lies below the largest and which of them is the
label's. So the logits of an example are stored in falling order, the largest as 0, together with the label's
place in that order. Distances are rounded on a scale whose steps grow with the distance, because a logit far
below the largest carries little probability.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).parent.parent / "data" / "calibration.json"
# A distance d below the largest logit is stored as log(1 + d/SCALE)/STEP: steps of 0.2 near the top.
SCALE, STEP = 2.0, 0.1
FIRST = "#"  # stands for 0; the characters after it are free of quotes and backslashes up to "["


class Part(NamedTuple):
    """Logits of shape (examples, classes) in falling order, the largest 0, and the labels' columns."""

    logits: np.ndarray
    labels: np.ndarray


def encode(logits, labels) -> dict:
    """The logits as text, column by column of the steps between neighbours, and the labels' places.

    Args:
        logits: shape (examples, 10).
        labels: the right class of each example.

    Raises:
        ValueError: if a step is too large for one character.
    """
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    order = np.argsort(-logits, axis=1, kind="stable")
    place = (order == labels[:, None]).argmax(axis=1)
    distance = logits.max(axis=1, keepdims=True) - np.take_along_axis(logits, order, axis=1)
    level = np.round(np.log1p(distance / SCALE) / STEP).astype(int)
    level[:, 1:] = np.maximum(level[:, 1:], 1)  # the answer stays the answer
    steps = np.diff(level, axis=1)
    if steps.max() > ord("[") - ord(FIRST):
        raise ValueError(
            f"a step of {steps.max()} levels does not fit; the largest is {ord('[') - ord(FIRST)}"
        )
    # Examples in the order of their steps: neighbours look alike, and that packs well.
    examples = np.lexsort(steps.T[::-1])
    text = "".join(chr(ord(FIRST) + step) for step in steps[examples].T.ravel())
    return {"steps": text, "places": "".join(map(str, place[examples]))}


def decode(stored: dict) -> Part:
    """What `encode` stored."""
    labels = np.array([int(digit) for digit in stored["places"]])
    steps = np.frombuffer(stored["steps"].encode("ascii"), dtype=np.uint8).astype(int) - ord(FIRST)
    level = steps.reshape(-1, len(labels)).T.cumsum(axis=1)
    logits = -SCALE * np.expm1(STEP * level)
    return Part(np.hstack([np.zeros((len(labels), 1)), logits]), labels)


@cache
def stored(model: str) -> dict[str, Part]:
    """The parts "validation" and "test" of a stored model."""
    return {part: decode(text) for part, text in json.loads(DATA.read_text(encoding="ascii"))[model].items()}
