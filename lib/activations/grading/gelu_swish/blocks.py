"""The size of a gated feed-forward block."""

import math

from ...experiments import matched_width
from ..kinds import Returns
from ..records import Exercise, Slip
from .sections import BLOCK


def _case(width: int, multiple: int, model: str = "") -> Returns:
    text = f"model width {width}, multiples of {multiple}" + (f" ({model})" if model else "")
    return Returns(text, (width, multiple), matched_width(4 * width, multiple), rtol=0, atol=1e-9)


EXERCISES = [
    Exercise(
        id="4.6", title="A width for SwiGLU", section=BLOCK,
        tests=[
            _case(768, 1), _case(1000, 1), _case(4096, 256, "as in LLaMA 7B"),
            _case(5120, 256, "as in LLaMA 13B"), _case(768, 256),
        ],
        slips=[
            Slip("The plain block's width", "4d is the width of the block you replace.", lambda d, m: 4 * d),
            Slip(
                "One half instead of two thirds",
                "Two matrices become three, so the ratio is 2/3.",
                lambda d, m: math.ceil(2 * d / m) * m,
            ),
            Slip(
                "Not rounded",
                "The width must be a whole number, and a multiple of m.",
                lambda d, m: 8 * d / 3,
            ),
            Slip(
                "Not rounded up",
                "Take the next multiple above, even where the one below is nearer: // and round() go down.",
                lambda d, m: 8 * d // 3 // m * m,
            ),
            Slip(
                "One multiple too many",
                "A width that is a multiple already stays: 2048 is 8·256.",
                lambda d, m: (8 * d // 3 // m + 1) * m,
            ),
            Slip(
                "The multiple is ignored",
                "This is rounded up to a whole number, but not to a multiple of m.",
                lambda d, m: math.ceil(8 * d / 3),
            ),
            Slip(
                "Two thirds of d",
                "The hidden width of the plain block is 4d; take two thirds of that.",
                lambda d, m: math.ceil(2 * d / 3 / m) * m,
            ),
        ],
        next_step="equate 2·d·4d with 3·d·h for the width, then round up: -(-a // b) is a/b rounded up.",
    ),
]
