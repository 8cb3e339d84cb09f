"""Stacked layers, the epoch a goal is reached in, and a race of one's own."""

import numpy as np

from ..kinds import Equals, Returns
from ..records import Exercise, Slip
from .sections import HEALTH, OWN, STACK

# Small whole numbers, so that every order of additions gives the same floats.
_rng = np.random.default_rng(7)
A = _rng.integers(-3, 4, (4, 5, 3)).astype(float)
W = _rng.integers(-3, 4, (4, 3, 2)).astype(float)
B = _rng.integers(-3, 4, (4, 2)).astype(float)
SQUARE = tuple(_rng.integers(-3, 4, shape).astype(float) for shape in ((3, 3, 3), (3, 3, 3), (3, 3)))


def _layer(a, w, b):
    return np.stack([a[s] @ w[s] + b[s] for s in range(len(a))])


STACKED = Exercise(
    id="7.2",
    title="A layer for many seeds",
    section=STACK,
    tests=[
        Returns("four seeds, five examples, from 3 to 2 units", (A, W, B), _layer(A, W, B)),
        Returns("three of everything", SQUARE, _layer(*SQUARE)),
    ],
    slips=[
        Slip("The bias is missing", "Every unit of every seed has a bias b[s].", lambda a, w, b: a @ w),
        Slip(
            "One seed's bias for all",
            "b has shape (seeds, units). Give it an axis for the examples: b[:, None].",
            lambda a, w, b: a @ w + b[0],
        ),
        Slip(
            "The biases meet the examples, not the seeds",
            "With as many examples as seeds this runs, and is wrong: b[:, None] lines the seeds up.",
            lambda a, w, b: a @ w + b,
        ),
        Slip(
            "One seed's weights for all",
            "Each seed has weights of its own: W[s].",
            lambda a, w, b: a @ w[0] + b[:, None],
        ),
        Slip(
            "All seeds mixed",
            "Summing over the seeds lets the networks feel each other. The seed is an axis of the result.",
            lambda a, w, b: np.einsum("sni,tio->sno", a, w) + b[:, None],
        ),
        Slip("The bias is subtracted", "A layer adds its bias.", lambda a, w, b: a @ w - b[:, None]),
    ],
    next_step="A @ W multiplies seed by seed already; then look at the shapes of A @ W and of b.",
    afterwards="which line of a training loop would you have to change to train all seeds at once?",
)

VALID = np.array([[0.2, 0.9, 0.8, 0.95], [0.95, 0.3, 0.9, 0.9], [0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.5, 0.9]])


def _first(valid, goal):
    reached = valid >= goal
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.inf)


ARRIVED = Exercise(
    id="7.3",
    title="The epoch a goal is reached in",
    section=HEALTH,
    tests=[
        Returns("four runs and the goal 0.9", (VALID, 0.9), _first(VALID, 0.9)),
        Returns("a goal that nobody reaches", (VALID, 0.99), _first(VALID, 0.99)),
    ],
    slips=[
        Slip(
            "Those that never arrive count as the fastest",
            "argmax of a row without a True is 0. Ask `any` first.",
            lambda valid, goal: (valid >= goal).argmax(axis=1) + 1.0,
        ),
        Slip(
            "Counted from 0",
            "After the first epoch, one epoch has been trained.",
            lambda valid, goal: _first(valid, goal) - 1,
        ),
        Slip(
            "The last epoch below the goal",
            "A run may fall below it again. The first time is asked for.",
            lambda valid, goal: np.where(valid[:, -1] >= goal, (valid < goal).sum(axis=1) + 1.0, np.inf),
        ),
        Slip(
            "More than the goal",
            "“Reached” includes equal: 0.9 reaches 0.9.",
            lambda valid, goal: _first(valid, np.nextafter(goal, 2)),
        ),
        Slip(
            "Never is not the last epoch",
            "A run that never arrives is slower than all. Give infinity, so that a median knows.",
            lambda valid, goal: np.minimum(_first(valid, goal), valid.shape[1]),
        ),
        Slip(
            "The best epoch",
            "This is where the accuracy is largest. The first time at the goal is asked for.",
            lambda valid, goal: np.where((valid >= goal).any(axis=1), valid.argmax(axis=1) + 1.0, np.inf),
        ),
    ],
    next_step="make the array valid >= goal; `argmax` finds a row's first True, `any` says if there is one.",
)

# Measured; tests/test_grading_bake_off.py trains the networks and compares.
SOFTSIGN = 0.936

RACE = Exercise(
    id="7.4",
    title="Race softsign",
    section=OWN,
    tests=[Equals("softsign's mean test accuracy on iris", SOFTSIGN, 0.0025)],
    slips=[
        Slip("The validation accuracy", "The validation flowers chose the rate. Judge by `test`.", 0.9525),
        Slip("One seed", "This is seed 0 alone. Take the mean over the twenty.", 0.92),
        Slip("The best seed", "The largest of twenty is the luckiest one. Take the mean.", 1.0),
        Slip("Ten epochs", "The default is ten. The exercise asks for thirty.", 0.902),
        Slip(
            "Another learning rate",
            "This comes out at the rate 0.001 or 0.003. The exercise says 0.01.",
            [0.838, 0.836],
        ),
        Slip("This is tanh", "The activation is softsign, x/(1 + |x|).", 0.944),
        Slip("Per cent", "Give the accuracy as a share, such as 0.9.", 93.6),
    ],
    next_step="bake_off.train(...).test has one accuracy a seed; take their mean.",
    afterwards="is it clearly different from tanh? `bake_off.paired` says.",
)

EXERCISES = [STACKED, ARRIVED, RACE]
