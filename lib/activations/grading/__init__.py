"""Exercises that grade themselves.

`check("2.3", answer)` runs the tests of exercise 2.3 on an answer and shows, for each, what was tried, what
came out and what was expected; a misconception it recognises is called by its name. A chapter's exercises are
a list of `Exercise` records in a module of this package: add the module to `CHAPTERS` below.
"""

from . import (
    accuracy,
    bake_off,
    choosing,
    collapse,
    gelu_swish,
    interview,
    myths,
    relu_family,
    sigmoid_tanh,
    softmax_temperature,
)
from .checker import Check

CHAPTERS = (
    collapse,
    sigmoid_tanh,
    relu_family,
    gelu_swish,
    softmax_temperature,
    choosing,
    bake_off,
    myths,
    interview,
    accuracy,
)

check = Check(exercise for chapter in CHAPTERS for exercise in chapter.EXERCISES)

__all__ = ["check"]
