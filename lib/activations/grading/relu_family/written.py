"""The written exercise of "The ReLU family": a differential diagnosis, scored by its author."""

from ..essay import Essay
from ..records import Exercise
from .sections import PRINTOUT

DIAGNOSIS = Essay(
    rubric=(
        "Asks first whether the numbers are right: zeros on one batch are not dead units; the count "
        "needs one "
        "flag per unit over all the data.",
        "Names at least three causes that give such a list: default initialisation in a deep network, "
        "negative biases, steps that are too large (and a cascade through the layers after any of them).",
        "Gives for each cause a measurement that separates it: the count at step 0, the biases, the count "
        "over time together with a run that differs in the rate alone.",
        "Keeps treatment apart from diagnosis: initialisation helps only at birth, and leaky ReLU neither "
        "rescues steps that are too large nor soon revives what is buried.",
    ),
    model=(
        "The printout alone names no cause. Zeros near a half are normal on any batch, so I first "
        "count units "
        "that no example of the whole training set switches on. Then I ask when: the same count before the "
        "first step, then after each epoch. A list that rises with depth at step 0 is initialisation: with "
        "PyTorch's default the signal shrinks and the biases do not. Or it is negative biases: I read them, "
        "and set them to 0. If the list is not there at step 0, I look for the step at which it begins and "
        "repeat the run with a tenth of the learning rate and nothing else changed, with several seeds. If "
        "it stays away, the steps were too large, and a smaller rate or batch norm is the treatment. He's "
        "initialisation cannot help a network that is trained already. An all-dead layer would give a "
        "constant output, and the accuracy of the largest class."
    ),
    errors=(
        "“The weights were too large”: at zero bias the scale changes no sign.",
        "“48 % is above the threshold”: no source gives one, and half of the outputs are 0 in health.",
        "“Leaky ReLU fixes it”: it prevents a slope of exactly 0, not a step that is too large.",
        "“Change rate and initialisation”: with two changes at once nobody can tell which one helped.",
    ),
)

CASE = Exercise(
    id="3.9",
    title="A differential diagnosis",
    section=PRINTOUT,
    tests=DIAGNOSIS.tests,
    next_step="write first, then score each point of the rubric, then improve the text.",
    afterwards="keep the plan: it is the one you will want when a real network does this.",
)

EXERCISES = [CASE]
