"""The corrected interval by hand, with fewer and fewer steps given."""

import math

from ..kinds import Equals, Part
from ..records import Exercise, Slip
from .sections import INTERVALS

TOL = 0.006  # an answer rounded to two decimals, made of factors rounded to three


class Design:
    """How a comparison was made: seeds, deviation of the differences, sizes of the parts, Student's t."""

    def __init__(self, n: int, s: float, train: int, test: int, t: float):
        self.n, self.s, self.t, self.ratio = n, s, t, test / train
        self.usual = t * s / math.sqrt(n)
        self.deviation = s * math.sqrt(1 / n + self.ratio)
        self.half = t * self.deviation

    def deviation_slips(self) -> list[Slip]:
        """What is often given for the corrected deviation of the mean."""
        return [
            Slip(
                "The usual deviation",
                "This is s/√n. The correction adds n_test/n_train to 1/n.",
                self.s / math.sqrt(self.n),
            ),
            Slip("The variance", "This is s²(1/n + n_test/n_train). Take its root.", self.deviation**2),
            Slip(
                "Training over test",
                "The ratio is n_test/n_train: few training examples make a wide interval.",
                self.s * math.sqrt(1 / self.n + 1 / self.ratio),
            ),
            Slip(
                "1/n is missing", "Both terms count: 1/n and n_test/n_train.", self.s * math.sqrt(self.ratio)
            ),
            Slip(
                "s is missing", "This is √(1/n + n_test/n_train). Multiply it by s.", self.deviation / self.s
            ),
        ]

    def half_slips(self) -> list[Slip]:
        """What is often given for half the length of the corrected interval."""
        return [
            Slip("The usual interval", "This is t·s/√n, as if the seeds shared no data.", self.usual),
            Slip("The deviation, without t", "Multiply it by t.", self.deviation),
            Slip(
                "The whole length", "From end to end it is twice as much. Half is asked for.", 2 * self.half
            ),
            Slip(
                "The variance for the deviation",
                "Take the root before multiplying by t.",
                self.t * self.deviation**2,
            ),
            Slip("t divides", "The half length is t times the deviation.", self.deviation / self.t),
            Slip(
                "Roots added up",
                "The two terms are added under one root: variances add, deviations do not.",
                self.t * self.s * (1 / math.sqrt(self.n) + math.sqrt(self.ratio)),
            ),
        ]

    def usual_slips(self) -> list[Slip]:
        """What is often given for half the length of the usual interval."""
        return [
            Slip(
                "This is the corrected one",
                "The usual interval knows nothing of the parts' sizes.",
                self.half,
            ),
            Slip("n for √n", "The deviation of a mean falls with √n.", self.t * self.s / self.n),
            Slip("Without t", "Multiply s/√n by t.", self.s / math.sqrt(self.n)),
            Slip("The deviation of one seed", "Divide by √n: it is the mean's that counts.", self.t * self.s),
        ]


DIGITS = Design(10, 1.2, 1000, 400, 2.262)
IRIS = Design(10, 3.0, 80, 50, 2.262)
CANCER = Design(20, 1.5, 300, 169, 2.093)
TWO = ("the corrected deviation of the mean", "half the length")
BOTH = ("half the length, usual", "half the length, corrected")

EXERCISES = [
    Exercise(
        id="7.1a",
        title="The last step of an interval",
        section=INTERVALS,
        tests=[Equals("half the length", DIGITS.half, TOL)],
        slips=DIGITS.half_slips(),
        next_step="multiply the corrected deviation by t.",
    ),
    Exercise(
        id="7.1b",
        title="The last two steps",
        section=INTERVALS,
        tests=[
            Part(0, TWO, Equals(TWO[0], IRIS.deviation, TOL), IRIS.deviation_slips(), stop=True),
            Part(1, TWO, Equals(TWO[1], IRIS.half, 2 * TOL), IRIS.half_slips()),
        ],
        next_step="add the two terms, take the root, multiply by t.",
    ),
    Exercise(
        id="7.1c",
        title="Both intervals on your own",
        section=INTERVALS,
        tests=[
            Part(0, BOTH, Equals(BOTH[0], CANCER.usual, TOL), CANCER.usual_slips()),
            Part(1, BOTH, Equals(BOTH[1], CANCER.half, TOL), CANCER.half_slips()),
        ],
        next_step="t·s/√n first; then put 1/n + n_test/n_train in the place of 1/n.",
        afterwards="how many seeds would make the corrected interval half as long?",
    ),
]
