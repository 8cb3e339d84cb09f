"""The exercises of the chapter "Softmax and temperature"."""

from . import calibration, derivation, diagnosis, explorables, functions, panels, sampling, values, written

PARTS = (values, functions, derivation, diagnosis, calibration, sampling, written, explorables, panels)
EXERCISES = sorted(
    (exercise for part in PARTS for exercise in part.EXERCISES),
    key=lambda exercise: (int(exercise.id.split(".")[1].rstrip("abc")), exercise.id),
)
