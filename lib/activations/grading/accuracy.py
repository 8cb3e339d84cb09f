"""The exercises of "How accurate is your activation function?": find where digits go, then keep them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import erf, erfc

from ..functions import gelu, relu, sigmoid, softplus
from ..naive import NAIVE
from .compare import show
from .kinds import Equals, Part, Returns, one_number
from .records import Exercise, Outcome, Section, Slip

CHAPTER = "a_accuracy"
OVERFLOW = Section(CHAPTER, "Overflow: an exponential that is too large")
CANCELLATION = Section(CHAPTER, "Cancellation: digits that vanish in silence")
TAIL = Section(CHAPTER, "GELU: the far side from the near one")

# --- A.1 Two edges, on paper ---------------------------------------------------------------------------

ZERO_FROM = -53 * math.log(2)  # 1 + e^x rounds to 1 as soon as e^x is half a ULP of 1, 2^−53
INF_FROM = math.log(np.finfo(np.float64).max)
EDGE_NAMES = ("where it becomes 0", "where it becomes inf")

ZERO_SLIPS = [
    Slip("This is float32's edge", "float32 has 24 binary digits; float64 has 53.", -24 * math.log(2)),
    Slip(
        "Where e^x itself becomes 0",
        "That is much further out. The sum 1 + e^x forgets e^x long before e^x is 0.",
        [-745.13, -708.4],
    ),
    Slip(
        "A whole ULP instead of half of one",
        "The sum is rounded to the nearest float: it drops to 1 when e^x is half the spacing, 2⁻⁵³.",
        -52 * math.log(2),
    ),
    Slip("The sign", "For a positive x, e^x is larger than 1: nothing is lost there.", -ZERO_FROM),
    Slip(
        "The exponent instead of the input",
        "This is the power of two or of ten. Solve e^x = 2⁻⁵³ for x: a natural logarithm.",
        [-53.0, -52.0, -53 * math.log10(2)],
    ),
]
INF_SLIPS = [
    Slip("This is float32's edge", "float32 ends near 3.4e38; float64 near 1.8e308.", 88.72),
    Slip(
        "Underflow, not overflow",
        "Near here e^(−x) becomes 0. Overflow comes a little earlier: the largest float is nearer to 1 than "
        "the smallest.",
        745.13,
    ),
    Slip("The sign", "For a negative x, e^x is less than 1: nothing overflows there.", -INF_FROM),
    Slip(
        "The number was too large to be written down",
        "1.8e308 is inf already, and so is its logarithm. Take the logarithms of 1.8 and of 10³⁰⁸ apart.",
        math.inf,
    ),
    Slip(
        "The exponent instead of the input",
        "This is the power of two or of ten. Solve e^x = 1.8e308 for x: a natural logarithm.",
        [1024.0, 1023.0, math.log10(np.finfo(np.float64).max)],
    ),
]

EDGES = Exercise(
    id="A.1", title="Two edges, on paper", section=CANCELLATION,
    tests=[
        Part(0, EDGE_NAMES, Equals("the largest x with log(1 + eˣ) computed as 0", ZERO_FROM, 0.3),
             ZERO_SLIPS),
        Part(1, EDGE_NAMES, Equals("the x from which it is inf", INF_FROM, 0.3), INF_SLIPS),
    ],
    next_step="work out np.log(np.finfo(np.float64).eps / 2) and np.log(np.finfo(np.float64).max); say why.",
)

# --- A.2 and A.3 An input that loses all digits --------------------------------------------------------

ALL_LOST = 0.5  # relative error from which not even the first digit can be relied on


@dataclass(frozen=True)
class LosesAllDigits:
    """The answer is a finite input at which `formula` is silently wrong by half the exact value or more.

    Attributes:
        formula, exact: the formula under suspicion and an accurate function.
        kinds: pairs (test of the input, slip): the first that holds explains an input that will not do.
    """

    tried: str
    formula: Callable
    exact: Callable
    kinds: Sequence[tuple[Callable[[float], bool], Slip]]

    def __call__(self, answer, slips: Sequence[Slip]) -> Outcome:
        wanted = "a finite input whose result is finite and off by half its size or more"
        x = one_number(answer)
        if x is None:
            got = "a function: give the input x instead" if callable(answer) else show(answer)
            return Outcome(False, self.tried, got, "one number, the input x")
        with np.errstate(all="ignore"):
            value, truth = float(self.formula(np.float64(x))), float(self.exact(x))
            error = abs(value - truth) / abs(truth) if truth else 0.0 if value == 0 else math.inf
        if math.isfinite(x) and math.isfinite(value) and truth and error >= ALL_LOST:
            found = f"at {show(x)} it gives {value:.4g}; the exact value is {truth:.4g}"
            return Outcome(True, self.tried, details=(found,))
        slip = next((slip for holds, slip in self.kinds if holds(x)), None)
        return Outcome(False, self.tried, self._found(x, value, truth, error), wanted, slip)

    def _found(self, x, value, truth, error) -> str:
        found = f"at {show(x)} it gives {value:.6g}"
        if math.isfinite(value) and math.isfinite(error):
            found += f"; the exact value is {truth:.6g}"
            digits = 16 if error == 0 else min(16, int(-math.log10(error)))
            found += f", so {digits} digits are right" if truth else ""
        return found


INFINITE = Slip("Not a finite number", "At ±∞ there are no digits to lose. Look for an ordinary number.")
TOO_NEAR = Slip(
    "Next to 0 nothing cancels",
    "There the result is an ordinary number. Look where it is tiny and was made out of a 1.",
)
SOFTPLUS_KINDS = [
    (lambda x: not math.isfinite(x), INFINITE),
    (lambda x: x > INF_FROM, Slip(
        "An overflow is not a loss in silence",
        "inf comes with a warning, so somebody will notice. Find the side where a wrong number comes "
        "quietly.",
    )),
    (lambda x: abs(x) < 1e-3, TOO_NEAR),
    (lambda x: x > 0, Slip(
        "The right side is fine",
        "There log(1 + e^x) is nearly x, and the 1 really does not matter. Go left.",
    )),
    (lambda x: x < -745, Slip(
        "0 is right there",
        "The exact value is below the smallest float, so 0 is the best answer there is. Come back a little.",
    )),
    (lambda x: x < 0, Slip(
        "Some digits are left",
        "Each step of 2.3 to the left makes e^x ten times smaller and costs one more digit. Go on.",
    )),
]
GELU_KINDS = [
    (lambda x: not math.isfinite(x), INFINITE),
    (lambda x: abs(x) < 1e-3, TOO_NEAR),
    (lambda x: x > 0, Slip(
        "The right side is fine",
        "There 1 + erf is a sum of two positive numbers: nothing cancels. Where is erf nearly −1?",
    )),
    (lambda x: x < -38.5, Slip(
        "0 is right there",
        "The exact value is below the smallest float, so 0 is the best answer there is. Come back a little.",
    )),
    (lambda x: x < 0, Slip(
        "Some digits are left",
        "1 + erf still holds some of them. Go on to the left until erf is stored as exactly −1.",
    )),
]

FIND_SOFTPLUS = Exercise(
    id="A.2", title="Where the naive softplus loses every digit", section=CANCELLATION,
    tests=[LosesAllDigits("log(1 + eˣ) at your x, in float64", NAIVE["softplus"].f, softplus,
                          SOFTPLUS_KINDS)],
    next_step="print np.log(1 + np.exp(x)) beside af.softplus(x) for x = −10, −20, −30 and go on.",
)
FIND_GELU = Exercise(
    id="A.3", title="Where PyTorch's GELU loses every digit", section=TAIL,
    tests=[LosesAllDigits("½x(1 + erf(x/√2)) at your x, in float64", NAIVE["gelu"].f, gelu, GELU_KINDS)],
    next_step="print erf(x/√2) + 1 for x = −4, −6, −8 and compare with erfc(−x/√2), which is the same.",
)

# --- A.4 and A.5 Repairs -------------------------------------------------------------------------------

TINY = [-1e-4, -1e-9, 1e-9, 1e-4]  # a branch may be cut beside 0
MIDDLE = np.sort([*np.linspace(-3, 3, 25), *TINY])
HUGE = np.array([-1000.0, 1000.0])
SOFTPLUS_LEFT = np.array([-10.0, -20.0, -37.0, -100.0, -700.0])
SOFTPLUS_RIGHT = np.array([10.0, 20.5, 37.0, 300.0, 709.0])
GELU_LEFT = np.array([-5.0, -8.5, -15.0, -30.0, -37.0])
SINGLE = np.array([-1000.0, -12.0, -8.5, -2.0, 0.0, 2.0, 12.0, 1000.0], dtype=np.float32)

THRESHOLD = Slip(
    "A threshold at 20",
    "PyTorch does this. Just above the threshold the result is off in the tenth digit: x is not yet "
    "log(1 + e^x) to 16 digits.",
    lambda x: np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20)))),
)

REPAIR_SOFTPLUS = Exercise(
    id="A.4", title="Repair softplus", section=CANCELLATION,
    tests=[
        Returns("29 points from −3 to 3", (MIDDLE,), softplus(MIDDLE), 1e-12),
        Returns("to the left: −10 to −700", (SOFTPLUS_LEFT,), softplus(SOFTPLUS_LEFT), 1e-12),
        Returns("to the right: 10 to 709", (SOFTPLUS_RIGHT,), softplus(SOFTPLUS_RIGHT), 1e-12),
        Returns("−1000 and 1000, without a warning", (HUGE,), softplus(HUGE), 1e-12),
        Returns("float32 in, float32 out, without a warning", (SINGLE,), softplus(SINGLE), 1e-5,
                dtype=np.float32),
    ],
    slips=[
        THRESHOLD,  # before the naive formula, which gives the same on the right
        Slip(THRESHOLD.name, THRESHOLD.why, lambda x: np.where(x > 20, x, np.log1p(np.exp(x)))),
        Slip(
            "The naive formula",
            "1 + e^x forgets e^x on the left and overflows on the right.",
            lambda x: np.log(1 + np.exp(x)),
        ),
        Slip(
            "log1p repairs the left side only",
            "On the right e^x still overflows. Take max(x, 0) out of the logarithm first.",
            lambda x: np.log1p(np.exp(x)),
        ),
        Slip(
            "log where log1p is needed",
            "Nothing overflows any more, but 1 + e^(−|x|) still forgets the small number. log1p(e) does not.",
            lambda x: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x))),
        ),
        Slip(
            "The absolute value is missing",
            "e^(−x) overflows on the left. e^(−|x|) never does.",
            lambda x: np.maximum(x, 0) + np.log1p(np.exp(-x)),
        ),
        Slip(
            "max(x, 0) is missing",
            "log1p(e^(−|x|)) is what has to be added to max(x, 0).",
            lambda x: np.log1p(np.exp(-np.abs(x))),
        ),
        Slip(
            "Clipping the input",
            "It hides the overflow and makes every value beyond the clip the same. The left side is as bad "
            "as before.",
            lambda x: np.log(1 + np.exp(np.clip(x, -500, 500))),
        ),
        Slip(
            "log(e + eˣ)",
            "logaddexp takes exponents: log(1 + e^x) is logaddexp(0, x), since e⁰ = 1.",
            lambda x: np.logaddexp(1, x),
        ),
        Slip(
            "Through a sigmoid that rounds to 1",
            "σ(−x) is 1 to the last digit on the left, and the logarithm of 1 is 0.",
            lambda x: -np.log(sigmoid(-x)),
        ),
        Slip("This is ReLU", "ReLU is what softplus tends to on both sides; it is not softplus.", relu.f),
    ],
    next_step="put the larger of 0 and x in front, and look at what remains under the logarithm.",
)

ROOT_2 = math.sqrt(2)
FLOAT64_ROOT = Slip(
    "np.sqrt(2) is a float64",
    "A NumPy number turns a float32 array into float64; a plain Python number does not. Use math.sqrt(2) or "
    "2**0.5.",
    lambda x: 0.5 * x * erfc(-x / np.sqrt(2)),
)
REPAIR_GELU = Exercise(
    id="A.5", title="Repair GELU in the tail", section=TAIL,
    tests=[
        Returns("29 points from −3 to 3", (MIDDLE,), gelu(MIDDLE), 1e-12),
        Returns("the left tail: −5 to −37", (GELU_LEFT,), gelu(GELU_LEFT), 1e-11),
        Returns("−1000 and 1000, without a warning", (HUGE,), gelu(HUGE), 1e-12),
        Returns("float32 in, float32 out, without a warning", (SINGLE,), gelu(SINGLE), 1e-4,
                dtype=np.float32),
    ],
    slips=[
        Slip(
            "1 + erf cancels",
            "On the left erf is nearly −1, and 1 − erf(−x/√2) is the same subtraction again. Call erfc, "
            "which is computed without it.",
            lambda x: 0.5 * x * (1 + erf(x / ROOT_2)),
        ),
        Slip(
            "The tanh approximation",
            "It is another function: up to 4.7e-4 away from GELU, and in the tail it loses digits as well.",
            lambda x: 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))),
        ),
        Slip(
            "x·σ(1.702x) is a look-alike",
            "It is an approximation with one digit, and its tail falls off as e^(1.702x), not as e^(−x²/2).",
            lambda x: x * sigmoid(1.702 * x),
        ),
        Slip("The half is missing", "Φ(x) is ½·erfc(−x/√2).", lambda x: x * erfc(-x / ROOT_2)),
        Slip(
            "The sign in erfc",
            "erfc falls from 2 to 0, Φ rises from 0 to 1: the argument is −x/√2.",
            lambda x: 0.5 * x * erfc(x / ROOT_2),
        ),
        Slip("The root of two is missing", "Φ(x) is ½·erfc(−x/√2), not ½·erfc(−x).",
             lambda x: 0.5 * x * erfc(-x)),
        Slip("This is Φ(x)", "GELU is x·Φ(x): one factor is missing.", lambda x: 0.5 * erfc(-x / ROOT_2)),
        Slip(
            "Cutting the tail off",
            "A 0 is as wrong as what PyTorch returns: the value at −5 is small, but it is not 0.",
            lambda x: np.where(x < -4, 0, 0.5 * x * (1 + erf(x / ROOT_2))),
        ),
        FLOAT64_ROOT,
    ],
    next_step="use scipy.special.erfc, the function that is 1 − erf without the subtraction.",
)

EXERCISES = [EDGES, FIND_SOFTPLUS, FIND_GELU, REPAIR_SOFTPLUS, REPAIR_GELU]
