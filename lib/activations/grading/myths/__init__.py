"""The exercises of the chapter "Myths under test"."""

from . import printouts, refuting, sorting, written

EXERCISES = [*sorting.EXERCISES, *printouts.EXERCISES, *refuting.EXERCISES, *written.EXERCISES]
