"""The smallest experiment that refutes: where a function does not scale with its input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ... import functions as af
from ..compare import show
from ..kinds import as_parts, is_function, not_a_function, one_number
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import METHOD

ENOUGH = 1e-6
GIVEN_UP = Slip("Given up too early", "This function bends. Some c > 0 and z show it: try z below 0, and 2z.")
NEGATIVE = Slip("c must be positive", "The sentence is about positive factors. For others ReLU fails, too.")
SAME = Slip("No difference there", "At this pair both sides are the same. It refutes nothing: look on.")
NONE_THERE = Slip("There is none", "For ReLU and the leaky one both sides agree for every c > 0: False.")
ROUNDING = Slip("Only rounding", "The two sides differ in their last bits. Ask for more than a millionth.")


@dataclass(frozen=True)
class Refutes:
    """The answer is a function of f and returns (c, z) with f(cz) ≠ c·f(z), or False where it finds none."""

    name: str
    f: Callable
    exists: bool

    def __call__(self, answer, _slips: Sequence[Slip]) -> Outcome:
        tried = f"f = {self.name}"
        wanted = "a pair (c, z) with c > 0 and f(c·z) ≠ c·f(z)" if self.exists else "False"
        if not is_function(answer):
            return not_a_function(tried, answer)
        seen = call(answer, self.f)
        if seen.error:
            return Outcome(False, tried, seen.error, wanted, stop=seen.timed_out)
        if isinstance(seen.value, (bool, np.bool_)) and not seen.value:
            return Outcome(not self.exists, tried, "False", wanted, GIVEN_UP if self.exists else None)
        parts = as_parts(seen.value)
        pair = [one_number(part) for part in parts] if parts and len(parts) == 2 else [None]
        if any(number is None or not np.isfinite(number) for number in pair):
            return Outcome(False, tried, f"it returned {show(seen.value)}", wanted)
        c, z = pair
        gap = abs(float(self.f(c * z)) - c * float(self.f(z)))
        got = f"c = {show(c, 4)}, z = {show(z, 4)}: the two sides differ by {show(gap, 3)}"
        if c <= 0:
            return Outcome(False, tried, got, wanted, NEGATIVE)
        if gap <= ENOUGH:
            slip = SAME if self.exists else ROUNDING if gap else NONE_THERE
            return Outcome(False, tried, got, wanted, slip)
        return Outcome(True, tried, got)


CASES = [
    ("GELU", af.gelu, True),
    ("tanh", af.tanh, True),
    ("ELU", af.elu, True),
    ("softplus", af.softplus, True),
    ("hard-swish", af.hardswish, True),
    ("ReLU", af.relu, False),
    ("leaky ReLU", af.leaky_relu, False),
]
EXERCISES = [
    Exercise(
        id="8.3",
        title="Refute a sentence, or say that you cannot",
        section=METHOD,
        tests=[Refutes(*case) for case in CASES],
        next_step="try a grid of c and z, and return the first pair whose two sides differ.",
        afterwards="not to find a counter-example is no proof. Which argument proves it for ReLU?",
    )
]
