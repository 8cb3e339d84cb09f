"""The lab report, scored by its author with the rubric of 100 points."""

from ..essay import Essay
from ..records import Exercise
from .sections import REPORT

LAB = Essay(
    rubric=(
        "Protocol: says what all activations share and what is tuned for each, on which data, and that "
        "the test data were looked at once.",
        "Accuracy: means over several seeds, compared seed by seed, with an interval that owns up to "
        "shared data.",
        "Convergence: defines a speed, and says what became of the runs that never arrived.",
        "Gradient health: a number per layer before training, read as a factor.",
        "Dead units: counted over all the training data, with what they cost in accuracy.",
        "Conclusion: says what these data can rank and what they cannot.",
        "Your own activation: its derivative was tested, and it ran under the same rules.",
    ),
    worth=(20, 20, 15, 15, 10, 10, 10),
    enough=70,
    words=80,
    model=(
        "Twelve activations ran in a 64-32-32-10 network on scikit-learn's digits. All shared the split, "
        "the normal numbers of the weights and the order of the examples of each of twenty seeds; each "
        "had weights scaled to keep the size of its outputs, and of three learning rates the best on 400 "
        "validation digits. The 397 test digits were looked at once. The means lie between 95.2 and 96.8 "
        "%. Compared with ReLU seed by seed, five differences have a usual t interval without 0; with "
        "Nadeau and Bengio's correction, which triples its length because the seeds share 1797 digits, "
        "none has. All runs passed 90 % within a few epochs. Before training, the sigmoid's first "
        "gradient is 0.08 of its last, ReLU's 0.5. After it 7 % of ReLU's units are dead on all training "
        "digits, at no cost in accuracy. So these data do not rank the twelve in this network; the "
        "learning rate moves the sigmoid by nine points. With six hidden layers the sigmoid falls behind "
        "in every seed. My staircase, whose derivative I checked by differences, ran under the same rules"
        " and is not clearly different from ReLU."
    ),
    errors=(
        "“GELU won”: the largest mean of twelve is always somebody's. Give the interval of its difference.",
        "“p < 0.05 with 20 seeds”: the seeds share their data, so the usual test is too sure.",
        "“The sigmoid is worse”: at one learning rate. Say which, or tune it.",
        "“All reached 90 % after 2 epochs on average”: and those that never did?",
    ),
)

EXERCISES = [
    Exercise(
        id="7.5",
        title="The lab report, out of 100",
        section=REPORT,
        tests=LAB.tests,
        next_step="write first, then score each part of the rubric, then improve the text.",
        afterwards="which sentence of your report would a reader be able to check without asking you?",
    )
]
