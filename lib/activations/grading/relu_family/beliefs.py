"""Written exercises on two sentences that circulate: once dead, always dead; and the corner is a flaw."""

from ..essay import Essay
from ..records import Exercise
from .sections import CORNER, REVIVAL

FOR_EVER = Essay(
    rubric=(
        "Says why the gradient stops: on all the data z < 0, the slope is 0, and so is the gradient of the "
        "unit's weights and bias.",
        "Says when that is final: a unit of the first layer, under plain gradient descent, on fixed data.",
        "Names momentum or weight decay: they move weights without a gradient.",
        "Names deeper layers: their inputs change while earlier layers train, so units can come back.",
    ),
    model=(
        "A unit is dead if its pre-activation is negative on all the data. Then its slope is 0 everywhere, "
        "and so is the gradient of its weights and its bias: plain gradient descent leaves them alone. In "
        "the first layer the inputs are fixed too, so there the sentence is right. It is not right in "
        "general. Momentum keeps moving the weights for a while, and weight decay shrinks them at each "
        "step. In deeper layers the inputs move, because the layers below go on learning: units that were "
        "off on all the data can find themselves on again. How many do depends on how deep the bias is."
    ),
    errors=(
        "“The gradient is small”: it is exactly 0.",
        "“ReLU outputs 0, so the unit is dead”: on one example every second unit is off.",
        "“Leaky ReLU revives it at once”: its slope of 0.01 needs a hundred times the steps.",
    ),
)
AT_THE_CORNER = Essay(
    rubric=(
        "The corner is no obstacle to training: a derivative almost everywhere is enough, and a framework "
        "returns a fixed number at 0.",
        "Exact zeros do occur, on blank patches with zero bias, and then the number chosen changes the "
        "gradient.",
        "Softplus is smooth, but it loses what ReLU offers: exact zeros, f(cz) = c·f(z), and it gives ln 2 "
        "at 0.",
        "Asks for a measurement: softplus costs more to compute, and no smoothness argument says which "
        "trains better.",
    ),
    model=(
        "Gradient descent needs a derivative almost everywhere, not everywhere. At 0 a framework returns a "
        "fixed number, 0 for F.relu, and training goes on. It is not true that 0 never occurs: on blank "
        "patches with a bias of 0 many pre-activations are exactly 0, and the number chosen there changes "
        "the gradient. Softplus has no corner, but it is never 0, puts out ln 2 where ReLU is off, and "
        "does not scale with its input. It also takes longer to compute. Whether it trains better is a "
        "question for an experiment; the corner alone is no reason."
    ),
    errors=(
        "“z = 0 has probability zero”: with zero bias and blank inputs it is common.",
        "“Backpropagation fails at the corner”: it uses the number that the framework has fixed.",
        "“Softplus is a smoother ReLU, so it is better”: smoothness is a property, not a result.",
    ),
)


def _written(id, title, section, essay, afterwards):
    return Exercise(
        id=id,
        title=title,
        section=section,
        tests=essay.tests,
        afterwards=afterwards,
        next_step="write first, then score each point of the rubric, then improve the text.",
    )


EXERCISES = [
    _written(
        "3.14",
        "Once dead, always dead?",
        REVIVAL,
        FOR_EVER,
        "bring some back in exercise 3.11, and watch which ones return.",
    ),
    _written(
        "3.15",
        "Is the corner a flaw?",
        CORNER,
        AT_THE_CORNER,
        "look again at exercise 3.1: four ways to write ReLU, and what each returns at 0.",
    ),
]
