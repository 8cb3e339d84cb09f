"""Exercises on counting dead units: on one batch, over a data set, in PyTorch."""

from __future__ import annotations

import numpy as np

from ..compare import show
from ..kinds import Returns, is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import COUNTING

# --- 3.5 Dead on one batch ----------------------------------------------------------------------------------
SHARES = np.array([0.0, 0.001, 0.01, 0.02, 0.1, 0.5, 1.0])
LOOKS = Exercise(
    id="3.5", title="Dead on one batch", section=COUNTING,
    tests=[
        Returns("seven units, a batch of 64", (SHARES, 64), float(np.mean((1 - SHARES) ** 64)), rtol=1e-6),
        Returns("the same, a batch of 1", (SHARES, 1), float(np.mean(1 - SHARES)), rtol=1e-6),
        Returns("units on for 1 in 100, a batch of 1000", (np.full(5, 0.01), 1000), 0.99**1000, rtol=1e-6),
        Returns("a layer of living units that never rest", (np.ones(3), 16), 0.0, atol=1e-12),
    ],
    slips=[
        Slip("On for all instead of off for all",
             "pᴮ is the chance to fire every time. Dead looks: off every time.",
             lambda p, n: float(np.mean(p**n))),
        Slip("The chance to be seen alive", "1 − (1 − p)ᴮ is the opposite event.",
             lambda p, n: float(np.mean(1 - (1 - p) ** n))),
        Slip("The mean before the power", "Units differ: take (1 − p)ᴮ for each, then the mean.",
             lambda p, n: float((1 - np.mean(p)) ** n)),
        Slip("Really dead only", "This is the share with p = 0. Selective units look dead as well.",
             lambda p, n: float(np.mean(p == 0))),
        Slip("A sum for a power", "1 − B·p can be negative. Independent examples multiply.",
             lambda p, n: float(np.mean(1 - n * p))),
        Slip("Inactive, not dead", "1 − p is the chance to be off for one example.",
             lambda p, n: float(np.mean(1 - p) + 0 * n)),
        Slip("One number for each unit", "The share of the layer is asked for: average over the units.",
             lambda p, n: (1 - p) ** n),
    ],
    next_step="one unit first: it is off for one example with chance 1 − p, and for B independent ones?",
)

# --- 3.6 Counting over a data set ---------------------------------------------------------------------------
def _batches(seed, shape, sizes):
    rng = np.random.default_rng(seed)
    batches = [rng.standard_normal((n, *shape)) - 1.6 for n in sizes]
    for z in batches:
        z[:, 0] = -np.abs(z[:, 0])  # unit 0 is dead
        z[:, 1] = 0.0  # so is unit 1, exactly at the corner
    return batches


def _dead(batches, axes):
    ever = np.zeros(batches[0].shape[1], dtype=bool)
    for z in batches:
        ever |= (z > 0).any(axis=axes)
    return int((~ever).sum())


# Seeds for which no two slips below, and none and the truth, give the same count.
FLAT, MAPS = _batches(4, (12,), (6, 9, 4)), _batches(2, (6, 3, 3), (3, 2))


def _counts(tried, batches, axes):
    return Returns(tried, (batches,), _dead(batches, axes))


def _stack(batches):
    return np.concatenate(batches)


COUNT = Exercise(
    id="3.6a", title="Dead units of a data set", section=COUNTING,
    tests=[
        _counts("12 units, batches of 6, 9 and 4", FLAT, (0,)),
        _counts("one batch only", FLAT[:1], (0,)),
        _counts("the batches in another order", FLAT[::-1], (0,)),
    ],
    slips=[
        Slip("Only the last batch", "Each batch overwrites the one before: accumulate.",
             lambda b: int((b[-1] <= 0).all(axis=0).sum())),
        Slip("Only the first batch", "The other batches may show units alive.",
             lambda b: int((b[0] <= 0).all(axis=0).sum())),
        Slip("Dead in some batch", "A unit is dead if it is off in *every* batch.",
             lambda b: int(np.any([(z <= 0).all(axis=0) for z in b], axis=0).sum())),
        Slip("Counts added up", "This counts a unit once for each batch in which it is off.",
             lambda b: int(sum((z <= 0).all(axis=0).sum() for z in b))),
        Slip("Inactive, not dead", "This counts single zeros; a dead unit is off for all examples.",
             lambda b: int((_stack(b) <= 0).sum())),
        Slip("The wrong axis", "One example a row: reduce over axis 0.",
             lambda b: int((_stack(b) <= 0).all(axis=1).sum())),
        Slip("Exactly 0 counted as alive", "At z = 0 the output is 0 and so is the slope: on means z > 0.",
             lambda b: int((_stack(b) < 0).all(axis=0).sum())),
        Slip("The living", "This is the number of units that are ever on.",
             lambda b: int((_stack(b) > 0).any(axis=0).sum())),
        Slip("The share", "The number is asked for, not the share.",
             lambda b: float((_stack(b) <= 0).all(axis=0).mean())),
    ],
    next_step="keep one flag per unit, set it with any(axis=0) of each batch, count the flags never set.",
)

COUNT_MAPS = Exercise(
    id="3.6b", title="Dead channels of a convolution", section=COUNTING,
    tests=[
        _counts("6 channels of 3 × 3, batches of 3 and 2", MAPS, (0, 2, 3)),
        _counts("one batch only", MAPS[1:], (0, 2, 3)),
    ],
    slips=[
        Slip("Every place on its own", "A channel has one set of weights: reduce over height and width too.",
             lambda b: int((_stack(b) <= 0).all(axis=0).sum())),
        Slip("Only the last batch", "Accumulate over the batches.",
             lambda b: int((b[-1] <= 0).all(axis=(0, 2, 3)).sum())),
        Slip("Examples, not channels", "This counts examples: the channel is axis 1.",
             lambda b: int((_stack(b) <= 0).all(axis=(1, 2, 3)).sum())),
        Slip("Exactly 0 counted as alive", "On means z > 0.",
             lambda b: int((_stack(b) < 0).all(axis=(0, 2, 3)).sum())),
        Slip("Averaged over the map", "A mean below 0 hides places where the channel fires.",
             lambda b: int((_stack(b).mean(axis=(2, 3)) <= 0).all(axis=0).sum())),
    ],
    next_step="keep axis 1, and reduce over the examples, the height and the width.",
)

# --- 3.8 The listing that does not run ----------------------------------------------------------------------
# Two units of five are dead, one example of three is 0 throughout: no two slips give the same number.
BATCH = [[0.0, 0.3, 0.0, 0.0, 0.2], [0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.1, 0.0, 0.4]]
REPAIR_SLIPS = [
    Slip("The mean of a Bool tensor", "PyTorch has none: make it .float() first.",
         lambda a: (a <= 0).all(dim=0).mean()),
    Slip("The share of zeros", "Zeros are inactive outputs. Reduce over the examples with all(dim=0) first.",
         lambda a: (a <= 0).float().mean()),
    Slip("The wrong dimension", "One example a row: dim=0 runs over the examples.",
         lambda a: (a <= 0).all(dim=1).float().mean()),
    Slip("Any for all", "any(dim=0) finds units that are off once. Dead is off always.",
         lambda a: (a <= 0).any(dim=0).float().mean()),
    Slip("The number, not the share", "Divide by the number of units, or take the mean.",
         lambda a: (a <= 0).all(dim=0).sum()),
    Slip("The living", "This is the share that fires at least once.",
         lambda a: (a > 0).any(dim=0).float().mean()),
    Slip("A whole number", "Integer division, or a cast to int, drops the share to 0.",
         lambda a: (a <= 0).all(dim=0).sum() // a.shape[1]),
]


def _repaired(answer, slips) -> Outcome:
    tried = "three examples, five units, two of them dead"
    try:
        import torch
    except ImportError:
        return Outcome(False, tried, "PyTorch is not installed here", "a place where it is")
    tensor = torch.tensor(BATCH)
    if not is_function(answer):
        return not_a_function(tried, answer)
    seen = call(answer, tensor)
    value = None if seen.error else _plain(seen.value)
    if value is not None and abs(value - 0.4) < 1e-6:
        return Outcome(True, tried)
    got = seen.error or ("it returned " + (show(value) if value is not None else "no number"))
    known = (slip for slip in slips if _same(call(slip.wrong, tensor), seen, value))
    return Outcome(False, tried, got, "a share of 0.4", next(known, None))


def _plain(value) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError):
        return None


def _same(known, seen, value) -> bool:
    if known.error or seen.error:
        return known.error == seen.error
    return value is not None and abs(_plain(known.value) - value) < 1e-6


REPAIR = Exercise(
    id="3.8", title="A listing that does not run", section=COUNTING, tests=[_repaired], slips=REPAIR_SLIPS,
    next_step="run the listing, read the last line of the error, and look at the dtype of what it averages.",
)

EXERCISES = [LOOKS, COUNT, COUNT_MAPS, REPAIR]
