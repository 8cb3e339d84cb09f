"""An exercise whose answer is a picture: three units on the left, their slopes on the right."""

import numpy as np

from ... import functions as af
from ..axes import Curve, Labelled, Panel
from ..records import Exercise, Slip
from .sections import SLOPES

LOW, HIGH, NEAR = -3.9, 3.9, 0.05
UNITS = {"ReLU": (("ReLU",), af.relu), "GELU": (("GELU",), af.gelu), "SiLU": (("SiLU", "Swish"), af.silu)}
AGAIN = Slip(
    "The functions again", "The second Axes is for the slopes, f′.", lambda name, x: UNITS[name][1](x)
)
EARLY = Slip(
    "The slopes first", "The first Axes is for the functions.", lambda name, x: UNITS[name][1].derivative(x)
)


def _normal_gate(x):
    """Φ(x), as GELU over x."""
    x = np.where(x == 0, 1e-9, x)
    return af.gelu(x) / x


GATE_OF = {"ReLU": af.relu.derivative, "GELU": _normal_gate, "SiLU": af.sigmoid}
GATES = Slip(
    "The gate for the slope",
    "The gate is only one part: the slope is gate + x·gate′.",
    lambda name, x: GATE_OF[name](x),
)

TWO_PANELS = Exercise(
    id="4.11",
    title="Draw it: three units and their slopes",
    section=SLOPES,
    tests=[
        Panel(
            "the functions, on the left",
            [Curve(names, f) for names, f in UNITS.values()],
            LOW,
            HIGH,
            0,
            2,
            atol=1e-3,
            slips=[EARLY],
        ),
        Panel(
            "their slopes, on the right",
            [Curve(names, f.derivative, f.kinks) for names, f in UNITS.values()],
            LOW,
            HIGH,
            1,
            2,
            atol=2e-3,
            near=NEAR,
            slips=[AGAIN, GATES],
        ),
        Labelled(),
    ],
    next_step="make the panels with plt.subplots(1, 2), and draw each line with label=…",
    afterwards="where do the slopes of GELU and SiLU pass 1, and where are they below 0?",
)

EXERCISES = [TWO_PANELS]
