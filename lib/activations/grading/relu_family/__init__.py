"""The exercises of the chapter "The ReLU family"."""

from . import arrival, batches, beliefs, corners, counting, explorables, scale, written

PARTS = (corners, scale, counting, written, arrival, explorables, batches, beliefs)
EXERCISES = sorted(
    (exercise for part in PARTS for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
