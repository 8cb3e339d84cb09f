"""Exercises answered by a function that returns one affine layer, a pair (W, b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...linear import collapse
from ..compare import agrees, excess, numbers, show
from ..kinds import is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import Call, call
from .sections import THEOREM, TRAP

PAIR = "a pair (W, b): a matrix and a vector"


@dataclass(frozen=True)
class GivesLayer:
    """The answer is a function; called with `args` it returns the layer `expected`."""

    tried: str
    args: tuple
    expected: tuple

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        if not is_function(answer):
            return not_a_function(self.tried, answer)
        seen = call(answer, *self.args)
        found = self._problem(seen)
        if found is None:
            return Outcome(True, self.tried)
        slip = None if seen.timed_out else self._recognise(seen, slips)
        return Outcome(False, self.tried, *found, slip, stop=seen.timed_out)

    def _problem(self, seen: Call) -> tuple[str, str] | None:
        """What came out and what was expected; None if all is well."""
        layer = _layer(seen.value)
        if seen.error:
            return seen.error, PAIR
        if layer is None:
            return f"it returned {show(seen.value)}", PAIR
        for name, got, want in zip(("W", "b"), layer, self.expected, strict=True):
            if got.shape != want.shape:
                return f"{name} has shape {got.shape}", f"shape {want.shape}"
            if not agrees(got, want, atol=1e-9):
                worst = np.unravel_index(np.argmax(excess(got, want, 0.0, 1.0)), want.shape)
                place = ", ".join(map(str, worst))
                return f"{name}[{place}] is {show(got[worst])}", show(want[worst])
        return None

    def _recognise(self, seen: Call, slips: Sequence[Slip]) -> Slip | None:
        mine = _layer(seen.value)
        for slip in slips:
            known = call(slip.wrong, *self.args)
            if seen.error.startswith("it raised") and known.error == seen.error:
                return slip
            other = _layer(known.value)
            if mine and other and all(agrees(a, b, atol=1e-9) for a, b in zip(mine, other, strict=True)):
                return slip
        return None


def _layer(value) -> tuple[np.ndarray, np.ndarray] | None:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return None
    W, b = map(numbers, value)
    return None if W is None or b is None else (W, b)


def _random(widths, seed):
    rng = np.random.default_rng(seed)
    return [(rng.standard_normal((m, n)), rng.standard_normal(m)) for n, m in pairwise(widths)]


# --- 1.2 Collapse --------------------------------------------------------------------------------------


def _fold(step):
    """A collapse that goes through the layers with another step: (W, b, V, c) → (W, b)."""

    def run(layers, *more):
        (W, b), *rest = layers
        for V, c in rest:
            W, b = step(W, b, V, c, *more)
        return W * 1.0, b * 1.0

    return run


def _fits(tried: str, widths, seed: int) -> GivesLayer:
    layers = _random(widths, seed)
    return GivesLayer(tried, (layers,), collapse(layers))


COLLAPSE = Exercise(
    id="1.2",
    title="Write the collapse",
    section=THEOREM,
    tests=[
        _fits("one layer, 3 → 2", [3, 2], 0),
        _fits("two layers, 3 → 3 → 3", [3, 3, 3], 1),
        _fits("two layers, 3 → 4 → 2", [3, 4, 2], 2),
        _fits("five layers, 4 → 6 → 3 → 5 → 2 → 3", [4, 6, 3, 5, 2, 3], 3),
    ],
    slips=[
        Slip(
            "The biases were added up",
            "A bias passes through the layers after it: b* = V b + c, with the new layer's V.",
            _fold(lambda W, b, V, c: (V @ W, b + c if b.shape == c.shape else V @ b * 0 + b.sum() + c)),
        ),
        Slip(
            "Only the last bias",
            "The earlier biases are part of b* as well, multiplied by the later layers.",
            _fold(lambda W, b, V, c: (V @ W, c)),
        ),
        Slip(
            "The product in the wrong order",
            "The layer that comes first stands on the right: W* = W_L ⋯ W_1. With rectangular matrices the "
            "other order does not even fit.",
            _fold(lambda W, b, V, c: (W @ V, V @ b + c)),
        ),
        Slip(
            "The last bias came too early",
            "V(b + c) is V b + V c: the layer's own bias is added after its weights.",
            _fold(lambda W, b, V, c: (V @ W, V @ (b + c) if b.shape == c.shape else V @ b + c)),
        ),
        Slip(
            "The new layer's bias is missing",
            "V b is the old bias after the new layer; the new layer adds its c.",
            _fold(lambda W, b, V, c: (V @ W, V @ b)),
        ),
        Slip(
            "The bias through the collapsed weights",
            "W was already replaced by V W when b was computed. A bias passes through the new layer only: V "
            "b + c.",
            _fold(lambda W, b, V, c: (V @ W, (V @ W) @ b + c)),
        ),
        Slip(
            "Only the first and the last layer",
            "Every layer in between belongs to the product too.",
            lambda layers: (
                layers[-1][0] @ layers[0][0],
                layers[-1][0] @ layers[0][1] + layers[-1][1],
            ),
        ),
    ],
    next_step="write the induction step for one further layer (V, c): what are the new W and the new b?",
)


# --- 1.4 An activation that collapses ------------------------------------------------------------------


def _with_activation(layers, slope, shift):
    """Fold slope·z + shift into every layer but the last."""
    *hidden, last = layers
    return collapse([*((slope * W, slope * b + shift) for W, b in hidden), last])


def _trap(tried: str, widths, slope, shift, seed: int) -> GivesLayer:
    layers = _random(widths, seed)
    return GivesLayer(tried, (layers, slope, shift), _with_activation(layers, slope, shift))


def _everywhere(layers, slope, shift):
    return collapse([(slope * W, slope * b + shift) for W, b in layers])


def _hidden(change):
    def run(layers, slope, shift):
        *hidden, last = layers
        return collapse([*(change(W, b, slope, shift) for W, b in hidden), last])

    return run


def _at_the_end(layers, slope, shift):
    W, b = collapse(layers)
    return slope * W, slope * b + shift


def _shift_added_once(layers, slope, shift):
    W, b = collapse([*((slope * W, slope * b) for W, b in layers[:-1]), layers[-1]])
    return W, b + shift * (len(layers) - 1)


ACTIVATION = Exercise(
    id="1.4",
    title="The trap activation",
    section=TRAP,
    tests=[
        _trap("f(z) = z + 1, two layers", [3, 4, 2], 1.0, 1.0, 0),
        _trap("f(z) = 2z, three layers", [3, 4, 4, 2], 2.0, 0.0, 1),
        _trap("f(z) = −0.5z + 3, four layers", [2, 3, 5, 3, 2], -0.5, 3.0, 2),
        _trap("f(z) = 2z + 1, a single layer", [3, 2], 2.0, 1.0, 3),
    ],
    slips=[
        Slip(
            "The activation was applied at the output too",
            "It stands between the layers: after every layer but the last.",
            _everywhere,
        ),
        Slip(
            "The activation was left out",
            "This is the collapse of the layers alone. The slope and the shift change it.",
            lambda layers, slope, shift: collapse(layers),
        ),
        Slip(
            "The shift is missing",
            "f(Wx + b) = slope·(Wx + b) + shift: the shift ends up in the layer's bias.",
            _hidden(lambda W, b, slope, shift: (slope * W, slope * b)),
        ),
        Slip(
            "The bias was not multiplied by the slope",
            "f takes the whole of Wx + b: slope·b + shift.",
            _hidden(lambda W, b, slope, shift: (slope * W, b + shift)),
        ),
        Slip(
            "The weights were not multiplied by the slope",
            "f takes the whole of Wx + b: the weights become slope·W.",
            _hidden(lambda W, b, slope, shift: (W, slope * b + shift)),
        ),
        Slip(
            "Shift before slope",
            "slope·(b + shift) is another function: f multiplies first and adds then.",
            _hidden(lambda W, b, slope, shift: (slope * W, slope * (b + shift))),
        ),
        Slip(
            "The activation only at the end",
            "f acts between the layers, not on the collapsed network.",
            _at_the_end,
        ),
        Slip(
            "The shifts were added at the end",
            "A shift inside passes through the later layers, like a bias.",
            _shift_added_once,
        ),
    ],
    next_step="write f(Wx + b) as one affine layer: what are its weights and its bias? Then use collapse.",
)

EXERCISES = [COLLAPSE, ACTIVATION]
