"""Exercises answered by one function: the coin, GELU to a stated accuracy, a unit with another gate."""

import numpy as np
from scipy.special import erf

from ...experiments import laplace_unit, quick_gelu
from ...functions import gelu, gelu_tanh, relu, silu
from ..kinds import Returns
from ..records import Exercise, Slip
from .sections import COIN, FORMS, MIRROR

# --- 4.3 The coin --------------------------------------------------------------------------------------

RIVALS = np.random.default_rng(7).standard_normal(500)
POINTS = np.array([-2.0, -0.7, 0.0, 0.4, 1.5])
FEW = np.array([-1.0, 0.25, 3.0])


def _thrown(x, rivals):
    return x * (rivals < x[:, None]).mean(axis=1)


THROWS = Exercise(
    id="4.3", title="Throw the coin", section=COIN,
    tests=[
        Returns("three rivals, −1, 0.25 and 3", (POINTS, FEW), _thrown(POINTS, FEW), 1e-9, 1e-12),
        Returns("500 rivals", (POINTS, RIVALS), _thrown(POINTS, RIVALS), 1e-9, 1e-12),
        Returns("as many inputs as rivals", (RIVALS[:40], RIVALS[40:80]),
                _thrown(RIVALS[:40], RIVALS[40:80]), 1e-9, 1e-12),
    ],
    slips=[
        Slip(
            "The rival wins",
            "The gate opens when x beats its rival: rival < x, not rival > x.",
            lambda x, r: x * (r > x[:, None]).mean(axis=1),
        ),
        Slip(
            "The gate alone",
            "This is the share of open gates. Multiply it by x.",
            lambda x, r: (r < x[:, None]).mean(axis=1),
        ),
        Slip(
            "A sum for a mean",
            "Divide by the number of rivals.",
            lambda x, r: x * (r < x[:, None]).sum(axis=1),
        ),
        Slip(
            "The mean over the wrong axis",
            "Average over the rivals, and keep one number for each x.",
            lambda x, r: (x[:, None] * (r < x[:, None])).mean(axis=0),
        ),
        Slip(
            "One mean for everything",
            "mean() without an axis averages over the inputs too. Keep one number for each x.",
            lambda x, r: (x[:, None] * (r < x[:, None])).mean(),
        ),
        Slip(
            "By size instead of by value",
            "The rival is compared with x, not with |x|: the sign matters.",
            lambda x, r: x * (np.abs(r) < np.abs(x)[:, None]).mean(axis=1),
        ),
        Slip(
            "The formula instead of the coin",
            "This is x·Φ(x), what the coin tends to. Use the rivals you are given.",
            lambda x, r: gelu(x),
        ),
        Slip(
            "One rival for each input",
            "Every input meets all rivals: x[:, None] makes a column, so that the comparison is a table.",
            lambda x, r: x * (r < x),
        ),
    ],
    next_step="make the table rivals < x[:, None], average each row, multiply by x.",
)


# --- 4.4 GELU to twelve decimals -----------------------------------------------------------------------

GRID = np.linspace(-8, 8, 641)
FAR = np.array([-1000.0, -40.0, 40.0, 1000.0])
SINGLE = np.linspace(-5, 5, 41, dtype=np.float32)

ACCURATE = Exercise(
    id="4.4", title="GELU to twelve decimals", section=FORMS,
    tests=[
        Returns("641 points from −8 to 8", (GRID,), gelu(GRID), rtol=0, atol=1e-12),
        Returns("far out: ±40 and ±1000, without a warning", (FAR,), gelu(FAR), rtol=0, atol=1e-12),
        Returns("float32 in, float32 out", (SINGLE,), gelu(SINGLE), rtol=0, atol=1e-6, dtype=np.float32),
    ],
    slips=[
        Slip(
            "The tanh form",
            "It is off by up to 4.7e-4: three decimals, not twelve. F.gelu is exact by default, so use erf.",
            gelu_tanh.f,
        ),
        Slip("The tanh form", "It is off by up to 4.7e-4. F.gelu is exact by default, so use erf.",
             lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
        Slip("The sigmoid form", "x·σ(1.702x) is off by up to 0.02.", quick_gelu),
        Slip("This is SiLU", "The gate is Φ(x), not σ(x).", silu.f),
        Slip(
            "The argument of erf",
            "Φ(x) = ½(1 + erf(x/√2)). Without √2 the gate opens too fast.",
            lambda x: 0.5 * x * (1 + erf(x)),
        ),
        Slip(
            "The argument of erf",
            "Divide by √2, do not multiply by it.",
            lambda x: 0.5 * x * (1 + erf(x * np.sqrt(2))),
        ),
        Slip("The ½ is missing", "Φ(x) = ½(1 + erf(x/√2)) tends to 1, not to 2.",
             lambda x: x * (1 + erf(x / np.sqrt(2)))),
        Slip("The 1 is missing", "½·erf(x/√2) runs from −½ to ½: add ½.",
             lambda x: 0.5 * x * erf(x / np.sqrt(2))),
        Slip("The gate alone", "This is Φ(x). Multiply it by x.", lambda x: 0.5 * (1 + erf(x / np.sqrt(2)))),
        Slip("This is ReLU", "ReLU is the limit of a sharp gate.", relu.f),
    ],
    next_step="write Φ with scipy.special.erf or ndtr, and multiply by x.",
)


# --- 4.5 The Laplace unit ------------------------------------------------------------------------------

HUGE = np.array([-1000.0, 1000.0])
MIDDLE = np.array([-10.0, -2.0, -1.0, -0.1, 0.0, 0.1, 1.0, 2.0, 10.0])


def _both(x):
    return x * np.where(x < 0, 0.5 * np.exp(x), 1 - 0.5 * np.exp(-x))


LAPLACE = Exercise(
    id="4.5", title="A unit with a Laplace gate", section=MIRROR,
    tests=[
        Returns("nine points from −10 to 10", (MIDDLE,), laplace_unit(MIDDLE), 1e-12, 1e-15),
        Returns("−1000 and 1000, without a warning", (HUGE,), laplace_unit(HUGE), 1e-12, 1e-15),
    ],
    slips=[
        Slip(
            "np.where runs both branches",
            "The values are right, but the branch not taken overflows at ±1000. Use e^(−|x|) in both.",
            _both,
        ),
        Slip(
            "The density instead of the distribution function",
            "½·e^(−|x|) is the density. The gate is its integral from the left.",
            lambda x: x * 0.5 * np.exp(-np.abs(x)),
        ),
        Slip(
            "The halves have changed places",
            "On the left the gate is nearly shut, ½·e^x; on the right it is 1 − ½·e^(−x).",
            lambda x: x * np.where(x < 0, 1 - 0.5 * np.exp(-np.abs(x)), 0.5 * np.exp(-np.abs(x))),
        ),
        Slip(
            "The right half is missing",
            "½·e^(−|x|) on both sides shuts the gate for large x. On the right it is 1 minus that.",
            lambda x: x * np.exp(-np.abs(x)),
        ),
        Slip(
            "The gate alone",
            "This is the distribution function. Multiply it by x.",
            lambda x: np.where(x < 0, 0.5 * np.exp(-np.abs(x)), 1 - 0.5 * np.exp(-np.abs(x))),
        ),
        Slip(
            "The ½ is missing",
            "e^x reaches 1 at 0, but the gate must be half open there.",
            lambda x: x * np.where(x < 0, np.exp(-np.abs(x)), 1 - np.exp(-np.abs(x))),
        ),
        Slip("This is GELU", "GELU's gate is the normal distribution function.", gelu.f),
        Slip("This is SiLU", "SiLU's gate is the logistic distribution function.", silu.f),
    ],
    next_step="check your gate first: ½ at 0, 0 far left, 1 far right.",
)

EXERCISES = [THROWS, ACCURATE, LAPLACE]
