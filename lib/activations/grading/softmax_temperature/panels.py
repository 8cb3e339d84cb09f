"""An exercise whose answer is a picture: three probabilities against the temperature."""

import numpy as np

from ...softmax import softmax
from ..axes import Curve, Labelled, Panel
from ..records import Exercise, Slip
from .sections import SCORES

LOGITS = np.array([2.0, 1.0, 0.1])
CLASSES = ("cat", "dog", "bird")


def _rows(of):
    """(name, T) → what `of` gives for the class at each temperature."""
    return lambda name, T: of(np.asarray(T, dtype=float)[:, None])[:, CLASSES.index(name)]


def _curve(name):
    right = _rows(lambda T: softmax(LOGITS / T, axis=1))
    return Curve((name,), lambda T: right(name, np.atleast_1d(T)).reshape(np.shape(T)))


DRAWN = Exercise(
    id="5.13",
    title="Draw it: a softmax at every temperature",
    section=SCORES,
    tests=[
        Panel(
            "three probabilities against T",
            [_curve(name) for name in CLASSES],
            0.25,
            5.0,
            atol=1e-6,
            slips=[
                Slip(
                    "Times T",
                    "The logits are divided by T. Times T is one over the temperature.",
                    _rows(lambda T: softmax(LOGITS * T, axis=1)),
                ),
                Slip(
                    "Not normalised",
                    "The exponentials must be divided by their sum at every T.",
                    _rows(lambda T: np.exp(LOGITS / T)),
                ),
                Slip(
                    "Divided too late",
                    "Divide the logits by T before the softmax. Probabilities divided by T do not add up "
                    "to 1.",
                    _rows(lambda T: softmax(LOGITS) / T),
                ),
                Slip(
                    "Normalised over T",
                    "At each T the three add up to 1: normalise over the classes.",
                    _rows(lambda T: softmax(LOGITS / T, axis=0)),
                ),
                Slip(
                    "A softmax of the softmax",
                    "Feed the logits to the softmax once, not probabilities.",
                    _rows(lambda T: softmax(softmax(LOGITS) / T, axis=1)),
                ),
            ],
        ),
        Labelled(),
    ],
    next_step="for each T compute softmax([2, 1, 0.1] / T); draw one line for each class, with label=…",
    afterwards="which value do all three lines approach on the right, and which on the left?",
)

EXERCISES = [DRAWN]
