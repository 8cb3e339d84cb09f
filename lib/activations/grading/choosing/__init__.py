"""The exercises of the chapter "Choosing an activation"."""

from . import diagnosis, numbers, written

EXERCISES = [*numbers.EXERCISES, *diagnosis.EXERCISES, *written.EXERCISES]
