"""Exercises answered by one function: the stable sigmoid, its slope, tanh through the sigmoid."""

import numpy as np

from ...functions import sigmoid, tanh
from ..kinds import Returns, is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import DIGITS, NUMERICS, RESCALED

MIDDLE = np.sort([*np.linspace(-10, 10, 41), -1e-4, -1e-9, 1e-9, 1e-4])  # a branch may be cut beside 0
LEFT = np.array([-40.0, -100.0, -700.0])
TAILS = np.array([-700.0, -100.0, -40.0, 40.0, 100.0, 700.0])
HUGE = np.array([-1000.0, 1000.0])
MATRIX = np.array([[-3.0, -2.0, -1.0], [0.0, 1.0, 2.0]])
SINGLE = np.array([-1000.0, -80.0, -2.0, 0.0, 2.0, 80.0, 1000.0], dtype=np.float32)


# --- 2.2 The stable sigmoid ----------------------------------------------------------------------------


def _where(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def _clip(x):
    return 1 / (1 + np.exp(-np.clip(x, -500, 500)))


def _branch(x):
    return 1 / (1 + np.exp(-x)) if x >= 0 else np.exp(x) / (1 + np.exp(x))


BOTH_RUN = Slip(
    "np.where runs both branches",
    "It chooses between two results that are both computed first, so the branch not taken still overflows. "
    "Give each exponential an argument that is safe everywhere, such as −|x|.",
    _where,
)
CLIPPED = Slip(
    "Clipping at ±500",
    "It hides the overflow in float64 only: exp(500) overflows in float32. And beyond 500 all values are "
    "equal.",
    _clip,
)
STABLE_SLIPS = [
    Slip(
        "The textbook formula",
        "For large negative x, e⁻ˣ overflows. Use an exponential that is never above 1.",
        lambda x: 1 / (1 + np.exp(-x)),
    ),
    BOTH_RUN,
    CLIPPED,
    Slip("Clipping at ±500", CLIPPED.why, lambda x: 1 / (1 + np.exp(np.clip(-x, -500, 500)))),
    Slip(
        "∞/∞ on the right",
        "e^x/(1 + e^x) is the form for negative x; for large x it is ∞/∞.",
        lambda x: np.exp(x) / (1 + np.exp(x)),
    ),
    Slip(
        "One number at a time",
        "`if x >= 0` cannot decide for a whole array. Work with |x|, or with a mask.",
        _branch,
    ),
    Slip(
        "Digits lost on the left",
        "(1 + tanh(x/2))/2 subtracts two numbers that are nearly equal: beyond −37 nothing is left of the "
        "value.",
        lambda x: (1 + np.tanh(x / 2)) / 2,
    ),
    Slip("The argument is doubled", "(1 + tanh(x))/2 is σ(2x), not σ(x).", lambda x: (1 + np.tanh(x)) / 2),
    Slip(
        "The sign of the exponent",
        "1/(1 + e^x) falls from 1 to 0: it is σ(−x).",
        lambda x: 1 / (1 + np.exp(x)),
    ),
    Slip("The sign of the exponent", "This is σ(−x), which falls from 1 to 0.", lambda x: sigmoid(-x)),
    Slip(
        "The hard sigmoid",
        "A clipped straight line is a look-alike, and agrees with σ at 0 only.",
        lambda x: np.clip(x / 6 + 0.5, 0, 1),
    ),
    Slip("This is tanh", "tanh runs from −1 to 1; the sigmoid runs from 0 to 1.", np.tanh),
]

STABLE = Exercise(
    id="2.2", title="A sigmoid that never warns", section=NUMERICS,
    tests=[
        Returns("45 points from −10 to 10", (MIDDLE,), sigmoid(MIDDLE), 1e-12),
        Returns("far to the left: −40, −100, −700", (LEFT,), sigmoid(LEFT), 1e-12),
        Returns("−1000 and 1000, without a warning", (HUGE,), sigmoid(HUGE), 1e-12),
        Returns("float32 in, float32 out, without a warning", (SINGLE,), sigmoid(SINGLE), 1e-5,
                dtype=np.float32),
        Returns("an array of shape (2, 3)", (MATRIX,), sigmoid(MATRIX), 1e-12),
    ],
    slips=STABLE_SLIPS,
    next_step="start from e = np.exp(-np.abs(x)), never above 1, and write both halves of σ with it.",
)


# --- 2.3 Its slope -------------------------------------------------------------------------------------


def _squared_overflow(x):
    e = np.exp(-x)
    return e / (1 + e) ** 2


def _difference(f, h):
    return lambda x: (f(x + h) - f(x - h)) / (2 * h)


SLOPE = Exercise(
    id="2.3", title="The slope of the sigmoid, to the far tails", section=DIGITS,
    tests=[
        Returns("45 points from −10 to 10", (MIDDLE,), sigmoid.derivative(MIDDLE)),
        Returns("the tails: ±40, ±100, ±700", (TAILS,), sigmoid.derivative(TAILS)),
        Returns("−1000 and 1000, without a warning", (HUGE,), sigmoid.derivative(HUGE)),
    ],
    slips=[
        Slip(
            "1 − s loses every digit once s rounds to 1",
            "s(1 − s) is right on paper. Beyond 37, s is stored as exactly 1 and the difference is 0. Note "
            "that 1 − σ(x) = σ(−x), or use e = e^(−|x|).",
            lambda x: sigmoid(x) * (1 - sigmoid(x)),
        ),
        Slip(
            "e⁻ˣ overflows on the left",
            "The slope is even: the same formula with e = e^(−|x|) holds on both sides and never "
            "overflows.",
            _squared_overflow,
        ),
        Slip(
            "The rule of tanh",
            "1 − s² is the slope of tanh. For the sigmoid it is s(1 − s).",
            lambda x: 1 - sigmoid(x) ** 2,
        ),
        Slip("The value, not the slope", "This is σ(x) itself.", sigmoid.f),
        Slip(
            "x in the place of s",
            "x(1 − x) is the rule for an x that is already σ of something, as in listings that pass the "
            "layer's output. Here x is the input.",
            lambda x: x * (1 - x),
        ),
        Slip(
            "The inner derivative's sign",
            "The chain rule has two minus signs, from the power −1 and from −x: they cancel.",
            lambda x: -sigmoid.derivative(x),
        ),
        Slip(
            "A plus for the minus",
            "The rule is s(1 − s), not s(1 + s).",
            lambda x: sigmoid(x) * (1 + sigmoid(x)),
        ),
        *(Slip(
            "A difference quotient",
            "It subtracts nearly equal values: nine digits are out of its reach, and in the right tail it "
            "is 0. Use the formula.",
            _difference(sigmoid, h),
        ) for h in (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)),
    ],
    next_step="the slope is the same at x and −x, so |x| may stand for x in e⁻ˣ/(1 + e⁻ˣ)².",
)


# --- 2.4 tanh through the sigmoid ----------------------------------------------------------------------


def _uses_sigmoid(answer, _slips) -> Outcome:
    tried, calls = "it asks the function it is given", []

    def spy(z):
        calls.append(z)
        return sigmoid(z)

    if not is_function(answer):
        return not_a_function(tried, answer)
    seen = call(answer, spy, MIDDLE)
    if calls or seen.error:
        return Outcome(bool(calls), tried, "" if calls else seen.error, "" if calls else "a call of sigmoid")
    around = Slip(
        "Around the sigmoid",
        "The values come from somewhere else (np.tanh, or exponentials). The point is to get them from the "
        "sigmoid alone.",
    )
    return Outcome(False, tried, "it never called sigmoid", "at least one call", around)


THROUGH = Exercise(
    id="2.4", title="tanh through the sigmoid", section=RESCALED,
    tests=[
        Returns("45 points from −10 to 10", (sigmoid.f, MIDDLE), tanh(MIDDLE), rtol=0, atol=1e-12),
        Returns("−1000 and 1000, without a warning", (sigmoid.f, HUGE), tanh(HUGE), rtol=0, atol=1e-12),
        _uses_sigmoid,
    ],
    slips=[
        Slip(
            "The argument is not doubled",
            "2σ(x) − 1 is tanh(x/2): the range is right, the slope at 0 is 1/2.",
            lambda s, x: 2 * s(x) - 1,
        ),
        Slip(
            "Stretched, not shifted",
            "2σ(2x) runs from 0 to 2. Shift it down by 1.",
            lambda s, x: 2 * s(2 * x),
        ),
        Slip(
            "Shifted, not stretched",
            "σ(2x) − 1/2 has a range of width 1; tanh needs 2.",
            lambda s, x: s(2 * x) - 0.5,
        ),
        Slip(
            "Neither stretched nor shifted",
            "σ(2x) has the right shape, but runs from 0 to 1.",
            lambda s, x: s(2 * x),
        ),
        Slip("Upside down", "1 − 2σ(2x) is −tanh(x).", lambda s, x: 1 - 2 * s(2 * x)),
        Slip(
            "The argument is halved",
            "2σ(x/2) − 1 is tanh(x/4): tanh is steeper than σ, so the argument grows.",
            lambda s, x: 2 * s(x / 2) - 1,
        ),
        Slip(
            "The slope's factor",
            "4σ(2x) mixes in tanh′(x) = 4σ′(2x), which is about the slopes.",
            lambda s, x: 4 * s(2 * x),
        ),
        Slip("Shifted before stretching", "2(σ(2x) − 1) runs from −2 to 0.", lambda s, x: 2 * (s(2 * x) - 1)),
    ],
    next_step="find a, b, c so that a·σ(bx) + c has the limits −1 and 1, then compare the slopes at 0.",
)

EXERCISES = [STABLE, SLOPE, THROUGH]
