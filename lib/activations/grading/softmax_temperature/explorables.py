"""Exercises on the chapter's figures: the temperature of one half, and the largest entry of a Jacobian."""

from ..explorables import PredictThenReach, Reaches
from ..records import Exercise, Slip
from .sections import JACOBIAN, SCORES

# --- 5.11 The temperature of one half ------------------------------------------------------------------

LOGITS = [2, 1, 0.5, -1]
HALF = Reaches(
    "the largest probability, from the figure's settings",
    "between 0.495 and 0.505, with the logits as they were, by the temperature alone",
    figure="temperature",
    readout="softmax.top",
    goal={
        "all": [
            {"setting": "logits", "equals": LOGITS},
            {"readout": "softmax.top", "at_least": 0.495, "at_most": 0.505},
        ]
    },
    hints=[
        (
            lambda state, _: state["logits"] != LOGITS,
            Slip(
                "Other logits",
                "The question is about 2, 1, ½ and −1. Put them back and move the temperature.",
            ),
        ),
        (
            lambda state, _: state["top_p"] < 1 or state["top_k"] < 4,
            Slip(
                "A cut, not a temperature",
                "Top-k and top-p take classes away. The softmax itself is asked for.",
            ),
        ),
        (
            lambda state, _: state["temperature"] < 1,
            Slip(
                "Colder is sharper",
                "Below T = 1 the largest probability grows. Go the other way.",
            ),
        ),
        (
            lambda _, readouts: readouts["softmax.top"] < 0.495,
            Slip(
                "Too warm",
                "Now it is below one half. Go back a little.",
            ),
        ),
        (lambda *_: True, Slip("Not warm enough", "It falls with the temperature. Go on.")),
    ],
)
TEMPERATURE = PredictThenReach(
    "the temperature",
    HALF,
    lambda state, _: state["temperature"],
    close=1.06,
    slips=[
        Slip(
            "In proportion",
            "0.609 / 0.5 = 1.22 would be right if p went like 1/T. It goes through exponentials, and all "
            "classes change together.",
            [1.22, 1.2, 1.219],
        ),
        Slip("Twice as warm", "T = 2 halves the differences of the logits, not the probability.", 2.0),
        Slip("Colder is sharper", "A temperature below 1 makes the largest probability larger.", 0.5),
    ],
)
ONE_HALF = Exercise(
    id="5.11",
    title="Predict, then measure: the temperature of one half",
    section=SCORES,
    tests=TEMPERATURE.tests,
    begin="write down a prediction, then move the temperature in the figure, then run this cell again.",
    next_step="raise the temperature in steps of a tenth and watch the largest probability.",
    afterwards="can it fall below ¼ at any temperature? Say why before you try.",
)

# --- 5.12 The largest entry of the Jacobian ------------------------------------------------------------

T, NEARLY = 0.5, 0.49
LARGEST = Reaches(
    "the largest entry of the Jacobian, from the figure's settings",
    f"at least {NEARLY}, at temperature ½, by the logits alone",
    figure="jacobian",
    readout="largest",
    opening={"temperature": T},
    goal={
        "all": [
            {"setting": "temperature", "equals": T},
            {"readout": "largest", "at_least": NEARLY},
        ]
    },
    hints=[
        (
            lambda state, _: state["temperature"] != T,
            Slip(
                "Another temperature",
                "The bound moves with it. The question is about T = ½.",
            ),
        ),
        (
            lambda state, _: max(state["logits"]) - sorted(state["logits"])[-2] > 0.5,
            Slip(
                "One class above all",
                "A softmax that is sure does not answer: p(1 − p) is small for p near 1. Let another class "
                "catch up.",
            ),
        ),
        (
            lambda *_: True,
            Slip(
                "Too many at the top",
                "p(1 − p) is largest at p = ½: two classes must share all. Push the others down.",
            ),
        ),
    ],
)
ENTRY = PredictThenReach(
    "the largest entry that is possible",
    LARGEST,
    lambda _, readouts: readouts["largest"],
    close=1.03,
    slips=[
        Slip(
            "The temperature is missing", "¼ is the largest p(1 − p). The derivative divides it by T.", 0.25
        ),
        Slip("Multiplied by T", "A colder softmax is steeper: 1/T stands in front, not T.", 0.125),
        Slip("A probability, not a slope", "Probabilities end at 1. Their slopes end at 1/(4T).", 1.0),
    ],
)
STEEPEST = Exercise(
    id="5.12",
    title="Predict, then measure: the steepest softmax",
    section=JACOBIAN,
    tests=ENTRY.tests,
    begin="write down a prediction, then move the logits in the figure, then run this cell again.",
    next_step="which two probabilities have the largest product?",
    afterwards="at T = 5, how steep can a softmax be at most?",
)

EXERCISES = [ONE_HALF, STEEPEST]
