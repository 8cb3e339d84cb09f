"""A function, smooth everywhere, with slope exactly 1 from 0 on: properties are tested, not a formula."""

from collections.abc import Sequence

import numpy as np

from ...functions import elu, gelu, identity, leaky_relu, mish, relu, selu, silu, softplus
from ..compare import agrees, numbers, show
from ..kinds import is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import Call, call
from .sections import SLOPES

RIGHT_HALF = np.array([0.0, 1e-300, 1e-3, 0.1, 1.0, 2.0, 50.0, 1000.0])
LEFT_HALF = -np.geomspace(1e-3, 1000, 61)[::-1]
HALVED = 0.2 * 0.5 ** np.arange(9)  # distances from 0 on the left


def _right_half(answer, slips) -> Outcome:
    tried = "f(x) = x for x ≥ 0, without a warning"
    if not is_function(answer):
        return not_a_function(tried, answer)
    seen = call(answer, RIGHT_HALF)
    problem = _problem(seen, RIGHT_HALF)
    if not problem and not np.array_equal(numbers(seen.value), RIGHT_HALF):
        values = numbers(seen.value)
        at = int(np.argmax(values != RIGHT_HALF))
        problem = f"{show(values[at], 9)} at x = {show(RIGHT_HALF[at])}"
    if not problem:
        return Outcome(True, tried)
    return Outcome(False, tried, problem, "x itself", _known(answer, slips), stop=True)


def _left_half(answer, slips) -> Outcome:
    tried = "left of 0: it increases, stays above x, and is bounded below"
    seen = call(answer, LEFT_HALF)
    problem = _problem(seen, LEFT_HALF)
    if not problem:
        values = numbers(seen.value)
        problem = _shape_problem(values)
    if not problem:
        return Outcome(True, tried)
    return Outcome(False, tried, problem, "such a function", _known(answer, slips), stop=True)


def _shape_problem(values: np.ndarray) -> str:
    step, near = np.diff(values), LEFT_HALF[1:] > -5  # far out a bounded function may look constant in floats
    if not np.all(step[near] > 0) or not np.all(step > -1e-12):
        return "it does not increase everywhere between −1000 and −0.001"
    if not np.all(values >= LEFT_HALF) or not np.all(values[LEFT_HALF < -1] > LEFT_HALF[LEFT_HALF < -1]):
        return "it does not bend upwards from the line y = x"
    if values[0] < -100:
        return f"it is {show(values[0])} at −1000"
    return ""


def _smooth(answer, slips) -> Outcome:
    tried = "at 0 it leaves the line y = x more slowly than every power of x"
    seen = call(answer, -HALVED)
    problem = _problem(seen, HALVED)
    if not problem:
        order = _order(np.abs(numbers(seen.value) + HALVED))
        if order is not None:
            problem = f"near 0 it leaves the line like |x| to the power of {order:.2g}"
    if not problem:
        return Outcome(True, tried)
    return Outcome(False, tried, problem, "a function with derivatives of every order", _known(answer, slips))


def _order(departure: np.ndarray) -> float | None:
    """The power of |x| with which the function leaves the line; None if it is slower than every power.

    From h to h/2 a power hᵏ loses the factor 2ᵏ, with the same k everywhere. For a function that is smooth
    the apparent k grows without bound until the departure is lost in rounding.
    """
    visible = departure > 1e-14 * HALVED
    powers = np.log2(departure[:-1] / np.where(visible[1:], departure[1:], np.nan))
    powers = powers[visible[:-1] & visible[1:]]
    if not visible.all() and (len(powers) < 2 or (np.diff(powers) > 0.5).all()):
        return None
    return float(powers[-1]) if len(powers) else None


def _problem(seen: Call, x: np.ndarray) -> str:
    if seen.error:
        return seen.error
    values = numbers(seen.value)
    if values is None or values.shape != x.shape:
        return f"it returned {show(seen.value)}"
    if not np.isfinite(values).all():
        return "it returned a value that is not finite"
    return "the warning " + "; ".join(seen.warnings) if seen.warnings else ""


def _known(answer, slips: Sequence[Slip]) -> Slip | None:
    x = np.concatenate([LEFT_HALF, RIGHT_HALF])
    seen = call(answer, x)
    for slip in slips:
        known = call(slip.wrong, x)
        alike = known.error == seen.error and known.warnings == seen.warnings
        if alike and (seen.error or agrees(seen.value, known.value, 1e-9, 1e-300)):
            return slip
    return None


def _both_branches(x):
    return np.where(x < 0, x * (1 - np.exp(1 / x)), x)


def _plus(x):
    safe = np.where(x < 0, x, -1.0)
    return np.where(x < 0, safe * (1 + np.exp(1 / safe)), x)


def _cubic(x):
    n = np.minimum(x, 0)
    return np.maximum(x, 0) + n / np.cbrt(1 - n * n * n)


EXERCISES = [
    Exercise(
        id="4.7", title="Three wishes for one function ★", section=SLOPES,
        tests=[_right_half, _left_half, _smooth],
        slips=[
            Slip("This is ELU", "Its second derivative jumps at 0, from 1 to 0. All must exist.", elu.f),
            Slip("This is GELU", "Its slope at 1 is 1.083, and it is not x anywhere.", gelu.f),
            Slip("This is SiLU", "Its slope is 1 at one point only.", silu.f),
            Slip("This is Mish", "Its slope at 0 is 0.6, and it passes 1 later on.", mish.f),
            Slip("This is softplus", "Its slope tends to 1 and never is.", softplus.f),
            Slip("This is ReLU", "It has a corner at 0, and is flat left of it.", relu.f),
            Slip("This is leaky ReLU", "It has a corner at 0, and no lower bound.", leaky_relu.f),
            Slip("This is SELU", "Its slope on the right is 1.0507.", selu.f),
            Slip("The identity", "It is smooth and has slope 1, but it must bend on the left.", identity.f),
            Slip(
                "np.where runs both branches",
                "The formula is right. But at 0 it divides by 0, and for small positive x it overflows: give "
                "the left branch an argument that is negative everywhere.",
                _both_branches,
            ),
            Slip("A plus for the minus", "x(1 + e^(1/x)) lies below the line y = x.", _plus),
            Slip(
                "Smooth to third order only",
                "x/(1 − x³)^⅓ leaves the line like x⁴: its fourth derivative jumps. No power is flat enough.",
                _cubic,
            ),
        ],
        next_step="no power of x is flat enough at 0, but e^(1/x) is, for x < 0. Multiply and subtract.",
        afterwards="can you say why no formula made of powers, exponentials and tanh, without a case "
                   "distinction, could do it?",
    ),
]
