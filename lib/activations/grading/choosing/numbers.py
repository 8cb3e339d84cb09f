"""Outputs stretched to their bounds, with fewer and fewer steps given; a grid; and an open gate."""

import math

import numpy as np

from ...experiments import quantise
from ..kinds import Equals, Part, Returns
from ..records import Exercise, Slip
from .sections import DEVICES, NUMBERS, STATES

TOL = 0.006  # an answer rounded to two decimals


class Stretched:
    """low + (high − low)·σ(z) at one z: the share, the answer and the slope."""

    def __init__(self, low: float, high: float, z: float):
        self.low, self.high, self.z = low, high, z
        self.share = 1 / (1 + math.exp(-z))
        self.width = high - low
        self.value = low + self.width * self.share
        self.slope = self.width * self.share * (1 - self.share)

    def value_slips(self) -> list[Slip]:
        """What is often given for the answer."""
        return [
            Slip("The share alone", "σ(z) lies between 0 and 1. Stretch it by high − low.", self.share),
            Slip("Stretched, not shifted", "Add low: at σ = 0 the answer is low.", self.width * self.share),
            Slip(
                "Times high",
                "The width is high − low. Times high the answer can pass the upper bound.",
                self.low + self.high * self.share,
            ),
            Slip(
                "From the other end",
                "For a large z the answer must be near high.",
                self.high - self.width * self.share,
            ),
            Slip(
                "Tanh in the sigmoid's place",
                "tanh runs from −1 to 1. With it the answer is low + (high − low)(1 + tanh z)/2.",
                self.low + self.width * math.tanh(self.z),
            ),
        ]

    def slope_slips(self) -> list[Slip]:
        """What is often given for the slope."""
        return [
            Slip("The sigmoid's slope", "The stretch multiplies the slope, too.", self.slope / self.width),
            Slip("The factor 1 − σ is missing", "σ′ = σ(1 − σ), with two factors.", self.width * self.share),
            Slip(
                "Of the stretched value",
                "y(1 − y) is the slope only where y itself is the sigmoid.",
                self.value * (1 - self.value),
            ),
            Slip("The steepest slope", "¼ is the sigmoid's slope at 0 only.", self.width / 4),
            Slip(
                "Shifted",
                "Adding low moves the curve up and leaves its slope alone.",
                self.low + self.slope,
            ),
            Slip("Divided by the width", "Stretching by high − low multiplies.", self.slope / self.width**2),
        ]


FIRST, SECOND, THIRD = Stretched(20, 80, 0.8), Stretched(-40, 60, -1.2), Stretched(2, 12, 1.5)
BOTH = ("the answer", "its slope")


def _parts(case: Stretched) -> list:
    return [
        Part(0, BOTH, Equals(BOTH[0], case.value, TOL), case.value_slips(), stop=True),
        Part(1, BOTH, Equals(BOTH[1], case.slope, TOL), case.slope_slips()),
    ]


STRETCHED = [
    Exercise(
        id="6.1a",
        title="The last step of a stretched output",
        section=NUMBERS,
        tests=[Equals("the slope", FIRST.slope, TOL)],
        slips=FIRST.slope_slips(),
        next_step="multiply the sigmoid's slope, σ(1 − σ), by the width.",
    ),
    Exercise(
        id="6.1b",
        title="The last two steps",
        section=NUMBERS,
        tests=_parts(SECOND),
        next_step="low plus width times share; then width times σ(1 − σ).",
    ),
    Exercise(
        id="6.1c",
        title="A stretched output on your own",
        section=NUMBERS,
        tests=_parts(THIRD),
        next_step="share, answer, slope, in this order.",
        afterwards="for which z is the slope largest, and what is the answer there?",
    ),
]

X = np.array([-7.0, -1.0, -0.2, 0.0, 0.1, 0.3, 1.49, 2.0, 3.7, 6.0, 9.0])


def _codes(x, low, high, bits):
    return np.rint((np.clip(x, low, high) - low) / (high - low) * (2**bits - 1))


def _levels(x, low, high, bits):
    step = (high - low) / 2**bits
    return low + step * np.rint((np.clip(x, low, high) - low) / step)


def _floored(x, low, high, bits):
    step = (high - low) / (2**bits - 1)
    return low + step * np.floor((np.clip(x, low, high) - low) / step)


def _unclipped(x, low, high, bits):
    step = (high - low) / (2**bits - 1)
    return low + step * np.rint((x - low) / step)


def _from_zero(x, low, high, bits):
    step = (high - low) / (2**bits - 1)
    return step * np.rint(np.clip(x, low, high) / step)


def _no_low(x, low, high, bits):
    return _codes(x, low, high, bits) * (high - low) / (2**bits - 1)


GRID = Exercise(
    id="6.2",
    title="Round to a grid",
    section=DEVICES,
    tests=[
        Returns("from −1 to 6, three bits", (X, -1.0, 6.0, 3), quantise(X, -1, 6, 3), atol=1e-12),
        Returns("ReLU6's grid, eight bits", (X, 0.0, 6.0, 8), quantise(X, 0, 6, 8), atol=1e-12),
        Returns("from −0.3 to 2, two bits", (X, -0.3, 2.0, 2), quantise(X, -0.3, 2, 2), atol=1e-12),
    ],
    slips=[
        Slip("The codes", "These are the whole numbers. Turn them back: low + step · code.", _codes),
        Slip("A step too many", "2^b numbers have 2^b − 1 steps between them.", _levels),
        Slip("Rounded down", "np.floor goes down always. The nearest number is asked for.", _floored),
        Slip("Off the grid", "What lies outside of [low, high] becomes the nearer end.", _unclipped),
        Slip("The grid starts at low", "Subtract low before dividing, or the grid is another.", _from_zero),
        Slip("low is not added back", "The first number of the grid is low, not 0.", _no_low),
    ],
    next_step="clip; subtract low; divide by the step; round; undo the last three but the rounding.",
    afterwards="how large is the largest error for numbers inside of the grid?",
)

KEPT, STEPS = 0.9, 100
GATE = KEPT ** (1 / STEPS)
OPEN = Exercise(
    id="6.3",
    title="Open a gate",
    section=STATES,
    tests=[Equals("the bias", math.log(GATE / (1 - GATE)), TOL)],
    slips=[
        Slip("The gate, not its bias", "This is σ(b). Take the log-odds.", GATE),
        Slip(
            "One step",
            "With this bias nine tenths are left after one step. It is to be after a hundred.",
            math.log(KEPT / (1 - KEPT)),
        ),
        Slip("The sign", "A gate above one half needs a positive bias.", -math.log(GATE / (1 - GATE))),
        Slip(
            "A hundredth of the logarithm",
            "This is the logarithm of the gate, and near 0. The bias is log(g/(1 − g)).",
            [math.log(GATE), -math.log(GATE)],
        ),
        Slip(
            "Losses added up",
            "A tenth lost in a hundred steps is not a thousandth in each: each takes of what is left.",
            math.log(0.999 / 0.001),
        ),
        Slip(
            "The other part",
            "Nine tenths are to be left. With this bias a tenth is.",
            math.log(0.1**0.01 / (1 - 0.1**0.01)),
        ),
    ],
    next_step="first the gate g with g^100 = 0.9, then its log-odds.",
    afterwards="what does the same bias leave after a thousand steps?",
)

EXERCISES = [*STRETCHED, GRID, OPEN]
