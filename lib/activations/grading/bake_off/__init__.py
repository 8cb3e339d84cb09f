"""The exercises of the chapter "The great bake-off"."""

from . import intervals, runs, written

EXERCISES = [*intervals.EXERCISES, *runs.EXERCISES, *written.EXERCISES]
