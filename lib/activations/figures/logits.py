"""What the figures about the softmax have in common: logits, a temperature, and how they are written."""

from __future__ import annotations

import math

from .states import Number, Numbers
from .text import fixed

LOGITS = Numbers((2, 1, 0.5, -1), -5, 5, least=2, most=8)
TEMPERATURE = Number(1, 0.05, 20)


def logit_text(value: float) -> str:
    """A logit as the page writes it: 2, 0.5, −1.25."""
    return f"{round(value, 2):g}".replace("-", "−")


def entropy_text(nats: float) -> str:
    """An entropy in both of its units."""
    return f"{fixed(nats, 3)} nats = {fixed(nats / math.log(2), 3)} bits"
