"""What everybody should know by heart of three functions, and why tanh before the sigmoid."""

from ..essay import Essay
from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import LARGER, RESCALED

# --- 2.13 By heart -------------------------------------------------------------------------------------

NAMES = (
    "the largest slope of σ",
    "the largest slope of tanh",
    "the largest slope of ReLU",
    "the lower end of σ's range",
    "the lower end of tanh's range",
    "the lower end of ReLU's range",
)
EXACT = 1e-9
BY_HEART = Exercise(
    id="2.13",
    title="Three functions by heart",
    section=RESCALED,
    tests=[
        Part(
            0,
            NAMES,
            Equals(NAMES[0], 0.25, EXACT),
            [
                Slip("The value for the slope", "σ(0) = ½ is its value. Its slope there is ½·½.", 0.5),
                Slip("The slope of tanh", "Only tanh starts with slope 1: it is σ, stretched.", 1.0),
            ],
        ),
        Part(
            1,
            NAMES,
            Equals(NAMES[1], 1.0, EXACT),
            [
                Slip(
                    "The slope of σ",
                    "tanh z = 2σ(2z) − 1: stretching by 2 twice multiplies the slope by 4.",
                    0.25,
                ),
                Slip("One factor 2 is lost", "The 2 in front and the 2 inside both count.", 0.5),
            ],
        ),
        Part(
            2,
            NAMES,
            Equals(NAMES[2], 1.0, EXACT),
            [
                Slip("The mean of its slopes", "½ is what a spread of inputs meets on average.", 0.5),
            ],
        ),
        Part(
            3,
            NAMES,
            Equals(NAMES[3], 0.0, EXACT),
            [
                Slip("The range of tanh", "A sigmoid is a probability: it never leaves (0, 1).", -1.0),
            ],
        ),
        Part(
            4,
            NAMES,
            Equals(NAMES[4], -1.0, EXACT),
            [
                Slip(
                    "The range of σ",
                    "tanh is odd: what it does on the right it does below 0 on the left.",
                    0.0,
                ),
            ],
        ),
        Part(
            5,
            NAMES,
            Equals(NAMES[5], 0.0, EXACT),
            [
                Slip("The range of the identity", "max(0, z) is never below 0.", [-1.0, float("-inf")]),
            ],
        ),
    ],
    next_step="draw the three curves first, with their tangents at 0.",
)

# --- 2.14 Why tanh before the sigmoid ------------------------------------------------------------------

REASONS = Essay(
    rubric=(
        "Centring: tanh's outputs lie around 0, the sigmoid's are all positive, and then all gradients of "
        "a unit's weights share one sign for a single example.",
        "Limits this: over a batch the signs differ, and ReLU's outputs are all positive as well.",
        "The slope: 1 against ¼ at 0; on the average over standard normal inputs about three times as large.",
        "Limits this: beyond |z| = 1.66 the sigmoid has the larger slope, because tanh saturates earlier.",
    ),
    model=(
        "First, tanh is centred: its outputs lie around 0, so the next layer's inputs have no common sign. "
        "The sigmoid's outputs are all positive, and for a single example that forces the gradients of a "
        "unit's weights to one sign. Over a batch it does not, and ReLU is positive too, so this cannot be "
        "the whole story. Second, tanh is steeper where it matters: slope 1 against ¼ at 0, and over "
        "standard normal pre-activations 0.61 against 0.21 in the mean. It is not four times as steep "
        "everywhere. From |z| = 1.66 on, the sigmoid has the larger slope, since tanh saturates twice as "
        "early. With suitable weights both train."
    ),
    errors=(
        "“The gradient is four times as large”: at z = 0 only.",
        "“Zero-centred outputs make training possible”: ReLU's are not centred.",
        "“tanh does not vanish”: it saturates earlier than the sigmoid does.",
    ),
)
PREFERRED = Exercise(
    id="2.14",
    title="Why tanh before the sigmoid",
    section=LARGER,
    tests=REASONS.tests,
    next_step="write first, then score each point of the rubric, then improve the text.",
    afterwards="keep the two limits: they are what most answers lack.",
)

EXERCISES = [BY_HEART, PREFERRED]
