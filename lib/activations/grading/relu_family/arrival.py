"""What arrives of a gradient after many layers: three steps, from a worked example to a bare problem."""

from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import GRADIENTS

LAST = 2**-5.0
TWO = ("the factor per layer", "what arrives after 8 layers")
THREE = ("the mean square of the slope", "the factor per layer", "what arrives after 12 layers")

EXERCISES = [
    Exercise(
        id="3.10a",
        title="What arrives, last step",
        section=GRADIENTS,
        tests=[Equals("what arrives after 10 layers", LAST, 1e-4)],
        slips=[
            Slip(
                "The mean square", "2⁻¹⁰ is what is left of the squared norm. The norm is its root.", 2**-10.0
            ),
            Slip("One layer only", "This is the factor of one layer. There are ten.", [0.5, 0.5**0.5]),
            Slip(
                "Multiplied by the number of layers", "Factors multiply: take the tenth power.", [5.0, 0.05]
            ),
            Slip("Upside down", "The gradient shrinks on its way back: less than 1 arrives.", 32.0),
            Slip("Nine layers", "Ten layers lie between: ten factors.", 2**-4.5),
        ],
        next_step="take the factor ½ to the power of 10 layers, then the root.",
    ),
    Exercise(
        id="3.10b",
        title="What arrives, last two steps",
        section=GRADIENTS,
        tests=[
            Part(
                0,
                TWO,
                Equals(TWO[0], 1.25, 1e-4),
                [
                    Slip(
                        "The slopes are missing",
                        "n·Var w is 2. The mean square of the slope, 0.625, is a factor too.",
                        2.0,
                    ),
                    Slip(
                        "The weights are missing",
                        "0.625 is the slopes' part. Multiply by n·Var w = 2.",
                        0.625,
                    ),
                    Slip(
                        "ReLU's factor",
                        "With slope 0 on the left it would be 1. Here something gets through there.",
                        1.0,
                    ),
                    Slip(
                        "The root too soon",
                        "This is the norm's factor. Take the root in the last step.",
                        1.25**0.5,
                    ),
                    Slip(
                        "The mean slope, not its square",
                        "¾ is the mean slope. The mean of its square is 0.625.",
                        1.5,
                    ),
                ],
            ),
            Part(
                1,
                TWO,
                Equals(TWO[1], 1.25**4, 1e-3),
                [
                    Slip("The mean square", "This is the squared norm's. Take the root.", 1.25**8),
                    Slip("One layer only", "Take the factor to the power of 8.", [1.25, 1.25**0.5]),
                    Slip(
                        "Multiplied by the number of layers",
                        "Factors multiply, they do not add.",
                        [10.0, 5.0],
                    ),
                    Slip("Upside down", "The factor is above 1: the gradient grows.", 1.25**-4),
                ],
            ),
        ],
        next_step="the factor is n·Var w times the mean square of the slope.",
    ),
    Exercise(
        id="3.10c",
        title="What arrives, on your own",
        section=GRADIENTS,
        tests=[
            Part(
                0,
                THREE,
                Equals(THREE[0], 0.5, 1e-6),
                [
                    Slip(
                        "All units on", "ReLU's slope is 1 on one half of the inputs and 0 on the other.", 1.0
                    ),
                    Slip("Squared twice", "1² is 1: the mean of 1 and 0 is ½.", 0.25),
                ],
            ),
            Part(
                1,
                THREE,
                Equals(THREE[1], 1.5, 1e-6),
                [
                    Slip("The slopes are missing", "n·Var w is 3. Half of the slopes are 0.", 3.0),
                    Slip(
                        "The root too soon",
                        "This is the norm's factor. Take the root in the last step.",
                        1.5**0.5,
                    ),
                    Slip("He's factor", "It is 1 for the variance 2/n. Here the variance is 3/n.", 1.0),
                ],
            ),
            Part(
                2,
                THREE,
                Equals(THREE[2], 1.5**6, 0.01),
                [
                    Slip("The mean square", "This is the squared norm's. Take the root.", 1.5**12),
                    Slip("One layer only", "Take the factor to the power of 12.", [1.5, 1.5**0.5]),
                    Slip("Upside down", "The factor is above 1: the gradient grows.", 1.5**-6),
                    Slip(
                        "Multiplied by the number of layers",
                        "Factors multiply, they do not add.",
                        [18.0, 9.0],
                    ),
                ],
            ),
        ],
        next_step="write the three steps of the worked example under each other, with these numbers.",
    ),
]
