"""Fitting a temperature to logits and labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...experiments import calibration_error, fit_temperature
from ...softmax import softmax
from ..compare import show
from ..kinds import is_function, not_a_function, one_number
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import CALIBRATION

GRID = np.exp(np.linspace(np.log(0.1), np.log(10), 400))
WITHIN, ALIKE, COLD_END = 0.02, 0.02, 0.35  # a grid in steps of 4 % finds it


def answers(seed: int, temperature: float, spread=4.0, examples=400, classes=5):
    """Logits, and labels drawn from softmax(logits/temperature)."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, spread, (examples, classes))
    total = softmax(logits, temperature).cumsum(axis=1)
    return logits, (rng.random((examples, 1)) > total).sum(axis=1)


def _least(measure, grid=GRID):
    def fit(logits, labels):
        return float(grid[np.argmin([measure(logits, labels, T) for T in grid])])

    return fit


def _brier(logits, labels, T):
    truth = np.eye(logits.shape[1])[labels]
    return np.mean((softmax(logits, T) - truth) ** 2)


def _no_log(logits, labels, T):
    return -np.mean(softmax(logits, T)[np.arange(len(labels)), labels])


def _error(logits, labels, T):
    return calibration_error(softmax(logits, T), labels, bins=10)


COLD = Slip(
    "The cold end of the range",
    "Something else was optimised. The mean probability without its logarithm always wants T → 0, and so "
    "does a loss "
    "whose minus is missing.",
    _least(_no_log),
)


@dataclass(frozen=True)
class Fits:
    """The answer is a function of logits and labels, and returns the temperature with the least log-loss."""

    tried: str
    data: tuple

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        if not is_function(answer):
            return not_a_function(self.tried, answer)
        seen, best = call(answer, *self.data), fit_temperature(*self.data)
        wanted = f"{best:.3f} (relative error at most {WITHIN:g})"
        got = None if seen.error else one_number(seen.value)
        if got is None:
            said = seen.error or f"it returned {show(seen.value)}"
            return Outcome(False, self.tried, said, "one temperature", stop=seen.timed_out)
        if abs(got - best) <= WITHIN * best:
            return Outcome(True, self.tried)
        known = [slip for slip in slips if abs(got - slip.wrong(*self.data)) <= ALIKE * abs(got)]
        slip = known[0] if known else COLD if 0 < got < COLD_END else None
        return Outcome(False, self.tried, show(got), wanted, slip)


FIT = Exercise(
    id="5.8",
    title="Fit a temperature",
    section=CALIBRATION,
    tests=[
        Fits("400 answers that claim too much", answers(0, 2.5)),
        Fits("400 answers that claim too little", answers(1, 0.6, spread=1.0)),
        Fits("400 answers that claim what they keep", answers(2, 1.0, spread=2.0)),
    ],
    slips=[
        Slip(
            "One over T",
            "This is β = 1/T, what the logits are multiplied by.",
            lambda logits, labels: 1 / fit_temperature(logits, labels),
        ),
        Slip(
            "Only temperatures above 1",
            "A network can be too shy as well. Let the search begin below 1.",
            lambda logits, labels: max(1.0, fit_temperature(logits, labels)),
        ),
        Slip(
            "Only temperatures below 1",
            "A network that claims too much needs T above 1. Let the search go on.",
            lambda logits, labels: min(1.0, fit_temperature(logits, labels)),
        ),
        Slip(
            "The calibration error was minimised",
            "It jumps from bin to bin and has many minima. The temperature is fitted to the log-loss; the "
            "ECE is reported.",
            _least(_error),
        ),
        Slip("The squared error was minimised", "The Brier score is another measure.", _least(_brier)),
        COLD,
    ],
    next_step="compute the mean of −log softmax(z/T)[label] for T from 0.2 to 5 and take the smallest.",
)

EXERCISES = [FIT]
