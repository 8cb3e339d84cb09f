"""Exercises on scale: He's variance, and what ten times the weights change."""

import numpy as np

from ..kinds import Equals, Part, Returns
from ..records import Exercise, Slip
from .sections import GRADIENTS, KILLS

# --- 3.4 He's variance --------------------------------------------------------------------------------------
HE_NAMES = ("the variance for 50 inputs", "the factor per layer at PyTorch's default")
HE = Exercise(
    id="3.4a", title="He's variance by hand", section=GRADIENTS,
    tests=[
        Part(0, HE_NAMES, Equals(HE_NAMES[0], 2 / 50, 5e-4), [
            Slip("The standard deviation", "This is √(2/n). The variance is its square.", np.sqrt(2 / 50)),
            Slip("LeCun's rule", "1/n forgets that half of the slopes are 0.", 1 / 50),
            Slip("One over 2n", "The half is to be made up for, so the 2 stands on top.", 1 / 100),
        ]),
        Part(1, HE_NAMES, Equals(HE_NAMES[1], 1 / np.sqrt(6), 5e-3), [
            Slip("The mean square's factor", "1/6 is for the mean square. The norm takes its root.", 1 / 6),
            Slip("Xavier's factor", "1/√2 belongs to variance 1/n. Uniform in ±1/√n has a third of it.",
                 1 / np.sqrt(2)),
            Slip("The slopes are missing", "1/√3 is the weights' part. Half of the slopes are 0.",
                 1 / np.sqrt(3)),
        ]),
    ],
    next_step="the variance of U(−c, c) is c²/3; then put it into √(½·n·Var w).",
)

SLOPES = np.array([0.0, 0.01, 0.25, 0.5, 1.0])
HE_LEAKY = Exercise(
    id="3.4b", title="He's variance for a leaky unit", section=GRADIENTS,
    tests=[
        Returns("100 inputs", (100, SLOPES), 2 / (100 * (1 + SLOPES**2)), rtol=1e-7),
        Returns("7 inputs", (7, SLOPES), 2 / (7 * (1 + SLOPES**2)), rtol=1e-7),
    ],
    slips=[
        Slip("The slope is forgotten", "2/n is for a = 0. A leaky side lets a² of the mean square through.",
             lambda n, a: 2 / n + 0 * a),
        Slip("a is not squared", "It is the mean of f′² that counts: ½·1² + ½·a².",
             lambda n, a: 2 / (n * (1 + a))),
        Slip("The standard deviation", "This is the square root of the variance.",
             lambda n, a: np.sqrt(2 / (n * (1 + a**2)))),
        Slip("Upside down", "More slope lets more through, so the weights must be smaller.",
             lambda n, a: 2 * (1 + a**2) / n),
        Slip("The half is lost", "Each side is met half of the time: the mean is (1 + a²)/2.",
             lambda n, a: 1 / (n * (1 + a**2))),
        Slip("A minus", "Both sides add to the mean square.", lambda n, a: 2 / (n * (2 - (1 - a**2)) ** 2)),
    ],
    next_step="find the mean of f′(z)² when z is as often positive as negative, then set n·v times it to 1.",
)

# --- 3.7 Ten times the weights ------------------------------------------------------------------------------
TEN = ("the dead share of layer 3", "the factor on the output", "the factor on the first layer's gradient")
SCALE = Exercise(
    id="3.7", title="Ten times the weights", section=KILLS,
    tests=[
        Part(0, TEN, Equals(TEN[0], 0.066, 5e-4), [
            Slip("Large weights kill", "They push as far up as down. No sign changes at zero bias.",
                 [0.66, 1.0, 0.5]),
            Slip("Large weights revive", "Only where biases stand in their way; here these are 0.",
                 [0.0, 0.0066]),
        ]),
        Part(1, TEN, Equals(TEN[1], 1e5, 0.5), [
            Slip("One layer's factor", "Each of the five weight matrices brings its 10.", 10.0),
            Slip("The output layer is forgotten", "Four hidden matrices and one output matrix.", 1e4),
            Slip("Added instead of multiplied", "The factors of the layers multiply.", 50.0),
            Slip("No change", "Signs do not change; sizes do.", 1.0),
        ]),
        Part(2, TEN, Equals(TEN[2], 1e4, 0.5), [
            Slip("One matrix too many", "∂L/∂z₁ passes back through the matrices above z₁: four of five.",
                 1e5),
            Slip("Nothing but slopes", "The slopes are the same; the matrices on the way back are not.", 1.0),
            Slip("One layer's factor", "All four matrices above the first layer lie on the way back.", 10.0),
            Slip("The slopes are forgotten to be 0 or 1", "They do not scale: only the four matrices do.",
                 [1e8, 1e3]),
        ]),
    ],
    next_step="use ReLU(cz) = c·ReLU(z) in each layer: what is z₂? Which matrices does ∂L/∂z₁ meet?",
)

EXERCISES = [HE, HE_LEAKY, SCALE]
