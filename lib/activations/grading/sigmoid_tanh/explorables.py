"""An exercise on the figure of the zig-zag: the largest learning rate, predicted and then used."""

from ..explorables import PredictThenReach, Reaches
from ..records import Exercise, Slip
from .sections import ZIGZAG

STEPS, MEAN = 20, 2
START = [-2, 1.5]

ARRIVE = Reaches(
    "the steps that gradient descent takes, from the figure's settings",
    f"{STEPS} steps or fewer, the whole batch in each, inputs of mean {MEAN} and the same start",
    figure="zigzag",
    readout="steps",
    goal={
        "all": [
            {"setting": "update", "equals": "batch"},
            {"setting": "mean", "at_least": MEAN},
            {"setting": "start", "equals": START},
            {"readout": "steps", "at_most": STEPS},
        ]
    },
    opening={"update": "batch"},
    hints=[
        (
            lambda state, _: state["update"] != "batch",
            Slip(
                "One example at a time",
                "The largest stable rate is that of the whole batch. Set the update to it.",
            ),
        ),
        (
            lambda state, _: state["mean"] < MEAN,
            Slip(
                "The mean was removed",
                "That is the best remedy, and the other half of the figure shows it. Here the mean stays 2.",
            ),
        ),
        (
            lambda state, _: state["start"] != START,
            Slip(
                "A start nearer to the end",
                "Every rate arrives sooner from there. Put the start back.",
            ),
        ),
        (
            lambda state, readouts: state["learning_rate"] >= readouts["largest_rate"],
            Slip(
                "Beyond the largest stable rate",
                "Each step goes further past the valley than the last. Go back.",
            ),
        ),
        (
            lambda state, _: state["learning_rate"] > 0.21,
            Slip(
                "Too near to the edge",
                "Just below the largest rate each step overshoots by nearly as much as it gains. Go back a "
                "little.",
            ),
        ),
        (lambda *_: True, Slip("Too careful", "It arrives, but slowly: there is room for a larger rate.")),
    ],
)
RATE = PredictThenReach(
    "the largest learning rate that is stable",
    ARRIVE,
    lambda _, readouts: readouts["largest_rate"],
    slips=[
        Slip(
            "The rate without the mean",
            "2 is right for inputs of mean 0: the curvature is 1 there. With the mean it is 1 + 2·2² = 9.",
            2.0,
        ),
        Slip(
            "One over the curvature",
            "At 1/9 the steepest direction is solved in one step. It stays stable up to twice that.",
            [0.11, 0.111, 1 / 9, 1.0],
        ),
        Slip("One input's mean only", "Both inputs have the mean: the curvature is 1 + 2² + 2².", [0.4, 0.2]),
    ],
)

FASTEST = Exercise(
    id="2.12",
    title="Predict, then measure: the largest learning rate",
    section=ZIGZAG,
    tests=RATE.tests,
    begin="write down a prediction, then move the learning rate in the figure, then run this cell again.",
    next_step="raise the learning rate in small steps and watch the number of steps.",
    afterwards="compare with the inputs whose mean is removed: how much larger is their rate?",
)

EXERCISES = [FASTEST]
