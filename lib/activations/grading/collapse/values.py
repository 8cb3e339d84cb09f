"""Exercises answered by numbers: collapses by hand, ranks and counts, pieces."""

from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import PIECES, THEOREM, WASTED

EXACT = 1e-6  # the answers are whole numbers


def _parts(names, answers, slips) -> list[Part]:
    return [
        Part(i, names, Equals(name, answer, EXACT), known)
        for i, (name, answer, known) in enumerate(zip(names, answers, slips, strict=True))
    ]


ADDED, NO_OWN, BEFORE = (
    "The biases were added up",
    "The last bias is missing",
    "The last bias came too early",
)

LAST_STEP = Exercise(
    id="1.1a",
    title="The bias of the collapse, last step",
    section=THEOREM,
    tests=[Equals("b*", 3.0, EXACT)],
    slips=[
        Slip(ADDED, "1 + 2 − 2: but b₁ passes through the second layer, so it is multiplied by W₂.", 1.0),
        Slip(NO_OWN, "This is W₂b₁. The second layer's own bias is added to it.", 5.0),
        Slip(BEFORE, "b₂ is added after the multiplication by W₂, not before.", -3.0),
        Slip("The sign of the last bias", "b₂ is −2: it is taken away.", 7.0),
        Slip("The bias of the first weights", "b* has W₂ in it; W₁ acts on x only.", [-1.0, 0.0]),
    ],
    next_step="write down W₂b₁ first: 3·1 + 1·2. Then add b₂.",
)

NAMES = ("the first entry of W*", "the second entry of W*", "b*")
TRANSPOSED = Slip(
    "The columns of W₁, not its rows",
    "Entry j of W₂W₁ takes column j of W₁: the sum runs over the hidden units. You summed over the inputs.",
)
BOTH = Exercise(
    id="1.1b",
    title="Weights and bias, on your own",
    section=THEOREM,
    tests=_parts(
        NAMES,
        (2.0, -5.0, 7.0),
        (
            [
                Slip(TRANSPOSED.name, TRANSPOSED.why, 0.0),
                Slip("Only one hidden unit", "The second hidden unit counts too, with weight −2.", [1.0]),
                Slip("Weights added", "Layers multiply their weights; they do not add them.", [3.0, 1.5]),
            ],
            [
                Slip(TRANSPOSED.name, TRANSPOSED.why, -6.0),
                Slip("The sign of −2", "1·1 + (−2)·3: the second term is negative.", 7.0),
                Slip("Weights added", "Layers multiply their weights; they do not add them.", [4.0, 1.0]),
            ],
            [
                Slip(ADDED, "1 − 1 + 4: but b₁ is multiplied by W₂ on its way.", 4.0),
                Slip(
                    NO_OWN, "W₂b₁ = 1·1 + (−2)·(−1) is 3. The second layer's own bias is added to it.", 3.0
                ),
                Slip(BEFORE, "b₂ is added after the multiplication by W₂, not before.", -1.0),
            ],
        ),
    ),
    next_step="follow the worked example: first the product W₂W₁, then W₂b₁, then add b₂.",
)

CHAIN_NAMES = ("w*", "b*")
CHAIN = Exercise(
    id="1.1c",
    title="Three layers, the bias through all of them",
    section=THEOREM,
    tests=_parts(
        CHAIN_NAMES,
        (-30.0, -17.0),
        (
            [
                Slip("The sign of −3", "One of the three weights is negative, so the product is.", 30.0),
                Slip("Weights added", "2 − 3 + 5: layers multiply their weights.", 4.0),
                Slip("The middle weight is missing", "2·5 leaves out −3.", 10.0),
            ],
            [
                Slip(ADDED, "2 + 4 − 7: each bias passes through the layers after it.", -1.0),
                Slip(
                    "The first bias was lost",
                    "5·4 − 7 leaves out b₁ = 2, which passes through −3 and 5.",
                    13.0,
                ),
                Slip(
                    "The first bias skipped a layer",
                    "5·(2 + 4) − 7: b₁ passes through the second layer too, which multiplies it by −3.",
                    23.0,
                ),
                Slip(NO_OWN, "5·(−3·2 + 4) is right so far; the last layer takes 7 away.", -10.0),
                Slip(
                    "The first bias through its own weight", "b₁ is added after w₁ = 2, not before.", -47.0
                ),
            ],
        ),
    ),
    next_step="put x = 0 into the three layers, one after the other: what comes out is b*.",
)

COUNT_NAMES = ("the rank of W*", "the parameters of the network", "the parameters of 100 → 6 → 12")
COUNTS = Exercise(
    id="1.3",
    title="Find the bottleneck",
    section=WASTED,
    tests=_parts(
        COUNT_NAMES,
        (6.0, 5058.0, 690.0),
        (
            [
                Slip(
                    "The number of outputs",
                    "12 bounds the rank too, but 6 units in between are fewer.",
                    12.0,
                ),
                Slip("The widest hidden layer", "It is the narrowest layer that decides.", 40.0),
                Slip("The number of inputs", "A rank cannot exceed the smallest of the widths.", 100.0),
                Slip("The number of matrices", "That is 4; the rank is about the widths.", 4.0),
            ],
            [
                Slip(
                    "Weights without biases", "Each layer also has one bias for each of its units.", 4960.0
                ),
                Slip(
                    "The collapsed layer",
                    "This is 100 → 12, one layer. All four layers are asked for.",
                    1212.0,
                ),
                Slip("A bias for each input", "A layer has as many biases as outputs, not inputs.", 5146.0),
            ],
            [
                Slip(
                    "The single layer 100 → 12",
                    "It has rank 12, so it computes more than the bottleneck, with more parameters.",
                    1212.0,
                ),
                Slip("Weights without biases", "Add 6 and 12 biases.", 672.0),
                Slip("Only the last biases", "The hidden layer has 6 biases of its own.", 684.0),
            ],
        ),
    ),
    next_step="a layer n → m has (n + 1)·m parameters; add the layers up.",
)

PIECE_NAMES = ("the pieces of y", "ReLU units in stacked tents", "ReLU units in one layer")
PIECES_BY_HAND = Exercise(
    id="1.6",
    title="Count pieces",
    section=PIECES,
    tests=_parts(
        PIECE_NAMES,
        (3.0, 20.0, 999.0),
        (
            [
                Slip(
                    "A kink for every unit", "Two of the four units have their kink at the same place.", 5.0
                ),
                Slip(
                    "A kink that cancels",
                    "ReLU(x) − ReLU(−x) is x: at 0 the two kinks cancel and the line goes straight on.",
                    4.0,
                ),
                Slip("Kinks, not pieces", "Two kinks cut a line into three pieces.", 2.0),
            ],
            [
                Slip("Tents, not units", "Ten tents are right; each of them has two units.", 10.0),
                Slip("One tent too few", "Nine tents give 512 pieces.", 18.0),
                Slip("Added, not doubled", "Each further tent doubles the pieces.", [500.0, 1000.0]),
                Slip("The number for one layer", "This is what a single layer takes.", 999.0),
            ],
            [
                Slip("Kinks are one fewer", "n units make n kinks, and those make n + 1 pieces.", 1000.0),
                Slip("One too few", "998 kinks make 999 pieces.", 998.0),
                Slip("Two pieces for each unit", "Each unit adds one kink, so one piece.", [500.0, 499.0]),
                Slip("The number for tents", "In one layer nothing doubles.", [20.0, 10.0]),
            ],
        ),
    ),
    next_step="mark the kinks of the four units on a line, and add the changes of slope at each.",
)

EXERCISES = [LAST_STEP, BOTH, CHAIN, COUNTS, PIECES_BY_HAND]
