"""The written exercise: fifty linear layers."""

from ..essay import Essay
from ..records import Exercise
from .sections import THEOREM

ESSAY = Essay(
    rubric=(
        "Says that the fifty layers compute one affine map, and why: affine maps are closed under "
        "composition, with W* = W₅₀ ⋯ W₁ and a bias b* in which every layer's bias passes through the later "
        "ones.",
        "Says affine, not linear, or mentions the bias of the result.",
        "Says what the widths do: a layer narrower than inputs and outputs lowers the rank, so the network "
        "may do less than one layer.",
        "Says that the same functions do not mean the same training: saddles and plateaus, or a loss that "
        "is not convex.",
    ),
    model=(
        "By the collapse theorem the fifty layers compute a single affine map x ↦ W*x + b*, with W* = W₅₀ ⋯ "
        "W₁ and b* the sum of all biases, each multiplied by the weights of the layers after it. So they "
        "can express nothing that one layer cannot. They may express less: if a hidden layer is narrower "
        "than both the input and the output, the rank of W* is at most its width. And they do not train "
        "like one layer: as a function of fifty matrices the loss is not convex, it has saddles, and near "
        "small weights it has long plateaus. A function that is not affine between the layers changes this. "
        "The layers still compose, but affine maps are left."
    ),
    errors=(
        "“Non-linearity makes the layers composable”: they compose anyway; what it breaks is closure.",
        "“The biases add up”: each is multiplied by the later weights.",
        "“Fifty layers equal one layer, always”: only if no hidden layer is too narrow.",
        "“So it is logistic regression”: the same functions, another training problem.",
    ),
)

EXERCISES = [
    Exercise(
        id="1.9",
        title="Fifty linear layers",
        section=THEOREM,
        tests=ESSAY.tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="explain it to somebody without the words “linear” and “non-linear”.",
    ),
]
