"""Exercises on the figure of gates: the nearest Swish to GELU, and how many coins halve a spread."""

from ..explorables import PredictThenReach, Reaches
from ..records import Exercise, Slip
from .sections import COIN, SWISH

# --- 4.9 The nearest Swish -----------------------------------------------------------------------------

NEAR = 0.015
NEAREST = Reaches(
    "the largest distance from GELU, from the figure's settings",
    f"a Swish, x·σ(βx), nowhere further than {NEAR} from GELU",
    figure="gate",
    readout="distance",
    opening={"gate": "sigmoid"},
    goal={
        "all": [
            {"setting": "gate", "equals": "sigmoid"},
            {"readout": "distance", "at_most": NEAR},
        ]
    },
    hints=[
        (
            lambda state, _: state["gate"] != "sigmoid",
            Slip(
                "Another gate",
                "The question is about the sigmoid gate, σ(βx), and its β.",
            ),
        ),
        (
            lambda state, _: abs(state["beta"] - 1.702) < 0.005,
            Slip(
                "The constant on record",
                "1.702 makes the gates agree best, σ(1.702x) with Φ(x). Multiplied by x, a larger β agrees "
                "better.",
            ),
        ),
        (
            lambda state, readouts: state["beta"] < 1.78 and readouts["distance_at"] > 1.5,
            Slip(
                "Opens too slowly",
                "The distance is largest on the right, where GELU is the steeper one. Raise β.",
            ),
        ),
        (lambda state, _: state["beta"] > 1.77, Slip("Opens too fast", "Take some of β away again.")),
        (lambda *_: True, Slip("Opens too slowly", "Raise β.")),
    ],
)
BETA = PredictThenReach(
    "the β of the nearest Swish",
    NEAREST,
    lambda state, _: state["beta"],
    close=1.03,
    slips=[
        Slip("SiLU", "At β = 1 it is SiLU, which is 0.19 away from GELU.", 1.0),
        Slip(
            "The slope at 0",
            "1.596 gives both gates the slope 0.399 at 0. Further out they part.",
            [1.596, 1.6],
        ),
        Slip(
            "The constant on record",
            "1.702 fits the gates. The products x·gate ask for a little more.",
            [1.7, 1.702],
        ),
    ],
)
SWISHES = Exercise(
    id="4.9",
    title="Predict, then measure: the Swish nearest to GELU",
    section=SWISH,
    tests=BETA.tests,
    begin="write down a prediction, then move β in the figure, then run this cell again.",
    next_step="move β in steps of 0.1, then of 0.01, and watch the largest distance from GELU.",
    afterwards="at the best β the distance is equally large in two places. Why must it be?",
)

# --- 4.10 Coins ----------------------------------------------------------------------------------------

COINS, MOST = 20, 120
SPREAD = 0.0454655  # of the means of 20 coins with seed 0; the tests measure it again
HALVED = Reaches(
    "the spread of the means around GELU, from the figure's settings",
    f"half of the spread of {COINS} coins, by no more than {MOST} of them, with the normal gate and seed 0",
    figure="gate",
    readout="spread",
    opening={"samples": COINS},
    goal={
        "all": [
            {"setting": "gate", "equals": "normal"},
            {"setting": "seed", "equals": 0},
            {"setting": "samples", "at_most": MOST},
            {"readout": "spread", "at_most": SPREAD / 2},
        ]
    },
    hints=[
        (
            lambda state, _: state["gate"] != "normal",
            Slip(
                "Another gate",
                "The coins of GELU fall open with probability Φ(x). Choose the normal gate.",
            ),
        ),
        (
            lambda state, _: state["seed"] != 0,
            Slip("Luckier coins", "The question is about those of seed 0."),
        ),
        (
            lambda state, _: state["samples"] > MOST,
            Slip(
                "More than it takes",
                f"{MOST} coins are enough, and fewer will do.",
            ),
        ),
        (
            lambda state, _: 36 <= state["samples"] <= 44,
            Slip(
                "Twice the coins",
                "The spread goes with one over the *root* of the number of coins.",
            ),
        ),
        (lambda *_: True, Slip("Not yet half", "Throw more coins at every x, and watch the spread.")),
    ],
)
NUMBER = PredictThenReach(
    "the number of coins",
    HALVED,
    lambda state, _: state["samples"],
    close=1.4,
    slips=[
        Slip("Twice the coins", "They divide the spread by √2. Half of it takes four times as many.", 40.0)
    ],
)
THROWS = Exercise(
    id="4.10",
    title="Predict, then measure: coins for half the spread",
    section=COIN,
    tests=NUMBER.tests,
    begin="write down a prediction, then move the number of coins in the figure, then run this cell again.",
    next_step="raise the number of coins in steps and watch the spread: it does not fall evenly.",
    afterwards="80 coins miss the goal by a hair and 75 do not: the spread is itself a random number.",
)

EXERCISES = [SWISHES, THROWS]
