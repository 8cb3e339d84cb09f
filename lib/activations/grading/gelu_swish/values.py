"""GELU and Swish by hand: values and slopes."""

import math

from ...functions import gelu, silu
from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import GATE, SLOPES, SWISH

THREE_DECIMALS = 6e-4  # an answer rounded to three decimals, made of factors rounded to four


def _phi(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _cdf(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def _value_slips(x: float) -> list[Slip]:
    return [
        Slip("The gate alone", "This is Φ(x), how far the gate is open. Multiply it by x.", _cdf(x)),
        Slip(
            "The gate of the other side",
            "Φ(−x) = 1 − Φ(x). For a negative input the gate is nearly shut.",
            x * _cdf(-x),
        ),
        Slip("The sign of x was lost", "The gate is positive; x brings the sign.", -x * _cdf(x)),
        Slip("This is SiLU", "You used the gate σ(x). GELU's gate is Φ(x).", float(silu(x))),
        Slip("The density instead of Φ", "You multiplied x by φ(x). The gate is Φ(x).", x * _phi(x)),
        Slip("This is ReLU", "ReLU's gate is 0 or 1. GELU's is Φ(x).", max(x, 0.0)),
    ]


def _slope_slips(x: float) -> list[Slip]:
    return [
        Slip("Only the gate", "Φ(x) is one term of the product rule. Add x·φ(x).", _cdf(x)),
        Slip("The value, not the slope", "This is x·Φ(x). The slope is Φ(x) + x·φ(x).", x * _cdf(x)),
        Slip("Only the second term", "This is x·φ(x). Add the gate Φ(x).", x * _phi(x)),
        Slip("x is missing", "The second term is x·φ(x), not φ(x).", _cdf(x) + _phi(x)),
        Slip("The sign of the second term", "x·φ(x) has the sign of x.", _cdf(x) - x * _phi(x)),
        Slip(
            "The gate of the other side",
            "Use Φ at x itself: Φ(−x) = 1 − Φ(x).",
            _cdf(-x) + x * _phi(x),
        ),
    ]


GELU_NAMES = ("GELU(−1)", "the slope of GELU at −1")
SWISH_NAMES = ("the slope of Swish at 1", "the slope of Swish at −1")
S = 1 / (1 + math.exp(-1))


def _swish_slips(x: float, s: float) -> list[Slip]:
    return [
        Slip("Only the gate", "σ(x) is one term of the product rule. Add x·σ(x)(1 − σ(x)).", s),
        Slip("The value, not the slope", "This is x·σ(x).", x * s),
        Slip(
            "The sign of the second term",
            "The second term is x·σ(x)(1 − σ(x)), with the sign of x.",
            s - x * s * (1 - s),
        ),
        Slip("Only the second term", "Add the gate σ(x) to x·σ′(x).", x * s * (1 - s)),
        Slip("This is GELU", "GELU's gate is Φ; Swish's is σ.", float(gelu.derivative(x))),
        Slip(
            "1 − σ in the place of σ′",
            "The slope of the sigmoid is σ(1 − σ), so the second term has both factors.",
            s + x * (1 - s),
        ),
    ]


EXERCISES = [
    Exercise(
        id="4.1a", title="The slope of GELU at 2, last step", section=SLOPES,
        tests=[Equals("the slope at 2", float(gelu.derivative(2.0)), THREE_DECIMALS)],
        slips=_slope_slips(2.0),
        next_step="write down Φ(2) + 2·φ(2) with the two numbers in the cell.",
    ),
    Exercise(
        id="4.1b", title="Value and slope of GELU at −1, last two steps", section=GATE,
        tests=[
            Part(0, GELU_NAMES, Equals(GELU_NAMES[0], float(gelu(-1.0)), THREE_DECIMALS), _value_slips(-1.0)),
            Part(1, GELU_NAMES, Equals(GELU_NAMES[1], float(gelu.derivative(-1.0)), THREE_DECIMALS),
                 _slope_slips(-1.0)),
        ],
        next_step="follow the worked example with −1 for 1; the gate is now 1 − 0.8413.",
    ),
    Exercise(
        id="4.1c", title="The slope of Swish at 1 and at −1, on your own", section=SWISH,
        tests=[
            Part(0, SWISH_NAMES, Equals(SWISH_NAMES[0], float(silu.derivative(1.0)), THREE_DECIMALS),
                 _swish_slips(1.0, S)),
            Part(1, SWISH_NAMES, Equals(SWISH_NAMES[1], float(silu.derivative(-1.0)), THREE_DECIMALS),
                 _swish_slips(-1.0, 1 - S)),
        ],
        next_step="compute σ(1) first; the mirror rule then gives the second slope from the first.",
    ),
]
