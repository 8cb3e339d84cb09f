"""Exercises on the figure of dying units: bring them back, and find the learning rate that kills half."""

from ...figures.model import complete
from ..explorables import PredictThenReach, Reaches
from ..records import Exercise, Slip
from .sections import KILLS, REVIVAL

# --- 3.11 Bring them back ------------------------------------------------------------------------------

OPENING = complete("dying_relu", {})
LATER = 300
KEPT = {key: value for key, value in OPENING.items() if key not in ("then", "step")}
SAME = [{"setting": key, "equals": value} for key, value in KEPT.items()]
TRAINING = ("learning_rate", "bias", "scale", "batch_norm")

REVIVED = Reaches(
    f"the units still silent at step {LATER}, from the figure's settings",
    f"0 of them at step {LATER}, by another activation from step 100 on and nothing else",
    figure="dying_relu",
    readout="silent",
    goal={
        "all": [
            *SAME,
            {"setting": "step", "equals": LATER},
            {"readout": "silent", "at_most": 0},
        ]
    },
    hints=[
        (
            lambda state, _: any(state[key] != KEPT[key] for key in TRAINING),
            Slip(
                "Prevention, not cure",
                "You changed how the network was trained from the start. The units are to die first and "
                "come back then.",
            ),
        ),
        (
            lambda state, _: state["activation"] != "relu",
            Slip("Another activation from the start", "Begin with ReLU. The switch is what revives."),
        ),
        (
            lambda state, _: any(state[key] != value for key, value in KEPT.items()),
            Slip("Another case", "Seed 2 and the switch at step 100 stay as they are."),
        ),
        (
            lambda state, _: state["then"] == "same",
            Slip(
                "Waiting",
                "A dead ReLU unit of the first layer has slope 0 on all the data: under plain gradient "
                "descent nothing moves it, however long you wait.",
            ),
        ),
        (
            lambda state, _: state["step"] != LATER,
            Slip("Another moment", f"Compare the cures at step {LATER}: set the step to it."),
        ),
        (
            lambda state, _: state["then"] == "leaky_relu",
            Slip(
                "A slope of 0.01",
                "It does move the units, at a hundredth of the speed. By step 300 few are back.",
            ),
        ),
        (
            lambda state, _: state["then"] == "gelu",
            Slip(
                "Hardly any slope so far out",
                "GELU's slope fades like a normal density. The deeply buried wait.",
            ),
        ),
    ],
)
REVIVE = Exercise(
    id="3.11",
    title="Bring the dead units back",
    section=REVIVAL,
    tests=[REVIVED],
    begin="choose an activation to switch to in the figure, then run this cell again.",
    next_step="set the training steps to 300 and try the activations to switch to, one after the other.",
    afterwards="look at the accuracy beside it: units that are back are not yet units that help.",
)

# --- 3.12 Predict, then measure ------------------------------------------------------------------------

HALF, EARLY = 16, 100
KILLED = Reaches(
    f"the dead units at step {EARLY}, from the figure's settings",
    f"{HALF} or more of the 32, by the learning rate alone, and not by more than it takes",
    figure="dying_relu",
    readout="dead",
    goal={
        "all": [
            *(equal for equal in SAME if equal["setting"] not in ("bias", "learning_rate")),
            {"setting": "bias", "equals": 0},
            {"setting": "step", "equals": EARLY},
            {"readout": "dead", "at_least": HALF},
            {"setting": "learning_rate", "at_most": 4},
        ]
    },
    opening={"bias": 0},
    hints=[
        (
            lambda state, _: state["bias"] != 0,
            Slip(
                "The bias does the killing",
                "A bias of −2 buries most units before the first step. Leave it at 0.",
            ),
        ),
        (
            lambda state, _: state["batch_norm"],
            Slip(
                "Batch normalisation", "It shields the units. The question is about the network without it."
            ),
        ),
        (
            lambda state, _: state["scale"] != 1,
            Slip("The scale of the weights", "At zero bias it changes no sign. Leave it at 1."),
        ),
        (lambda state, _: state["step"] != EARLY, Slip("Another moment", f"Count at step {EARLY}.")),
        (
            lambda state, readouts: readouts["dead"] >= HALF,
            Slip("More than it takes", "Half are dead, and a smaller rate kills half as well: 4 is enough."),
        ),
        (
            lambda *_: True,
            Slip(
                "Fewer than half",
                "The units survive this rate. They die where a step throws their biases far down.",
            ),
        ),
    ],
)
RATE = PredictThenReach(
    "the learning rate that kills half of the units",
    KILLED,
    lambda state, _: state["learning_rate"],
    close=1.3,
    slips=[
        Slip(
            "A usual learning rate",
            "0.001 to 0.1 kill nothing here. This network is shallow, its inputs are small and the biases "
            "start at 0: no rule for the rate carries over from elsewhere.",
            [0.001, 0.01, 0.1],
        )
    ],
)
KILL = Exercise(
    id="3.12",
    title="Predict, then measure: the rate that kills",
    section=KILLS,
    tests=RATE.tests,
    begin="write down a prediction, then move the learning rate in the figure, then run this cell again.",
    next_step="raise the learning rate in steps of a half and watch the number of dead units at step 100.",
    afterwards="now move the bias to −2: how many die at a rate of 0.2, and when?",
)

EXERCISES = [REVIVE, KILL]
