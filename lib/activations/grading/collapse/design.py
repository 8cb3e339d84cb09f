"""The starred exercise: an activation to order. The answer is a function, judged by what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...functions import celu, elu, gelu, leaky_relu, relu, silu, softplus
from ..compare import excess, numbers, show
from ..kinds import is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import FOLKLORE

RIGHT = np.linspace(0, 20, 401)
LEFT = -np.concatenate([np.linspace(1e-3, 10, 1000), [30.0, 100.0, 1000.0]])
FAR = np.array([-1e3, -1e6])
STEP = 2e-3
NEAR = np.arange(-2000, 501) * STEP  # −4 … 1


@dataclass(frozen=True)
class Behaves:
    """The answer, called with an array, gives values of which `fault` finds nothing to say.

    Attributes:
        fault: takes the values; returns what is wrong in words, or "".
        wanted: what is asked for.
    """

    tried: str
    x: np.ndarray
    fault: Callable[[np.ndarray], str]
    wanted: str

    def __call__(self, answer, slips) -> Outcome:
        if not is_function(answer):
            return not_a_function(self.tried, answer)
        seen = call(answer, self.x)
        values = numbers(seen.value)
        if seen.error:
            return Outcome(False, self.tried, seen.error, self.wanted, stop=seen.timed_out)
        if values is None or values.shape != self.x.shape:
            got = show(seen.value) if values is None else f"numbers of shape {values.shape}"
            return Outcome(False, self.tried, f"it returned {got}", f"numbers of shape {self.x.shape}")
        bad = np.flatnonzero(~np.isfinite(values))
        fault = f"{values[bad[0]]} at z = {self.x[bad[0]]:.4g}" if bad.size else self.fault(values)
        if not fault:
            return Outcome(True, self.tried)
        return Outcome(False, self.tried, fault, self.wanted, self._recognise(values, slips))

    def _recognise(self, values, slips) -> Slip | None:
        for slip in slips:
            if np.all(excess(values, slip.wrong(self.x), 1e-6, 1e-9) <= 1):
                return slip
        return None


def _is_identity(y) -> str:
    worst = np.argmax(np.abs(y - RIGHT))
    off = abs(y[worst] - RIGHT[worst])
    return f"f({RIGHT[worst]:.4g}) is {y[worst]:.6g}" if off > 1e-9 * max(1, RIGHT[worst]) else ""


def _rises(y) -> str:
    order = np.argsort(LEFT)
    falls = np.flatnonzero(np.diff(y[order]) < 0)
    flat = np.flatnonzero(np.diff(y[(LEFT >= -10)][::-1]) <= 0)
    if falls.size:
        return f"it falls beside z = {LEFT[order][falls[0]]:.4g}"
    return f"it is flat beside z = {np.sort(LEFT[LEFT >= -10])[flat[0]]:.4g}" if flat.size else ""


def _is_bounded(y) -> str:
    return f"f(−1000) is {y[0]:.6g} and f(−1000000) is {y[1]:.6g}" if abs(y[1] - y[0]) > 1e-2 else ""


def _jump(order: int, most: float):
    """Finds a jump of a derivative: the next difference is then not small beside STEP**order."""

    def fault(y) -> str:
        jump = np.abs(np.diff(y, order + 1)) / STEP**order
        worst = np.argmax(jump)
        if jump[worst] <= most:
            return ""
        which = ("slope", "second derivative", "third derivative")[order - 1]
        return f"the {which} jumps by about {jump[worst]:.2g} beside z = {NEAR[worst + order // 2]:.2f}"

    return fault


DESIGN = Exercise(
    id="1.8",
    title="An activation to order (starred)",
    section=FOLKLORE,
    tests=[
        Behaves("f(z) = z for every z ≥ 0", RIGHT, _is_identity, "z itself"),
        Behaves("strictly rising for z < 0", LEFT, _rises, "values that rise with z"),
        Behaves("bounded below", FAR, _is_bounded, "a limit as z goes to −∞"),
        Behaves("no jump of the slope", NEAR, _jump(1, 0.05), "a slope without a jump"),
        Behaves(
            "no jump of the second derivative", NEAR, _jump(2, 0.1), "a second derivative without a jump"
        ),
        Behaves(
            "no jump of the third derivative", NEAR, _jump(3, 0.5), "a third derivative without a jump"
        ),
    ],
    slips=[
        Slip("This is ReLU", "It is flat for z < 0, and its slope jumps at 0.", relu.f),
        Slip("This is leaky ReLU", "It is not bounded below, and its slope jumps at 0.", leaky_relu.f),
        Slip(
            "This is ELU",
            "Its slope has no jump, but its second derivative does: 1 on the left of 0, and 0 on the right.",
            elu.f,
        ),
        Slip(
            "This is CELU or ELU, rescaled",
            "The second derivative still jumps at 0.",
            lambda z: celu(z, alpha=0.5),
        ),
        Slip("This is softplus", "Smooth, but never z itself: at 0 it is ln 2.", softplus.f),
        Slip("This is GELU", "Smooth, but for z > 0 it is zΦ(z), not z; and it dips.", gelu.f),
        Slip("This is SiLU", "Smooth, but for z > 0 it is zσ(z), not z; and it dips.", silu.f),
        Slip(
            "tanh on the left",
            "Value, slope and second derivative fit at 0, but the third derivative is −2 on the left.",
            lambda z: np.where(z < 0, np.tanh(z), z),
        ),
    ],
    next_step="for z < 0 try z·(1 − g(z)); e^(1/z) vanishes at 0 faster than every power of z.",
)

EXERCISES = [DESIGN]
