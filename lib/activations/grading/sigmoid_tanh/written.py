"""The written exercise."""

from ..essay import Essay
from ..records import Exercise
from .sections import ZIGZAG

RUBRIC = (
    "Says what is exact: for one example, the gradients of a neuron's weights are δ·aᵢ with every aᵢ > "
    "0, so all have the sign of δ.",
    "Says where that stops: a batch sums over examples whose δ differ in sign, so one sign is not forced "
    "(though at the start of training it is still common).",
    "Says that ReLU's outputs are never negative either, so this cannot be why ReLU does better.",
    "Says what helps: zero-centred activations or normalised inputs; and that the harm is a slower path, "
    "not a gradient that vanishes.",
)
MODEL = (
    "Take one neuron, z = Σ wᵢ·aᵢ + b, and one example. Its weights' gradients are δ·aᵢ. Outputs of a "
    "sigmoid are positive, so all of them have the sign of δ: the step goes up in every weight or down in "
    "every weight. If the best step goes up in one and down in another, the path must zig-zag. That much "
    "is exact. In a batch the gradients of many examples are added, and δ is positive for some and "
    "negative for others: the sum may have mixed signs, although at the start it often has not. The "
    "outputs of ReLU are not negative either, so the argument cannot explain why ReLU took the sigmoid's "
    "place. tanh, or inputs with their mean removed, take the constraint away. It is an inconvenience "
    "that costs steps; the vanishing gradient is the worse trouble."
)
ERRORS = (
    "“All gradients of the network share a sign”: only those of one neuron's incoming weights, for one "
    "example.",
    "“It also holds for a batch”: it is not forced there.",
    "“ReLU fixes it”: ReLU is as one-sided as the sigmoid.",
    "“It makes the gradient vanish”: the direction is constrained, not the size.",
)

EXERCISES = [
    Exercise(
        id="2.11",
        title="What is exact about the zig-zag",
        section=ZIGZAG,
        tests=Essay(RUBRIC, MODEL, ERRORS).tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="read your text again tomorrow and see whether you would still score it so.",
    ),
]
