"""The exercises of the chapter "The ReLU family"."""

from . import corners, counting, scale, written

EXERCISES = sorted(
    (exercise for part in (corners, scale, counting, written) for exercise in part.EXERCISES),
    key=lambda exercise: exercise.id,
)
