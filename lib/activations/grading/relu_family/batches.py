"""An experiment: which share of a fresh layer looks dead on one small batch."""

from functools import cache

import numpy as np

from ...experiments import apparent_dead, digits
from ...experiments.dead_units import WIDTHS
from ...network import initialise
from ..measured import Measured
from ..records import Exercise, Slip
from .sections import COUNTING

LAYER, BATCH, SEEDS, SLACK = 2, 16, range(20), 0.05


def shares(batch=BATCH, layer=LAYER, scheme="he", seeds=SEEDS, draws_of=lambda seed: seed):
    """What `apparent_dead` gives on the digits for networks of `seeds`."""
    X = digits().train_X
    return np.array(
        [
            apparent_dead(initialise(WIDTHS, scheme, seed=seed), X, batch, seed=draws_of(seed), layer=layer)
            for seed in seeds
        ]
    )


@cache
def _reference() -> np.ndarray:
    return shares()


@cache
def _look_alikes() -> tuple[tuple[Slip, np.ndarray], ...]:
    def both(**settings):
        return np.concatenate([shares(**settings), shares(**settings, draws_of=lambda seed: 0)])

    return (
        (
            Slip(
                "All the data", "On all 1,400 digits only the truly dead look dead. Pass a batch size of 16."
            ),
            both(batch=1400),
        ),
        (
            Slip(
                "One example", "A batch of one shows every unit that is off as dead. Pass a batch size of 16."
            ),
            both(batch=1),
        ),
        (Slip("The first layer", "Layers are counted from 0: the third has layer=2."), both(layer=0)),
        (Slip("The fourth layer", "Layers are counted from 0: the third has layer=2."), both(layer=3)),
        (
            Slip("Another initialisation", 'The question is about He\'s: initialise(widths, "he", seed=s).'),
            both(scheme="pytorch"),
        ),
    )


SHARES = Measured(
    "the shares that look dead",
    "the share of the third layer's units, between 0 and 1",
    reference=_reference,
    slack=SLACK,
    look_alikes=_look_alikes,
    possible=(0.0, 1.0),
)
APPARENT = Exercise(
    id="3.13",
    title="Measure: dead on a batch of sixteen",
    section=COUNTING,
    tests=[SHARES],
    next_step="call experiments.apparent_dead(layers, X, 16, seed=s, layer=2) for networks of seeds 0 to 4.",
    afterwards="3.7 gave 6.6 % for the units that are dead on all the data: the batch shows three times as "
    "many.",
)

EXERCISES = [APPARENT]
