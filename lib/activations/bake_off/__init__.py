"""The laboratory of the great bake-off: one network, every activation, many seeds, on real data."""

from .compare import Difference, first_epoch, interval, paired
from .race import Run, one_by_one, race, rate_spread, train
from .tasks import Task, breast_cancer, digits, fashion_mnist, iris
from .units import gated, keeping_gain

__all__ = [
    "Difference",
    "Run",
    "Task",
    "breast_cancer",
    "digits",
    "fashion_mnist",
    "first_epoch",
    "gated",
    "interval",
    "iris",
    "keeping_gain",
    "one_by_one",
    "paired",
    "race",
    "rate_spread",
    "train",
]
