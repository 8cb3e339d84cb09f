"""The exercises of the chapter "Why non-linearity: the collapse theorem"."""

from . import design, layers, networks, values, written

EXERCISES = sorted(
    (exercise for part in (values, layers, networks, design, written) for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
