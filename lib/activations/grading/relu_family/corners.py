"""Exercises on corners: slopes at 0, ELU's seam, leaky ReLU for every slope."""

import numpy as np

from ...functions import leaky_relu
from ..kinds import Equals, Part, Returns, is_function, not_a_function
from ..records import Exercise, Slip
from .sections import CORNER, LEAKY, ROUNDING

# --- 3.1 Four ReLUs at 0 ------------------------------------------------------------------------------------
RAMPS = ("F.relu(x)", "x.clamp(min=0)", "torch.maximum(x, 0)", "(x + x.abs()) / 2")
ZERO_SLOPES = (0.0, 1.0, 0.5, 0.5)
ALL_ALIKE = "The functions agree everywhere, their conventions at 0 do not: let autograd tell."
RAMP_SLIPS = (
    [
        Slip("The slope from the right", "F.relu takes the left one, 0, at its corner.", 1.0),
        Slip("The middle", "F.relu takes an end of the range of slopes, not its middle.", 0.5),
    ],
    [
        Slip("As for F.relu", ALL_ALIKE, 0.0),
        Slip("The middle", "clamp passes the gradient wherever x is within its limits, and 0 is.", 0.5),
    ],
    [
        Slip("As for F.relu", ALL_ALIKE, 0.0),
        Slip("All of it to x", "At a tie maximum shares the gradient between its two arguments.", 1.0),
    ],
    [
        Slip("As for F.relu", "The x in the sum has slope 1 everywhere, and half of that is left.", 0.0),
        Slip("|x| with slope 1 at 0", "PyTorch's abs has slope 0 at 0: only the x in the sum counts.", 1.0),
    ],
)
FOUR = Exercise(
    id="3.1", title="Four ReLUs at zero", section=CORNER,
    tests=[
        Part(i, RAMPS, Equals(f"slope of {text} at 0", slope, 1e-6), slips)
        for i, (text, slope, slips) in enumerate(zip(RAMPS, ZERO_SLOPES, RAMP_SLIPS, strict=True))
    ],
    next_step="make x = torch.tensor(0.0, requires_grad=True), call backward on each form, read x.grad.",
)

# --- 3.2 ELU at its seam ------------------------------------------------------------------------------------
ALPHAS = np.array([0.25, 0.5, 1.0, 1.5, 3.0])
SEAM = (
    "step 2, the slope at 0 from the left",
    "step 3, the jump from left to right",
    "step 4, the second derivative at 0 from the left",
    "step 5, the same two steps for CELU: its jump",
)
SEAM_WANTED = [ALPHAS, 1 - ALPHAS, ALPHAS, 0 * ALPHAS]
SEAM_SLIPS = [
    [
        Slip("The slope from the right", "On the right ELU is x, whatever α is. On the left it is α(eˣ − 1).",
             lambda a: 1.0 + 0 * a),
        Slip("The value, not the slope", "ELU itself is 0 at 0. Differentiate α(eˣ − 1) first.",
             lambda a: 0 * a),
        Slip("The end of the tail", "−α is where ELU goes far to the left; at 0 its slope is α·e⁰.",
             lambda a: -a),
    ],
    [
        Slip("The sign of the jump", "Going from left to right: right slope minus left slope.",
             lambda a: a - 1),
        Slip("The left slope again", "The jump is the difference of the two slopes.", lambda a: 1.0 * a),
        Slip("No jump", "That holds for α = 1 only.", lambda a: 0 * a),
        Slip("The slopes added", "Both slopes are positive; the jump is their difference.", lambda a: 1 + a),
    ],
    [
        Slip("The right side's", "From the right the second derivative is 0. From the left it is αe⁰.",
             lambda a: 0 * a),
        Slip("α is a factor", "Differentiating αeˣ keeps the α.", lambda a: 1.0 + 0 * a),
        Slip("α squared", "The inner derivative of eˣ is 1, so no second α appears.", lambda a: a**2),
    ],
    [
        Slip("As for ELU", "CELU is α(e^(x/α) − 1): the inner derivative 1/α cancels the α.",
             lambda a: 1 - a),
        Slip("The slope, not the jump", "CELU's slope from the left is 1; so the jump is 1 − 1.",
             lambda a: 1.0 + 0 * a),
        Slip("The inner derivative alone", "1/α is the inner derivative; the α in front is a factor too.",
             lambda a: 1 - 1 / a),
    ],
]


def _at_each_alpha(name, wanted):
    """A test that gives the function one α after the other, so that returning α itself is an answer."""

    def test(answer, slips):
        if not is_function(answer):
            return not_a_function(name, answer)
        return Returns(name, (ALPHAS,), wanted, rtol=1e-6, atol=1e-6)(
            lambda alphas: np.array([float(answer(float(alpha))) for alpha in alphas]), slips
        )

    return test


SEAM_EXERCISE = Exercise(
    id="3.2", title="ELU at its seam, line by line", section=ROUNDING,
    tests=[
        Part(i, SEAM, _at_each_alpha(name, want), slips, stop=True)
        for i, (name, want, slips) in enumerate(zip(SEAM, SEAM_WANTED, SEAM_SLIPS, strict=True))
    ],
    next_step="write down the left branch, differentiate it, and only then put x = 0.",
)

# --- 3.3 Leaky for every slope ------------------------------------------------------------------------------
POINTS = np.array([-1000.0, -3.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 3.0, 1000.0])
SINGLE = np.array([-2.0, 0.0, 2.0], dtype=np.float32)


def _leaky(tried, x, a, **more):
    return Returns(tried, (x, a), leaky_relu(x, negative_slope=a), rtol=1e-6, **more)


LEAKY_EXERCISE = Exercise(
    id="3.3", title="Leaky ReLU for every slope", section=LEAKY,
    tests=[
        _leaky("slope 0.01", POINTS, 0.01),
        _leaky("slope 2", POINTS, 2.0),
        _leaky("slope 0, plain ReLU", POINTS, 0.0),
        _leaky("slope 1, the identity", POINTS, 1.0),
        _leaky("a matrix", POINTS.reshape(3, 3), 0.2),
        _leaky("float32 stays float32", SINGLE, 0.2, dtype=np.float32),
    ],
    slips=[
        Slip("max(ax, x)", "For a > 1 the maximum picks the wrong branch on both sides.",
             lambda x, a: np.maximum(a * x, x)),
        Slip("The slope on both sides", "a belongs to the negative side only.", lambda x, a: a * x),
        Slip("The slope on the wrong side", "The positive side has slope 1.",
             lambda x, a: np.where(x > 0, a * x, x)),
        Slip("No leak", "This is plain ReLU: the negative side is lost.", lambda x, a: np.maximum(x, 0)),
        Slip("The negative side turned up", "a·|x| is positive there; it should be a·x.",
             lambda x, a: np.maximum(x, 0) + a * np.maximum(-x, 0)),
        Slip("x counted twice", "x + a·min(0, x) has slope 1 + a on the left.",
             lambda x, a: x + a * np.minimum(x, 0)),
        Slip("One number at a time", "`if x > 0` cannot decide for a whole array.",
             lambda x, a: x if x > 0 else a * x),
    ],
    next_step="write the two sides separately, max(0, x) and min(0, x), and add them.",
)

EXERCISES = [FOUR, SEAM_EXERCISE, LEAKY_EXERCISE]
