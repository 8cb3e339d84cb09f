"""The exercises of the chapter "Sigmoid and tanh"."""

from . import chain_rule, flow, functions, values, written

EXERCISES = sorted(
    (exercise for part in (values, functions, chain_rule, flow, written) for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
