"""The interactive figures: widgets in a notebook, live on a page, words and numbers where no script runs.

Each constructor checks its settings and returns an `Explorable`. Its ``state`` is the same small dictionary
in Python, in the page and in a link; ``readouts`` are the numbers the figure shows, computed by the library.
"""

from .calibration import calibration
from .choose import choose
from .collapse import collapse
from .dying_relu import dying_relu
from .gate import gate
from .gradient_flow import gradient_flow
from .jacobian import jacobian
from .model import FIGURES
from .playground import playground
from .shape import shape
from .temperature import temperature
from .universal import universal
from .zigzag import zigzag

__all__ = [
    "FIGURES",
    "Explorable",
    "calibration",
    "choose",
    "collapse",
    "dying_relu",
    "gate",
    "gradient_flow",
    "jacobian",
    "playground",
    "shape",
    "temperature",
    "universal",
    "zigzag",
]


def __getattr__(name):
    # The widget library is imported when a figure is made or its class is asked for: graders need neither.
    if name == "Explorable":
        from .explorable import Explorable

        return Explorable
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
