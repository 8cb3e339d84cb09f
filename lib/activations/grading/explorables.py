"""Exercises on a figure: reach a goal in it, with or without a prediction. Its settings are graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..figures.model import FIGURES, complete
from ..figures.states import reached
from .compare import show
from .kinds import as_parts, nearest_slip, one_number
from .records import Outcome, Slip, Untouched
from .safely import untouched

# What is wrong with a state that misses the goal: a question to its settings and readouts, and the slip.
Hint = tuple[Callable[[dict, dict], bool], Slip]
UNMOVED = Slip("The figure is as it was", "Move a control of the figure, or set its state, then check again.")
AFTERWARDS = Slip(
    "A measurement without a prediction",
    "Write down what you expect first. A wrong guess is worth more than none: it is never marked wrong.",
)


@dataclass(frozen=True)
class Reaches:
    """The answer is an explorable, or its state, whose settings meet a goal. Its own word is not asked for.

    Attributes:
        tried: what is computed again from the settings.
        wanted: the goal in words.
        figure: the kind of figure.
        goal: as the figure takes it; see `activations.figures.states.check_goal`.
        readout: the readout the card shows.
        opening: what the notebook sets before the learner does, beside the defaults.
        hints: the first that applies names what is wrong.
    """

    tried: str
    wanted: str
    figure: str
    goal: Mapping
    readout: str
    opening: Mapping = field(default_factory=dict)
    hints: Sequence[Hint] = ()

    def __call__(self, answer, _slips) -> Outcome:
        given = getattr(answer, "state", answer)
        kind = getattr(answer, "figure", self.figure)
        if not isinstance(given, Mapping) or kind != self.figure:
            got = f"the figure {kind!r}" if isinstance(given, Mapping) else show(answer)
            return Outcome(False, self.tried, got, f"the figure {self.figure!r}, or its state", stop=True)
        try:
            state = complete(self.figure, given)
        except (TypeError, ValueError) as problem:
            got = f"settings the figure cannot have: {problem}"
            return Outcome(False, self.tried, got, self.wanted, stop=True)
        if state == complete(self.figure, self.opening):
            raise Untouched
        readouts = self.readouts(state)
        value = readouts.get(self.readout)
        got = "none: it has no value here" if value is None else show(value)
        if reached(self.goal, readouts, state):
            return Outcome(True, self.tried, got)
        slip = next((slip for applies, slip in self.hints if applies(state, readouts)), None)
        return Outcome(False, self.tried, got, self.wanted, slip)

    def readouts(self, state: dict) -> dict:
        """What the figure shows in a state, computed by the library."""
        return FIGURES[self.figure].compute(state)[0]


@dataclass(frozen=True)
class PredictThenReach:
    """The answer is ``(prediction, figure)``: a number written down first, then the figure at a goal.

    The prediction is compared with what the figure shows and is never marked wrong.

    Attributes:
        what: what is predicted.
        reach: the goal.
        measured: (state, readouts) → the number that was predicted.
        close: a prediction within this factor of it is called good.
        slips: predictions with a misconception behind them.
    """

    what: str
    reach: Reaches
    measured: Callable[[dict, dict], float]
    close: float = 1.15
    slips: Sequence[Slip] = ()

    @property
    def tests(self) -> list:
        """The tests of the exercise: the prediction, the goal, and the two side by side."""
        return [self._predicted, self._reached, self._compared]

    def _predicted(self, answer, _slips) -> Outcome:
        tried, parts = f"a prediction of {self.what}", as_parts(answer)
        if parts is None or len(parts) != 2:
            return Outcome(False, tried, show(answer), "two things: (prediction, figure)", stop=True)
        if untouched(parts[0]):
            self.reach(parts[1], ())  # raises Untouched if the figure has not been moved either
            return Outcome(False, tried, "none yet", "a number", AFTERWARDS, stop=True)
        number = one_number(parts[0])
        if number is None or not 0 < number < np.inf:
            return Outcome(False, tried, show(parts[0]), "one positive number", stop=True)
        return Outcome(True, tried)

    def _reached(self, answer, slips) -> Outcome:
        try:
            return self.reach(as_parts(answer)[1], slips)
        except Untouched:
            return Outcome(False, self.reach.tried, "not moved yet", self.reach.wanted, UNMOVED, stop=True)

    def _compared(self, answer, slips) -> Outcome:
        tried, (prediction, figure) = "prediction beside measurement", as_parts(answer)
        if not self._reached(answer, slips).passed:
            return Outcome(False, tried, "waiting for the figure", "")
        predicted = one_number(prediction)
        state = complete(self.reach.figure, getattr(figure, "state", figure))
        measured = self.measured(state, self.reach.readouts(state))
        return Outcome(
            True,
            tried,
            details=(
                f"predicted {show(predicted, 4)}, measured {show(measured, 4)}",
                self._kindly(predicted, measured),
            ),
        )

    def _kindly(self, predicted: float, measured: float) -> str:
        if 1 / self.close <= predicted / measured <= self.close:
            return "close: your picture of this is a good one."
        slip = nearest_slip(predicted, 1e-3 * predicted, self.slips)
        if slip:
            return f"{slip.name}: {slip.why}"
        factor = show(max(predicted / measured, measured / predicted), 2)
        return f"off by a factor of {factor}: worth a minute on why."
