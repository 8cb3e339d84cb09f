"""A diagnosis as a program: from the symptoms of a network to the name of its fault."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...experiments import Symptoms
from ..compare import show
from ..kinds import is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import STUCK

# Measured with seed 3 and eight epochs, rounded; tests/test_grading_choosing.py trains the networks again.
PATIENTS = {
    "sound": Symptoms(2.409, 1.0, 0.170, 0.962, 10, 0.383, 0.0855, 0.03),
    "labels": Symptoms(2.405, 1.0, 2.243, 0.204, 10, 0.313, 0.0242, 0.06),
    "scale": Symptoms(920.6, 0.25, 2.301, 0.083, 1, 0.320, 3.1e9, 0.03),
    "rate too high": Symptoms(2.409, 0.25, 7.9, 0.121, 1, 0.383, 1.9e9, 0.03),
    "rate too low": Symptoms(2.409, 0.05, 2.409, 0.108, 5, 0.383, 2.1e-6, 0.03),
    "nothing arrives": Symptoms(2.303, 0.25, 2.301, 0.083, 1, math.nan, 0.0, 1.0),
    "vanishing": Symptoms(2.394, 0.25, 2.305, 0.081, 1, 5.0e-6, 1.4e-6, 0.0),
    "other weights": Symptoms(2.409, 0.05, 2.409, 0.108, 5, 0.383, 0.0, 0.03),
    "count": Symptoms(2.409, 0.0, 0.170, 0.0, 10, 0.383, 0.0855, 0.03),
}


def right(s) -> str:
    """Causes before their consequences."""
    if s.start > 10 * math.log(10):
        return "scale"
    if s.constant == 1:
        return "nothing arrives"
    if s.ratio < 1e-3:
        return "vanishing"
    if s.moved == 0:
        return "other weights"
    if s.moved < 1e-3:
        return "rate too low"
    if s.moved > 1000:
        return "rate too high"
    if s.accuracy > 0.9:
        return "sound"
    return "count" if s.end < 1 else "labels"


def _changed(**swaps) -> Callable:
    """`right`, but for some of its answers."""
    return lambda s: swaps.get(right(s).replace(" ", "_"), right(s))


@dataclass(frozen=True)
class Diagnoses:
    """The answer is a function of a patient's symptoms and returns the fault's name."""

    fault: str

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        tried = f"a network whose fault is “{self.fault}”" if self.fault != "sound" else "a sound network"
        if not is_function(answer):
            return not_a_function(tried, answer)
        seen = call(answer, PATIENTS[self.fault])
        if seen.error:
            return Outcome(False, tried, seen.error, "a name", stop=seen.timed_out)
        if isinstance(seen.value, str) and seen.value == self.fault:
            return Outcome(True, tried)
        named = isinstance(seen.value, str) and seen.value in PATIENTS
        got = f"it returned {show(seen.value)}"
        if not named:
            return Outcome(False, tried, got, f"one of {', '.join(map(repr, PATIENTS))}")
        patient = PATIENTS[self.fault]
        slip = next((slip for slip in slips if slip.wrong(patient) == seen.value), None)
        return Outcome(False, tried, got, repr(self.fault), slip)


DIAGNOSIS = Exercise(
    id="6.4",
    title="A diagnosis as a program",
    section=STUCK,
    tests=[Diagnoses(fault) for fault in PATIENTS],
    slips=[
        Slip(
            "The loss was not looked at",
            "A loss that has fallen far below its start, with an accuracy at chance, convicts the count.",
            _changed(count="labels"),
        ),
        Slip(
            "Only the accuracy",
            "At chance they all are. That is the complaint, not the cause.",
            lambda s: "sound" if s.accuracy > 0.9 else "labels",
        ),
        Slip(
            "A small step before a small gradient",
            "A vanishing gradient hardly moves the weights, either. Ask for the ratio first.",
            _changed(vanishing="rate too low"),
        ),
        Slip(
            "Still weights before dead units",
            "Where nothing arrives, no weight can move. Ask for constant units first.",
            _changed(nothing_arrives="other weights"),
        ),
        Slip(
            "Wild weights before large inputs",
            "Too large inputs make wild steps at any rate. The loss before training tells.",
            _changed(scale="rate too high"),
        ),
        Slip(
            "Zero is hardly",
            "Exactly 0 has another cause than a millionth: the steps go somewhere else.",
            _changed(other_weights="rate too low"),
        ),
        Slip(
            "Hardly is zero",
            "A millionth is a step. It is only far too short.",
            _changed(rate_too_low="other weights"),
        ),
    ],
    next_step="causes before their consequences: loss at the start, constant units, ratio, steps.",
    afterwards="add a fault of your own to `experiments.Fault` and see whether your program finds it.",
)

EXERCISES = [DIAGNOSIS]
