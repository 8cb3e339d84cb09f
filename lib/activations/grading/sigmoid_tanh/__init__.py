"""The exercises of the chapter "Sigmoid and tanh"."""

from . import chain_rule, explorables, facts, flow, functions, values, written

PARTS = (values, functions, chain_rule, flow, written, explorables, facts)
EXERCISES = sorted(
    (exercise for part in PARTS for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
