"""The kinds of tests that exercises are made of. Each is called with the answer and the exercise's slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .compare import agrees, excess, numbers, show
from .records import Outcome, Slip, Test, Untouched
from .safely import Call, call, untouched

PRECISION = Slip(
    "The precision changed on the way",
    "A buffer made by np.zeros or np.empty is float64 unless told otherwise, and so is np.float64(1). "
    "np.empty_like(x) takes over the precision of x.",
)


@dataclass(frozen=True)
class Returns:
    """The answer is a function; called with `args` it returns `expected`, within `rtol` and `atol`.

    Attributes:
        tried: what is tried, in words.
        quiet: whether a warning is a failure.
        dtype: the dtype the result must have, or None.
        limit: seconds allowed.
    """

    tried: str
    args: tuple
    expected: Any
    rtol: float = 1e-9
    atol: float = 0.0
    quiet: bool = True
    dtype: Any = None
    limit: float | None = None

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        if not is_function(answer):
            return not_a_function(self.tried, answer)
        seen = call(answer, *self.args, limit=self.limit)
        wrong = self._verdict(seen)
        if not wrong:
            return Outcome(True, self.tried)
        got, expected, known = wrong
        slip = None if seen.timed_out else self._recognise(seen, slips) or known
        return Outcome(False, self.tried, got + _printed(seen), expected, slip, stop=seen.timed_out)

    def _verdict(self, seen: Call) -> tuple[str, str, Slip | None] | None:
        """What came out, what was expected, and a slip known by that alone; or None if all is well."""
        want = np.asarray(self.expected)
        wanted = f"numbers of shape {want.shape}" if want.ndim else "one number"
        if seen.error:
            return seen.error, wanted, None
        got = numbers(seen.value)
        if got is None:
            return f"it returned {show(seen.value)}", wanted, None
        if got.shape != want.shape:
            return f"it returned {_shape(got)}", wanted, None
        error = excess(got, want, self.rtol, self.atol)
        if np.any(error > 1):
            return *self._worst(got, want, error), None
        if self.dtype is not None and got.dtype != self.dtype:
            wanted = f"dtype {np.dtype(self.dtype)}, as the input has"
            return f"the result has dtype {got.dtype}", wanted, PRECISION
        if self.quiet and seen.warnings:
            return "right values, with the warning " + "; ".join(seen.warnings), "no warning", None
        return None

    def _worst(self, got, want, error) -> tuple[str, str]:
        place = np.unravel_index(np.argmax(error), error.shape)
        *before, x = self.args
        elementwise = isinstance(x, np.ndarray) and x.shape == got.shape and all(map(callable, before))
        where = f" at x = {show(x[place])}" if elementwise else ""
        wrong = int(np.sum(error > 1))
        count = f" ({wrong} of {got.size} values are off)" if got.size > 1 else ""
        return f"{show(got[place], 9)}{where}{count}", f"{show(want[place], 9)}{self._bar(want[place])}"

    def _bar(self, want) -> str:
        if self.rtol and want:
            return f" (relative error at most {self.rtol:g})"
        return f" (error at most {self.atol:g})" if self.atol else ""

    def _recognise(self, seen: Call, slips: Sequence[Slip]) -> Slip | None:
        """The slip that does the same as the answer: same values, or same error; and the same warnings."""
        for slip in slips:
            if not callable(slip.wrong):
                continue
            known = call(slip.wrong, *self.args)
            if known.error != seen.error or known.warnings != seen.warnings:
                continue
            if seen.error.startswith("it raised") or _same_values(seen, known):
                return slip
        return None


@dataclass(frozen=True)
class Equals:
    """The answer is one number, `expected` within `tol`. A slip's `wrong` is a number or several."""

    tried: str
    expected: float
    tol: float

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        wanted = f"within {np.format_float_positional(self.tol)} of the right number"
        number = one_number(answer)
        if number is None:
            got = "a function: give its value instead" if callable(answer) else show(answer)
            return Outcome(False, self.tried, got, "one number")
        if abs(number - self.expected) <= self.tol:
            return Outcome(True, self.tried)
        if np.isnan(number):
            return Outcome(False, self.tried, "nan (not a number)", wanted)
        slip = nearest_slip(number, self.tol, slips)
        return Outcome(False, self.tried, show(number), wanted, slip)


@dataclass(frozen=True)
class Part:
    """One of several answers given together, `(first, second)`: `test` is run on number `index`.

    `slips` are those of this part. With `stop`, a failure hides the parts after it.
    """

    index: int
    names: tuple[str, ...]
    test: Test
    slips: Sequence[Slip] = ()
    stop: bool = False

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        name, parts = self.names[self.index], as_parts(answer)
        if parts is None or len(parts) != len(self.names):
            got = show(answer) if parts is None else f"{len(parts)} of them"
            return Outcome(False, name, got, f"{len(self.names)} values: {', '.join(self.names)}", stop=True)
        blank = Outcome(False, name, "still blank", "an answer", stop=self.stop)
        if untouched(parts[self.index]):
            return blank
        try:
            outcome = self.test(parts[self.index], [*self.slips, *slips])
        except Untouched:
            return blank
        return replace(outcome, stop=outcome.stop or (self.stop and not outcome.passed))


def as_parts(answer) -> list | None:
    """The parts of an answer that is a tuple, a list or a one-dimensional array; None for anything else."""
    if isinstance(answer, (tuple, list)) or (isinstance(answer, np.ndarray) and answer.ndim == 1):
        return list(answer)
    return None


def one_number(answer) -> float | None:
    """`answer` as a float, if it is one real number (a 0-d array counts, and so does an array of one)."""
    array = numbers(answer)
    return float(array.reshape(())) if array is not None and array.size == 1 else None


def nearest_slip(number: float, tol: float, slips: Sequence[Slip]) -> Slip | None:
    """The first slip one of whose wrong numbers is within `tol` of `number`."""
    for slip in slips:
        wrong = numbers(slip.wrong)
        if wrong is not None and np.any(excess(number, wrong, 0.0, tol) <= 1):
            return slip
    return None


def is_function(answer) -> bool:
    """Whether an answer can be called to get a value. A class can be called too, but makes an object."""
    return callable(answer) and not isinstance(answer, type)


def not_a_function(tried: str, answer) -> Outcome:
    if isinstance(answer, type):
        wanted = "a function: def name(x): …, or one object of the class if that can be called"
        return Outcome(False, tried, f"the class {answer.__name__}", wanted, stop=True)
    return Outcome(
        False, tried, show(answer), "the function itself, without brackets: check(…, name), not name(x)",
        stop=True,
    )


def _same_values(a: Call, b: Call) -> bool:
    x, y = numbers(a.value), numbers(b.value)
    if x is None or y is None or x.dtype != y.dtype:
        return False
    precise = np.finfo(x.dtype).eps if x.dtype.kind == "f" else 0.0
    return agrees(x, y, rtol=max(1e-9, 10 * precise))


def _shape(array: np.ndarray) -> str:
    return f"numbers of shape {array.shape}" if array.ndim else f"one number, {show(array)}"


def _printed(seen: Call) -> str:
    return f" (it also printed {seen.printed:,} characters, not shown)" if seen.printed > 200 else ""
