"""The exercises of the chapter "GELU and Swish"."""

from . import blocks, explorables, mystery, panels, units, values, wishes, written

PARTS = (values, mystery, units, blocks, wishes, written, explorables, panels)
EXERCISES = sorted(
    (exercise for part in PARTS for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
