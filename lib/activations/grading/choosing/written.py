"""A choice, defended."""

from ..essay import Essay
from ..records import Exercise
from .sections import TREE

CASE = Essay(
    rubric=(
        "The output and its loss follow from what the answer is: a count, so the raw output is read "
        "as the logarithm of a rate, with the Poisson loss (or a positive output with a reason).",
        "The recurrent layer: tanh for the state, sigmoid for the gates, each with its reason.",
        "The forget gates' bias at the start is named, with what it leaves after sixty steps.",
        "Eight bits: which ranges are known beforehand, and where the ends of the other grids come from.",
        "Says what would be checked first if it does not learn, and what the result would mean.",
    ),
    enough=3,
    words=60,
    model=(
        "The answer is a count, so the last layer gives the raw number, read as the logarithm of a "
        "rate, and PoissonNLLLoss takes the exponential itself. The sixty steps go through an LSTM: "
        "tanh for the state, because it is bounded and centred and the same weights act sixty times; "
        "sigmoid for the gates, because a gate says how much and must lie between 0 and 1. The forget"
        " gates start with bias 3, so that σ(3)^60 = 5 % of the first step is left and not σ(0)^60, "
        "which is nothing. On the watch tanh and sigmoid have known ranges and become tables of 256 "
        "entries; the grid of the input and of the last layer gets its ends from calibration data "
        "without its wildest ten-thousandth. If it does not learn I compare the loss before training "
        "with that of always answering the mean, let it learn twenty hours by heart, and look at the "
        "first step's gradient beside the last's: if it is tiny, the forget bias comes first."
    ),
    errors=(
        "“ReLU, because it is fast”: the time goes into the matrix products, and a state without a "
        "bound is fed back sixty times.",
        "“Softmax over the counts”: 3 is nearer to 4 than to 40, and a softmax does not know it.",
        "“The sigmoid is too slow for a watch”: in eight bits it is a table.",
        "“ReLU at the output, since counts are positive”: it may answer 0 for ever.",
    ),
)

EXERCISES = [
    Exercise(
        id="6.5",
        title="Defend a choice",
        section=TREE,
        tests=CASE.tests,
        next_step="write first, then score each part of the rubric, then improve the text.",
        afterwards="walk the tree with your answers: where do you and it disagree?",
    )
]
