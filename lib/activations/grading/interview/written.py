"""The design of an experiment, scored by its author with a rubric of 100 points."""

from ..essay import Essay
from ..records import Exercise
from .sections import DESIGN

PLAN = Essay(
    rubric=(
        "Hypothesis: names a difference and its direction before the runs, and what would refute it.",
        "One change: data, architecture, order of examples and budget are shared; the initialisation suits "
        "each activation.",
        "Tuning: the learning rate of both is tuned on validation data, with equal effort.",
        "Repetition: several seeds, compared in pairs, with an interval that owns up to shared data.",
        "Resolution: says whether the test can see half a point, and what to do if it cannot.",
        "Verdict: the test data are used once, the decision is fixed beforehand, and the cost stands beside "
        "the gain.",
    ),
    worth=(15, 15, 20, 20, 15, 15),
    enough=70,
    words=80,
    model=(
        "The belief is that GELU reads at least half a point more test examples than ReLU in our classifier. "
        "If the upper end of the 95 % interval for the difference lies below 0.5, it is refuted; if the "
        "lower end lies above 0, we switch; otherwise we keep ReLU and say so. First the ruler: "
        "our test set has 10,000 examples, at 90 % the standard error of one accuracy is 0.3 points, so "
        "half a point can be seen only because the two are compared on the same examples; a pilot of five "
        "pairs tells the deviation of the difference. Both arms share architecture, data, "
        "splits, order and number of steps. The initial weights are the same normal numbers, times the gain "
        "that keeps the size of each activation's outputs. For each arm the learning rate is the best of the "
        "same five on validation data. Then ten new seeds, in pairs, with Nadeau and Bengio's correction, "
        "since the seeds share their data. The test set is read once, at the end. Time per epoch and memory "
        "are reported with it: a gain of half a point that costs a tenth of the speed may not be worth it."
    ),
    errors=(
        "“We run both and take the better one”: somebody is always ahead. Say what would refute the belief.",
        "“Same learning rate for both, to be fair”: it suits one of them. Tune both with equal effort.",
        "“Ten seeds, t-test”: seeds that share their data make the usual interval too short.",
        "“The test set decides which checkpoint we keep”: then it has been used to choose.",
        "“Also with batch norm and a larger model”: then three things changed, and none can be credited.",
    ),
)

EXERCISES = [
    Exercise(
        id="9.3",
        title="Design an experiment",
        section=DESIGN,
        tests=PLAN.tests,
        next_step="write first, then score each part of the rubric, then improve the text.",
        afterwards="read your plan aloud in two minutes. Which part did you leave out when time was short?",
    )
]
