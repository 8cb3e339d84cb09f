"""Exercises answered by numbers: σ and its slope by hand, thresholds and crossings found by searching."""

import numpy as np

from ...functions import sigmoid
from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import LARGER, NUMERICS, SIGMOID, SLOPE

FOUR_DECIMALS = 6e-5  # an answer rounded to four decimals is within this
TWO_DECIMALS = 6e-3


def _value_slips(z: float) -> list[Slip]:
    s = float(sigmoid(z))
    return [
        Slip(
            "The sign of z was lost",
            "The exponent is −z: for a negative z that makes e^(−z) larger than 1.",
            1 - s,
        ),
        Slip(
            "The sigmoid is not odd",
            "σ(−z) = 1 − σ(z), not −σ(z): its values lie between 0 and 1.",
            [-s, s - 1],
        ),
        Slip(
            "Stopped halfway",
            "This is e^(−z) or 1 + e^(−z); σ is one divided by the latter.",
            [np.exp(-z), 1 + np.exp(-z)],
        ),
        Slip("This is tanh", "tanh runs from −1 to 1; the sigmoid runs from 0 to 1.", np.tanh(z)),
    ]


def _slope_slips(z: float) -> list[Slip]:
    s = float(sigmoid(z))
    return [
        Slip("This is the value, not the slope", "You gave σ(z) itself. The slope is σ(z)(1 − σ(z)).", s),
        Slip("Only one factor", "You gave 1 − σ(z). The slope is that times σ(z).", 1 - s),
        Slip("The rule of tanh", "1 − s² is the slope of tanh. For the sigmoid it is s(1 − s).", 1 - s * s),
        Slip("A plus for the minus", "You computed s(1 + s). The slope is s(1 − s).", s * (1 + s)),
        Slip("z in the place of s", "You computed z(1 − z). The rule takes the value s = σ(z).", z * (1 - z)),
        Slip(
            "A slope of the wrong sign",
            "The sigmoid rises everywhere: its slope is never negative.",
            -s * (1 - s),
        ),
        Slip("The slope at 0", "1/4 is the largest slope, and only z = 0 has it.", 0.25),
        Slip("s squared", "You computed s·s. The slope is s(1 − s).", s * s),
    ]


def _pair(z: float, text: str) -> list[Part]:
    names, s = (f"σ({text})", f"the slope at {text}"), float(sigmoid(z))
    return [
        Part(0, names, Equals(names[0], s, FOUR_DECIMALS), _value_slips(z)),
        Part(1, names, Equals(names[1], s * (1 - s), FOUR_DECIMALS), _slope_slips(z)),
    ]


BY_HAND = [
    Exercise(
        id="2.1a", title="The slope at 3, last step", section=SIGMOID,
        tests=[Equals("the slope at 3", float(sigmoid.derivative(3.0)), FOUR_DECIMALS)],
        slips=_slope_slips(3.0),
        next_step="do it again for z = 0, where every step is a round number: e⁰ = 1, σ = 1/2, slope 1/4.",
    ),
    Exercise(
        id="2.1b", title="Value and slope at −2, last two steps", section=SIGMOID, tests=_pair(-2.0, "−2"),
        next_step="follow the worked example with −2 in the place of 1; mind the sign of the exponent.",
    ),
    Exercise(
        id="2.1c", title="Value and slope at ln 3, on your own", section=SIGMOID,
        tests=_pair(np.log(3.0), "ln 3"),
        next_step="write down e^(−ln 3) as a fraction first.",
    ),
]

TANH_AT_001 = float(np.arccosh(10))  # 1/cosh² = 1/100
SIGMOID_AT_001 = float(2 * np.arccosh(5))  # ¼/cosh²(z/2) = 1/100
# tanh′ = 1/cosh²z and σ′ = 1/(4cosh²(z/2)) are equal where cosh z = 2u, u = cosh(z/2): 2u² − 1 = 2u.
CROSSING = float(2 * np.arccosh((1 + np.sqrt(3)) / 2))

THRESHOLD_SLIPS = [
    Slip(
        "This is the sigmoid's threshold",
        "The sigmoid's slope drops under 0.01 here; tanh gets there sooner.",
        SIGMOID_AT_001,
    ),
    Slip(
        "The value, not the slope",
        "Here tanh itself is within 0.01 of 1. The question is about its slope.",
        float(np.arctanh(0.99)),
    ),
    Slip(
        "The rule of thumb",
        "“Saturated beyond 5” is too coarse: at 5 the slope of tanh is far below 0.01.",
        5.0,
    ),
    Slip(
        "A whole number from a coarse grid",
        "At 3 the slope is already below 0.01. Search on a finer grid.",
        3.0,
    ),
    Slip(
        "A tenth instead of a hundredth",
        "Here the slope is 0.1. The threshold asked for is 0.01.",
        float(np.arccosh(np.sqrt(10))),
    ),
    Slip(
        "The negative side",
        "By symmetry this is the place on the left; the positive one is asked for.",
        -TANH_AT_001,
    ),
]

CROSSING_SLIPS = [
    Slip(
        "Where tanh’s slope is a quarter",
        "1/4 is the sigmoid's slope at 0 only; further out it is smaller too.",
        float(np.arccosh(2)),
    ),
    Slip(
        "The slope instead of the place",
        "This is the slope both have there. The place z is asked for.",
        float(sigmoid.derivative(CROSSING)),
    ),
    Slip(
        "Where the values cross",
        "Here tanh(z) = σ(z). The question is where the slopes are equal.",
        float(np.arcsinh(1)),
    ),
    Slip(
        "“Four times at every z”",
        "tanh′ is 4 times σ′ at z = 0 only. Compare the two at z = 3.",
        [0.0, np.inf],
    ),
    Slip(
        "A whole number from a coarse grid",
        "The order has changed somewhere between 1 and 2: refine.",
        [1.0, 2.0],
    ),
    Slip(
        "The negative side",
        "By symmetry this is the place on the left; the positive one is asked for.",
        -CROSSING,
    ),
]

SEARCHES = [
    Exercise(
        id="2.6a", title="Where the slope of tanh drops under 0.01", section=SLOPE,
        tests=[Equals("the smallest z > 0 with tanh′(z) ≤ 0.01", TANH_AT_001, TWO_DECIMALS)],
        slips=THRESHOLD_SLIPS,
        next_step="evaluate af.tanh.derivative on np.arange(0, 6, 0.001); take the first place below 0.01.",
    ),
    Exercise(
        id="2.6b", title="Who has the larger slope from where on", section=LARGER,
        tests=[Equals("the z > 0 at which the two slopes are equal", CROSSING, TWO_DECIMALS)],
        slips=CROSSING_SLIPS,
        next_step="look at the sign of af.tanh.derivative(z) − af.sigmoid.derivative(z) on a fine grid.",
    ),
]

OVERFLOW = {dtype: float(np.log(np.finfo(dtype).max)) for dtype in (np.float64, np.float32)}
OVERFLOW_NAMES = ("the threshold in float64", "the threshold in float32")


def _overflow_slips(own, other, tiny: float, one: float) -> list[Slip]:
    return [
        Slip(
            "The other precision",
            "This is the other threshold: give float64 first, then float32.",
            OVERFLOW[other],
        ),
        Slip(
            "Underflow, not overflow",
            "Near here e^(−|x|) becomes 0, quietly. It is e^|x| that overflows, earlier.",
            tiny,
        ),
        Slip(
            "Where σ(x) rounds to 1",
            "From here on 1 + e⁻ˣ equals 1. That loses digits, but warns of nothing.",
            one,
        ),
        Slip(
            "The number from the example",
            "At 1000 it does warn, but not for the first time. Go down from there.",
            [1000.0, 500.0 if own is np.float64 else 100.0],
        ),
        Slip("The sign", "Give the distance from 0, which is positive.", -OVERFLOW[own]),
    ]


HUNT = Exercise(
    id="2.10a", title="Where a popular sigmoid starts to complain", section=NUMERICS,
    tests=[
        Part(0, OVERFLOW_NAMES, Equals(OVERFLOW_NAMES[0], OVERFLOW[np.float64], 0.5),
             _overflow_slips(np.float64, np.float32, 745.13, 36.7)),
        Part(1, OVERFLOW_NAMES, Equals(OVERFLOW_NAMES[1], OVERFLOW[np.float32], 0.5),
             _overflow_slips(np.float32, np.float64, 103.97, 16.6)),
    ],
    next_step="which exponential in the listing can overflow? Compare with np.log(np.finfo(dtype).max).",
)

EXERCISES = [*BY_HAND, *SEARCHES, HUNT]
