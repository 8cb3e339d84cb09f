"""Numbers that are asked for without a computer."""

import math

from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import WHITEBOARD

TOL = 0.006  # two decimals, and a rounded e on the way
NAMES = ("σ(2)", "σ′(2)", "the largest of softmax(1, 2, 3)", "tanh 1", "ten sigmoids with weight 8")
E = math.e
SIGMA = 1 / (1 + E**-2)
SUM = E**-2 + E**-1 + 1
VALUES = [SIGMA, SIGMA * (1 - SIGMA), 1 / SUM, math.tanh(1), 1024.0]

SLIPS = [
    [
        Slip("The sigmoid at −2", "The exponential's sign: σ(z) = 1/(1 + e⁻ᶻ).", 1 - SIGMA),
        Slip("The sigmoid at 1", "This is e/(e + 1). Square the e.", 1 / (1 + 1 / E)),
        Slip("tanh 2", "The sigmoid goes from 0 to 1 and has ½ in the middle.", math.tanh(2)),
        Slip("1 − e⁻²", "The exponential stands in the denominator: 1/(1 + e⁻²).", 1 - E**-2),
        Slip("The slope", "That is σ′(2). First the value.", SIGMA * (1 - SIGMA)),
    ],
    [
        Slip("The largest slope", "That is σ′(0). At 2 the curve is flatter.", 0.25),
        Slip("1 − σ(2)", "Multiply it by σ(2).", 1 - SIGMA),
        Slip("The slope at 1", "This is σ(1)·(1 − σ(1)).", 0.1966),
        Slip("tanh′(2)", "1 − tanh² belongs to tanh.", 1 - math.tanh(2) ** 2),
        Slip("1 − σ²", "The slope of the sigmoid is σ(1 − σ).", 1 - SIGMA**2),
    ],
    [
        Slip("The middle one", "This belongs to the logit 2.", math.exp(-1) / SUM),
        Slip("The smallest one", "This belongs to the logit 1.", math.exp(-2) / SUM),
        Slip("Without exponentials", "3/(1 + 2 + 3): the weights are e¹, e² and e³.", 0.5),
        Slip("Two classes", "The third class is missing from the sum.", 1 / (1 + 1 / E)),
        Slip("The sigmoid of 3", "A softmax of three is not a sigmoid of the largest logit.", 0.9526),
        Slip("Powers of two", "The base is e, not 2.", 4 / 7),
    ],
    [
        Slip("The sigmoid at 1", "tanh 1 = 2σ(2) − 1.", 1 / (1 + 1 / E)),
        Slip("The sigmoid at 2", "Twice this, minus 1.", SIGMA),
        Slip("2σ(1) − 1", "The argument is doubled as well: tanh z = 2σ(2z) − 1.", math.tanh(0.5)),
        Slip("The slope", "1 − tanh² is the slope at 1.", 1 - math.tanh(1) ** 2),
        Slip("tanh 2", "The argument is 1: one e², not e⁴.", math.tanh(2)),
    ],
    [
        Slip("The slopes alone", "0.25¹⁰ leaves out the weights.", 0.0),
        Slip("The weights alone", "8¹⁰ leaves out the slopes of one quarter.", 8.0**10),
        Slip("One layer", "Each layer multiplies by 8 · ¼ = 2, and there are ten.", 2.0),
        Slip("Added", "The factors of the layers are multiplied: 2¹⁰, not 2 · 10.", 20.0),
        Slip("One layer short", "There are ten layers: 2¹⁰.", 512.0),
        Slip("One layer too many", "There are ten layers: 2¹⁰.", 2048.0),
    ],
]

EXERCISES = [
    Exercise(
        id="9.2",
        title="Five numbers without a computer",
        section=WHITEBOARD,
        tests=[
            Part(i, NAMES, Equals(name, want, TOL), slips)
            for i, (name, want, slips) in enumerate(zip(NAMES, VALUES, SLIPS, strict=True))
        ],
        next_step="begin with e² ≈ 7.39; the first, second and fourth number need nothing else.",
        afterwards="do the five again tomorrow, on paper, in two minutes.",
    )
]
