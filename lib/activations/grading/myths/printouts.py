"""A printout of which one row is wrong."""

import numpy as np

from ...softmax import softmax
from ..kinds import Returns
from ..records import Exercise, Slip
from .sections import SOFTMAX


def printed(logits, temperatures, wrong, row):
    """Rows as a careful author prints them, one of them replaced."""
    rows = np.round([softmax(logits, temperature) for temperature in temperatures], 3)
    rows[wrong] = row
    return (np.array(logits), np.array(temperatures), rows)


FIRST = printed([2.0, 1.0, 0.5, -1.0], [1.0, 0.5, 2.0, 5.0], 2, [0.41, 0.28, 0.21, 0.1])
SECOND = printed([2.0, 1.0, 0.1], [0.1, 0.5, 1.0], 0, [0.999, 0.001, 0.0])
THIRD = printed([1.0, 0.0, -2.0], [4.0, 1.0, 0.25], 1, [0.28, 0.685, 0.035])
FOURTH = printed([0.0, 3.0, 1.0], [2.0, 1.0, 3.0], 2, [0.21, 0.52, 0.28])


def right(logits, temperatures, rows):
    """The row that is furthest from the softmax at its temperature."""
    exact = np.array([softmax(logits, temperature) for temperature in temperatures])
    return np.abs(rows - exact).max(axis=1).argmax()


def _at_one(logits, temperatures, rows):
    return np.abs(rows - softmax(logits)).max(axis=1).argmax()


def _times(logits, temperatures, rows):
    return np.abs(rows - [softmax(logits, 1 / t) for t in temperatures]).max(axis=1).argmax()


def _nearest(logits, temperatures, rows):
    exact = np.array([softmax(logits, temperature) for temperature in temperatures])
    return np.abs(rows - exact).max(axis=1).argmin()


def _by_sum(logits, temperatures, rows):
    return np.abs(rows.sum(axis=1) - 1).argmax()


def _not_sorted(logits, temperatures, rows):
    return np.array([np.any(np.argsort(row) != np.argsort(logits)) for row in rows]).argmax()


ROWS = Exercise(
    id="8.2",
    title="The row that is wrong",
    section=SOFTMAX,
    tests=[
        Returns("four rows of four probabilities", FIRST, 2),
        Returns("three rows, to three decimals", SECOND, 0),
        Returns("a row whose first two have changed places", THIRD, 1),
        Returns("rows of a warm softmax", FOURTH, 2),
    ],
    slips=[
        Slip("All at T = 1", "Each row has its own temperature.", _at_one),
        Slip("Times T", "The logits are divided by the temperature.", _times),
        Slip("The best row", "This is the row that agrees best. Take the largest difference.", _nearest),
        Slip("Sums only", "A wrong row can sum to 1. Compare the probabilities themselves.", _by_sum),
        Slip("The order only", "A wrong row can have the right order. Compare the numbers.", _not_sorted),
    ],
    next_step="compute the softmax of each row's temperature, and find the largest difference.",
    afterwards="now find it without a softmax: by the ratio of two entries and a logarithm.",
)

EXERCISES = [ROWS]
