"""The exercises of the chapter "Why non-linearity: the collapse theorem"."""

from . import design, explorables, layers, networks, values, written

PARTS = (values, layers, networks, design, written, explorables)
EXERCISES = sorted(
    (exercise for part in PARTS for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
