"""The written exercise: calibrated or not."""

from ..essay import Essay
from ..records import Exercise
from .sections import CALIBRATION

ESSAY = Essay(
    rubric=(
        "Says that outputs between 0 and 1 that sum to 1 are not yet honest: calibrated means that of the "
        "answers "
        "given with confidence 0.9 about 90 % are right.",
        "Judges the numbers: a mean confidence of 0.93 against an accuracy of 0.85 is too much, so T is "
        "above 1.",
        "Says how T is found: by minimising the log-loss on validation data, not on the training data and "
        "not on the "
        "test data.",
        "Says what T does not change: no answer and no accuracy; and that one number cannot mend every "
        "class or "
        "every shift of the data.",
    ),
    model=(
        "A softmax makes numbers that look like probabilities. Whether they are kept is a question for "
        "data. Here the "
        "network claims 0.93 on average and is right in 85 of 100 cases, so it claims too much. I would "
        "divide the "
        "logits by one temperature, chosen to minimise the log-loss on the validation images. It will come "
        "out above "
        "1. I would then report log-loss and ECE, with the number of bins, on test images. The answers and "
        "the "
        "accuracy stay the same. If the clinic's new scanner makes other images, the temperature fitted on "
        "old ones "
        "promises nothing, and if the network boasts on one class only, one number cannot mend it."
    ),
    errors=(
        "“It sums to 1, so it is a probability”: any positive numbers can be made to sum to 1.",
        "“Fit T on the training data”: there the network has learnt the labels by heart, and T comes out "
        "too small.",
        "“Temperature improves the accuracy”: it moves no answer.",
        "“High ECE means T > 1”: only if the confidence is too high.",
    ),
)

EXERCISES = [
    Exercise(
        id="5.10",
        title="Calibrated or not",
        section=CALIBRATION,
        tests=ESSAY.tests,
        next_step="write first, then score each point of the rubric, then improve the text.",
        afterwards="read your text again tomorrow and see whether you would still score it so.",
    ),
]
