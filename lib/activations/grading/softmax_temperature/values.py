"""Softmax by hand, from a worked example to a bare problem."""

import numpy as np

from ...softmax import softmax
from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import SCORES

FOUR_DECIMALS = 6e-5  # an answer rounded to four decimals is within this


def _slips(z, place: int) -> list[Slip]:
    """What else than softmax(z)[place] comes out when a step goes wrong."""
    z = np.asarray(z, dtype=float)
    e, p = np.exp(z), softmax(z)
    signs = np.exp(np.abs(z)) if (z < 0).any() else None
    slips = [
        Slip("Not divided yet", "This is the exponential. Divide it by the sum of all of them.", e[place]),
        Slip(
            "Shares of the logits",
            "You divided the logit by the sum of the logits. The exponentials come first.",
            z[place] / z.sum(),
        ),
        Slip(
            "Divided by the others",
            "The sum in the denominator has all the exponentials in it, this one too. What you have are "
            "the odds.",
            e[place] / (e.sum() - e[place]),
        ),
        Slip("The logarithm of it", "This is the log-probability. Take its exponential.", np.log(p[place])),
        Slip(
            "A sigmoid of one logit",
            "1/(1 + e⁻ᶻ) compares one logit with 0. Here it shares with all the others.",
            1 / (1 + np.exp(-z[place])),
        ),
        Slip(
            "Another class",
            "This is the probability of another class: the question names its place.",
            [value for i, value in enumerate(p) if i != place],
        ),
    ]
    if signs is not None:
        why = "e to a negative number is below 1: e⁻² = 0.135, not 7.389."
        slips.append(Slip("A minus was lost", why, signs[place] / signs.sum()))
    return slips


ONE_OF_THREE = [3.0, 1.0, -2.0]
STEPS = [1.0, 2.0, 3.0]
ON_PAPER = np.log([1.0, 2.0, 5.0])
TWO_NAMES = ("the probability of the first class", "the probability of the last class")
THREE_NAMES = ("the first probability", "the second probability", "the third probability")

EXERCISES = [
    Exercise(
        id="5.1a",
        title="Softmax of (3, 1, −2), last step",
        section=SCORES,
        tests=[Equals("the probability of the first class", float(softmax(ONE_OF_THREE)[0]), FOUR_DECIMALS)],
        slips=_slips(ONE_OF_THREE, 0),
        next_step="look at the worked example: the third step is one exponential over the sum of all three.",
    ),
    Exercise(
        id="5.1b",
        title="Softmax of (1, 2, 3), last two steps",
        section=SCORES,
        tests=[
            Part(
                i,
                TWO_NAMES,
                Equals(TWO_NAMES[i], float(softmax(STEPS)[place]), FOUR_DECIMALS),
                _slips(STEPS, place),
            )
            for i, place in enumerate((0, 2))
        ],
        next_step="add up the three exponentials first, about 30.19, then divide.",
    ),
    Exercise(
        id="5.1c",
        title="Softmax of (0, ln 2, ln 5), on your own",
        section=SCORES,
        tests=[
            Part(
                i, THREE_NAMES, Equals(name, float(softmax(ON_PAPER)[i]), FOUR_DECIMALS), _slips(ON_PAPER, i)
            )
            for i, name in enumerate(THREE_NAMES)
        ],
        next_step="e to the power ln 5 is 5: write the three exponentials as whole numbers.",
    ),
]
