"""Exercises on the chapter's figures: a layer that flattens the plane, and how many units a wave needs."""

from ..explorables import PredictThenReach, Reaches
from ..records import Exercise, Slip
from .sections import UNIVERSALITY, WASTED

# --- 1.10 A goal in the figure -------------------------------------------------------------------------

FLATTENED = Reaches(
    "the rank of the one layer, from the figure's settings",
    "rank 1, with a first layer of rank 2 and no activation",
    figure="collapse",
    readout="rank",
    goal={
        "all": [
            {"setting": "activation", "equals": "identity"},
            {"readout": "rank_1", "equals": 2},
            {"readout": "rank", "equals": 1},
        ]
    },
    hints=[
        (
            lambda state, _: state["activation"] != "identity",
            Slip(
                "An activation between the layers",
                "Then the two are not one layer any more, and the figure shows the nearest. Set identity.",
            ),
        ),
        (
            lambda _, readouts: readouts["rank"] == 0,
            Slip(
                "Everything at one point",
                "Rank 0 sends the whole plane to a point. Leave one column of W₂ that is not 0.",
            ),
        ),
        (
            lambda _, readouts: readouts["rank_1"] < 2,
            Slip(
                "The bottleneck is in the first layer",
                "That works too, but leave the first layer as it is: the second is to lose a direction.",
            ),
        ),
        (
            lambda state, _: state["W2"] == [1, 0.5, -0.75, 0.75],
            Slip(
                "Biases shift, they do not flatten",
                "The rank is that of the weights. Change W₂.",
            ),
        ),
        (
            lambda *_: True,
            Slip(
                "Rank 2 still",
                "Nearly flat is not flat: one row of W₂ must be a multiple of the other, as (2, 1) is of "
                "(1, 0.5).",
            ),
        ),
    ],
)

FLATTEN = Exercise(
    id="1.10",
    title="Flatten the plane with the second layer",
    section=WASTED,
    tests=[FLATTENED],
    begin="change an entry of W₂ in the figure and watch the rank, then run this cell again.",
    next_step="what makes the determinant of W₂ zero, although no row is?",
    afterwards="now put ReLU between the two layers: the one layer that is nearest has an error. Why?",
)

# --- 1.11 Predict, then measure ------------------------------------------------------------------------

ERROR = 0.01
FEWEST = 20  # tanh units for the three waves with the figure's seed 0; the tests count them again

WAVES = Reaches(
    f"the error of the fit, at most {ERROR:g}, with as few units as can be",
    f"an error (RMS) of at most {ERROR:g} by the fewest tanh units, on the sine, with seed 0",
    figure="universal",
    readout="rms",
    opening={"units": 8},
    goal={
        "all": [
            {"setting": "target", "equals": "sine"},
            {"setting": "activation", "equals": "tanh"},
            {"setting": "seed", "equals": 0},
            {"readout": "rms", "at_most": ERROR},
            {"setting": "units", "at_most": FEWEST},
        ]
    },
    hints=[
        (
            lambda state, _: state["activation"] != "tanh",
            Slip(
                "Another activation",
                "The question is about tanh. Set the first activation back to it.",
            ),
        ),
        (
            lambda state, _: state["target"] != "sine",
            Slip(
                "Another target",
                "A bump is easier and a step harder. The question is about sin 3πx.",
            ),
        ),
        (
            lambda state, _: state["seed"] != 0,
            Slip(
                "A luckier draw",
                "Other inner weights need another number of units. The question is about those of seed 0.",
            ),
        ),
        (
            lambda state, readouts: readouts["rms"] <= ERROR,
            Slip(
                "Enough, but not the fewest",
                "The error is small enough. Take units away until it is not.",
            ),
        ),
        (lambda *_: True, Slip("Too few units", "The error is still too large. Add units.")),
    ],
)
UNITS = PredictThenReach(
    "the number of tanh units",
    WAVES,
    lambda state, _: state["units"],
    close=1.3,
    slips=[
        Slip(
            "One unit for each turn",
            "A wave up and down is not made by one unit: it takes several tanh to turn, and random inner "
            "weights waste some of them.",
            [3.0, 5.0, 6.0, 7.0],
        ),
        Slip(
            "As many as there are points",
            "A fit needs no unit for each point, since the curve is smooth.",
            [200.0, 100.0],
        ),
    ],
)

FIT = Exercise(
    id="1.11",
    title="Predict, then measure: units for three waves",
    section=UNIVERSALITY,
    tests=UNITS.tests,
    begin="write down a prediction, then move the number of units in the figure, then run this cell again.",
    next_step="move the units one by one and watch the error (RMS).",
    afterwards="try x³ in place of tanh. No number of units is enough, and the chapter says why.",
)

EXERCISES = [FLATTEN, FIT]
