"""Experiments: the answer is an array of results, and the range they must lie in follows from the seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .compare import numbers, show
from .records import Outcome, Slip

ONE_SEED = Slip(
    "One run, not several", "All your results are the same number: pass a different seed to each run."
)
TOO_FEW = Slip("Too few runs", "One random run says little about the next. Use at least five seeds.")


@dataclass(frozen=True)
class Measured:
    """The answer is an array with one result for each seed, of which the seeds themselves are free.

    Every result must lie in the range of ours, widened by `slack` on both sides, and the median within
    `slack` of our median.

    Attributes:
        tried: what was measured.
        wanted: what each result is.
        reference: gives our results for many seeds.
        slack: how far the range is widened, on the scale of `scale`.
        scale: applied to all results before they are compared, such as np.log10 for ratios.
        look_alikes: gives slips with what nearby experiments give for the same seeds.
        constant: results that are all the same → what they show, or None.
        possible: the interval that results of this kind cannot leave.
    """

    tried: str
    wanted: str
    reference: Callable[[], np.ndarray]
    slack: float
    scale: Callable = np.asarray
    look_alikes: Callable[[], Sequence[tuple[Slip, np.ndarray]]] = tuple
    constant: Callable[[float], Slip | None] = lambda value: ONE_SEED
    possible: tuple[float, float] = (-np.inf, np.inf)
    least: int = 5

    def __call__(self, answer, _slips) -> Outcome:
        results = numbers(answer)
        wanted = f"at least {self.least} results, one for each seed: {self.wanted}"
        if results is None or results.ndim != 1 or not np.all(np.isfinite(results)):
            return Outcome(False, self.tried, show(answer), wanted)
        if results.size < self.least:
            return Outcome(False, self.tried, f"{results.size} of them", wanted, TOO_FEW)
        got = f"median {np.median(results):.3g}"
        slip = self._constant(results) or self._look_alike(results)
        low, high = self.possible
        if slip is not None or np.any((results < low) | (results > high)):
            return Outcome(False, self.tried, got, wanted, slip)
        ours, theirs = self.scale(self.reference()), self.scale(results)
        low, high = ours.min() - self.slack, ours.max() + self.slack
        typical = abs(np.median(theirs) - np.median(ours)) <= self.slack
        if typical and np.all((low <= theirs) & (theirs <= high)):
            return Outcome(True, self.tried, got)
        least, most = self.reference().min(), self.reference().max()
        return Outcome(False, self.tried, got, f"results near ours, {least:.2g} to {most:.2g} over all seeds")

    def _constant(self, results) -> Slip | None:
        if np.ptp(results) > 1e-9 * np.max(np.abs(results)):
            return None
        return self.constant(float(results[0]))

    def _look_alike(self, results) -> Slip | None:
        for slip, known in self.look_alikes():
            if all(np.any(np.isclose(result, known, rtol=1e-6, atol=0)) for result in results):
                return slip
        return None
