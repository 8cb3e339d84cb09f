"""Exercises answered by a network: XOR with two ReLU units, and a sawtooth with many pieces."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ...experiments.pieces import count_pieces
from ...network import forward
from ..compare import numbers, show
from ..kinds import as_parts
from ..records import Exercise, Outcome, Slip
from ..safely import untouched
from .sections import PIECES, XOR

# --- 1.5 XOR with two ReLU units -----------------------------------------------------------------------

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
WANTED = (False, True, True, False)
SHAPES = ((2, 2), (2,), (2,), ())
FORM = "four things (W1, b1, w2, b2) of shapes (2, 2), (2,), (2,) and a number"
AFFINE = Slip(
    "Affine after all",
    "f(0,0) + f(1,1) equals f(0,1) + f(1,0): on these points the network is an affine map. Some unit must "
    "be on at one point and off at another.",
)
PATTERNS = {
    (False,) * 4: Slip("Never above ½", "The shape may be right. Raise it, or scale w2, until yes is above."),
    (True,) * 4: Slip("Never below ½", "The shape may be right. Lower it with b2 until no is below ½."),
    (False, True, True, True): Slip(
        "This is OR", "At (1, 1) more must be taken away: no is right there."
    ),
    (False, False, False, True): Slip("This is AND", "It says yes at (1, 1) only, where XOR says no."),
    (True, False, False, True): Slip(
        "Upside down", "It says yes where XOR says no, and the other way round: turn w2 and b2 round."
    ),
    (True, True, True, False): Slip("This is NOT AND", "At (0, 0) the answer is no."),
    (True, False, False, False): Slip("This is NOT OR", "It says yes at (0, 0) only."),
    (False, False, True, False): Slip("Only half of it", "It says yes at (1, 0), but not at (0, 1)."),
    (False, True, False, False): Slip("Only half of it", "It says yes at (0, 1), but not at (1, 0)."),
}


def _xor(answer, _slips) -> Outcome:
    tried, parts = "the four points", as_parts(answer)
    arrays = [numbers(part) for part in parts] if parts is not None and len(parts) == 4 else [None]
    if any(untouched(part) for part in parts or []):
        return Outcome(False, tried, "something is still blank", FORM)
    if any(a is None or not np.all(np.isfinite(a)) for a in arrays):
        return Outcome(False, tried, show(answer), FORM)
    arrays = [np.asarray(a, dtype=float) for a in arrays]
    if arrays[0].shape != SHAPES[0] or [a.size for a in arrays] != [4, 2, 2, 1]:
        return Outcome(False, tried, f"shapes {', '.join(str(a.shape) for a in arrays)}", FORM)
    W1, b1, w2, b2 = (a.reshape(shape) for a, shape in zip(arrays, SHAPES, strict=True))
    y = np.maximum(POINTS @ W1.T + b1, 0) @ w2 + b2
    said = tuple(bool(value > 0.5) for value in y)
    if said == WANTED and not np.any(np.isclose(y, 0.5, rtol=0, atol=1e-9)):
        return Outcome(True, tried)
    got = "outputs " + ", ".join(f"{value:.4g}" for value in y)
    return Outcome(False, tried, got, "below, above, above, below ½", _xor_slip(y, said))


def _xor_slip(y, said) -> Slip | None:
    return AFFINE if np.isclose(y[0] + y[3], y[1] + y[2]) else PATTERNS.get(said)


BY_HAND = Exercise(
    id="1.5",
    title="XOR by hand",
    section=XOR,
    tests=[_xor],
    next_step="draw the output you want along s = x₁ + x₂, and bend a line at s = 1 until it fits.",
)


# --- 1.7 A sawtooth ------------------------------------------------------------------------------------

UNITS, ENOUGH = 12, 50
NETWORK = "a list of (W, b), one input, one output, shapes that fit"
WIDE = Slip(
    "One wide layer",
    "In one layer n units make at most n + 1 pieces. Stack the tents: each doubles the pieces.",
)
TOO_MANY = Slip("Too many units", "There are twelve. Spend two on each tent.")
BETWEEN = Slip(
    "A layer of one unit between the tents",
    "The inner tent's output layer and the outer tent's hidden layer are two affine maps in a row: collapse "
    "them into one, and the unit in between is saved.",
)
SHALLOW = Slip(
    "A tent that does not fill the interval",
    "A tent doubles the pieces only if the one before it runs through the whole of [0, 1], from 0 up to 1 "
    "and back.",
)


def _sawtooth(answer, _slips) -> Outcome:
    tried, layers = f"at most {UNITS} ReLU units", _network(answer)
    if layers is None:
        return Outcome(False, tried, show(answer), NETWORK)
    hidden = [len(b) for _, b in layers[:-1]]
    if sum(hidden) > UNITS:
        slip = BETWEEN if 1 in hidden[1:] else TOO_MANY
        return Outcome(False, tried, f"{sum(hidden)} hidden units", f"{UNITS} or fewer", slip)
    pieces, wanted = count_pieces(layers), f"{ENOUGH} or more"
    if pieces >= ENOUGH:
        return Outcome(True, f"{sum(hidden)} ReLU units, {pieces} pieces on [0, 1]")
    slip = WIDE if len(hidden) < 2 else BETWEEN if 1 in hidden[1:] else _filling(layers)
    return Outcome(False, tried, f"{pieces} pieces on [0, 1]", wanted, slip)


def _filling(layers) -> Slip | None:
    """SHALLOW, if the output of a stack of two-unit layers stays away from 0 or from 1."""
    if any(len(b) != 2 for _, b in layers[:-1]):
        return None
    y = forward(layers, np.linspace(0, 1, 4097)[:, None], "relu").post[-1]
    return SHALLOW if y.max() < 0.999 or y.min() > 1e-3 or y.max() > 1.001 else None


def _network(answer):
    """The answer as a list of float layers; None if it is not a network of one input and one output."""
    if not isinstance(answer, (list, tuple)) or not answer:
        return None
    layers = []
    for layer in answer:
        pair = [numbers(part) for part in layer] if isinstance(layer, (list, tuple)) else []
        if len(pair) != 2 or any(part is None or not np.all(np.isfinite(part)) for part in pair):
            return None
        W, b = (np.asarray(part, dtype=float) for part in pair)
        if W.ndim != 2 or b.shape != W.shape[:1] or b.size > 10_000:
            return None
        layers.append((W, b))
    chained = all(W.shape[0] == V.shape[1] for (W, _), (V, _) in pairwise(layers))
    ends = layers[0][0].shape[1] == 1 and layers[-1][0].shape[0] == 1
    return layers if chained and ends else None


SAWTOOTH = Exercise(
    id="1.7",
    title="Fifty pieces from twelve units",
    section=PIECES,
    tests=[_sawtooth],
    next_step="build one tent and look at it with experiments.count_pieces; then put a second one behind it.",
)

EXERCISES = [BY_HAND, SAWTOOTH]
