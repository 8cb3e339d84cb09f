"""Exercises answered by one function: a softmax that survives axes and masks, its logarithm, its product."""

import tracemalloc

import numpy as np

from ...softmax import log_softmax, softmax, softmax_vjp
from ..kinds import Returns, is_function, not_a_function
from ..records import Exercise, Outcome, Slip
from ..safely import call
from .sections import LOGARITHM, NUMERICS, PRODUCT

INF = np.inf
BATCH = np.array([[2.0, 1.0, 0.1], [-1.0, 0.5, 3.0]])
HUGE = np.array([[1000.0, 1001.0, 1002.0], [-1000.0, -1001.0, -999.0]])
WIDE = np.array([[1000.0, 0.0, -1000.0]])
FAR = np.array([[0.0, 1.0], [5000.0, 5001.0]])
MASKED = np.array([[2.0, -INF, 1.0], [-INF, 0.0, -INF]])
NOTHING = np.array([[1.0, 2.0], [-INF, -INF]])

# --- 5.2 Softmax with an axis and masks ----------------------------------------------------------------


def _plain(z, axis):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def _shifted(z, axis):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _one_maximum(z, axis):
    e = np.exp(z - z.max())
    return e / e.sum(axis=axis, keepdims=True)


def _by_minus_a_billion(z, axis):
    return _shifted(np.where(z == -INF, -1e9, z), axis)


def _reference(z, axis):
    top = z.max(axis=axis, keepdims=True)
    e = np.exp(z - np.where(np.isinf(top), 0, top))
    total = e.sum(axis=axis, keepdims=True)
    return e / np.where(total == 0, 1, total)


STABLE = Exercise(
    id="5.2",
    title="A softmax with an axis and masks",
    section=NUMERICS,
    tests=[
        Returns("a batch of shape (2, 3), axis 1", (BATCH, 1), softmax(BATCH), 1e-12),
        Returns("the same batch, axis 0", (BATCH, 0), softmax(BATCH, axis=0), 1e-12),
        Returns("a single row of three, axis −1", (BATCH[0], -1), softmax(BATCH[0]), 1e-12),
        Returns("logits near ±1000, without a warning", (HUGE, 1), softmax(HUGE), 1e-12),
        Returns("one row from −1000 to 1000", (WIDE, 1), softmax(WIDE), 1e-12),
        Returns("two rows that lie 5000 apart", (FAR, 1), softmax(FAR), 1e-12),
        Returns("rows with −∞ in them", (MASKED, 1), _reference(MASKED, 1), 1e-12),
        Returns("a row with nothing but −∞: zeros", (NOTHING, 1), _reference(NOTHING, 1), 1e-12),
    ],
    slips=[
        Slip("No shift", "e^1000 overflows. Subtract the maximum of each row first.", _plain),
        Slip(
            "Right until a row is all −∞",
            "−∞ minus −∞ is not a number. Where the maximum is −∞, subtract 0 instead, and do not divide "
            "by a sum "
            "that is 0.",
            _shifted,
        ),
        Slip(
            "One maximum for the whole array",
            "A row far below the largest one underflows to 0/0. Each row needs its own: z.max(axis=axis, "
            "keepdims=True).",
            _one_maximum,
        ),
        Slip(
            "A large negative number for −∞",
            "It works until a row has nothing else: then all entries tie, and forbidden places share "
            "equally.",
            _by_minus_a_billion,
        ),
        Slip("The axis is not used", "You always sum over the last axis.", lambda z, axis: _shifted(z, -1)),
        Slip(
            "The axis is not used",
            "You always sum over everything: the whole array sums to 1, not each row.",
            lambda z, axis: _shifted(z, None),
        ),
        Slip(
            "keepdims is missing",
            "Without it the sums lose an axis and no longer line up with the rows.",
            lambda z, axis: np.exp(z - z.max(axis=axis)) / np.exp(z - z.max(axis=axis)).sum(axis=axis),
        ),
        Slip(
            "The shift changed the logits",
            "Subtract one number from the whole row. Dividing by the maximum rescales, which is a "
            "temperature.",
            lambda z, axis: _shifted(z / z.max(axis=axis, keepdims=True), axis),
        ),
        Slip(
            "Shares without exponentials",
            "Divide exponentials by their sum, not logits.",
            lambda z, axis: z / z.sum(axis=axis, keepdims=True),
        ),
    ],
    next_step="take the maximum along the axis with keepdims=True, and ask what happens where it is −∞.",
)

# --- 5.3 Its logarithm ---------------------------------------------------------------------------------

FLAT = np.array([2.0, 1.0, 0.1])
WIDE = np.array([1000.0, 0.0, -1000.0])
LOW = np.array([-1000.0, -1001.0])
MANY = np.linspace(-3, 3, 13)


def _log_of_shifted(z):
    return np.log(_shifted(z, -1))


def _lse(z):
    m = z.max()
    return m + np.log(np.exp(z - m).sum())


LOG = Exercise(
    id="5.3",
    title="The logarithm of a softmax",
    section=LOGARITHM,
    tests=[
        Returns("(2, 1, 0.1)", (FLAT,), log_softmax(FLAT), 1e-12),
        Returns("13 logits from −3 to 3", (MANY,), log_softmax(MANY), 1e-12),
        Returns("(1000, 0, −1000), without a warning", (WIDE,), log_softmax(WIDE), 1e-12, 1e-12),
        Returns("(−1000, −1001)", (LOW,), log_softmax(LOW), 1e-9),
    ],
    slips=[
        Slip(
            "The logarithm of a softmax",
            "A probability below 1e−323 is stored as 0, and its logarithm is −∞. Take the logarithm on "
            "paper: "
            "z minus the log-sum-exp.",
            _log_of_shifted,
        ),
        Slip(
            "The textbook log-sum-exp",
            "e^1000 overflows: subtract the maximum inside it, add it outside.",
            lambda z: z - np.log(np.exp(z).sum()),
        ),
        Slip(
            "The textbook softmax",
            "e^1000 overflows to ∞/∞ before the logarithm sees it.",
            lambda z: np.log(np.exp(z) / np.exp(z).sum()),
        ),
        Slip(
            "The maximum was not put back",
            "log Σ exp(z − m) is the log-sum-exp minus m. Subtract m from z as well, or add it back.",
            lambda z: z - np.log(np.exp(z - z.max()).sum()),
        ),
        Slip("The sign", "Log-probabilities are never positive.", lambda z: _lse(z) - z),
        Slip("The softmax itself", "This is the probability. Its logarithm is asked for.", softmax),
        Slip(
            "Another logarithm",
            "This is base 10. Losses use the natural logarithm.",
            lambda z: np.log10(softmax(z)) if np.ptp(z) < 100 else _log_of_shifted(z),
        ),
    ],
    next_step="write log(eᶻ/Σeᶻ) as a difference of two terms, and only then think of the maximum.",
)

# --- 5.5 The product, without the matrix ---------------------------------------------------------------

Z3, V3 = np.array([2.0, 1.0, 0.1]), np.array([1.0, -1.0, 0.5])
_rng = np.random.default_rng(5)
Z8, V8 = _rng.normal(size=8), _rng.normal(size=8)
LARGE = 2000
FORMED = Slip(
    "The matrix was formed",
    "The numbers are right. But with K = 50,000 the matrix has 2.5 billion entries. p·v is one number: "
    "take it "
    "from v, then multiply by p.",
)


def _without_matrix(answer, _slips) -> Outcome:
    tried = f"K = {LARGE:,}, counting the memory used"
    if not is_function(answer):
        return not_a_function(tried, answer)
    z = np.linspace(-1, 1, LARGE)
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    seen = call(answer, z, z, 1.0)
    used = tracemalloc.get_traced_memory()[1] - before
    if not tracing:
        tracemalloc.stop()
    if seen.error:
        return Outcome(False, tried, seen.error, "a gradient of 2,000 entries")
    if used > 0.9 * z.itemsize * LARGE**2:
        return Outcome(False, tried, f"{used / 1e6:.0f} MB", "well below 1 MB", FORMED)
    return Outcome(True, tried)


VJP = Exercise(
    id="5.5",
    title="Backwards through a softmax, without the matrix",
    section=PRODUCT,
    tests=[
        Returns("three logits, T = 1", (Z3, V3, 1.0), softmax_vjp(Z3, V3), 1e-9, 1e-14),
        Returns("eight logits, T = 1", (Z8, V8, 1.0), softmax_vjp(Z8, V8), 1e-9, 1e-14),
        Returns("eight logits, T = 0.5", (Z8, V8, 0.5), softmax_vjp(Z8, V8, 0.5), 1e-9, 1e-14),
        Returns("eight logits, T = 3", (Z8, V8, 3.0), softmax_vjp(Z8, V8, 3.0), 1e-9, 1e-14),
        _without_matrix,
    ],
    slips=[
        Slip(
            "The diagonal alone",
            "p(1 − p)·v treats the softmax as if it acted entry by entry. Each logit moves every "
            "probability.",
            lambda z, v, T: softmax(z, T) * (1 - softmax(z, T)) * v / T,
        ),
        Slip(
            "The average of v is missing",
            "p·v is subtracted from every entry of v before p multiplies.",
            lambda z, v, T: softmax(z, T) * v / T,
        ),
        Slip(
            "The plain average",
            "v's average is taken under p: np.sum(p * v), not v.mean().",
            lambda z, v, T: softmax(z, T) * (v - v.mean()) / T,
        ),
        Slip(
            "The factor 1/T is missing",
            "The logits are divided by T inside, so the chain rule divides once more outside.",
            lambda z, v, T: softmax(z, T) * (v - np.sum(softmax(z, T) * v)),
        ),
        Slip(
            "The temperature is missing inside",
            "The probabilities are those of softmax(z/T).",
            lambda z, v, T: softmax(z) * (v - np.sum(softmax(z) * v)) / T,
        ),
        Slip(
            "Multiplied by T",
            "A hot softmax is flat: the gradient is divided by T.",
            lambda z, v, T: softmax(z, T) * (v - np.sum(softmax(z, T) * v)) * T,
        ),
        Slip(
            "The gradient of the cross-entropy",
            "p − v is right for the cross-entropy by the logits, where v would be one-hot. Here v is the "
            "gradient by "
            "the probabilities.",
            lambda z, v, T: softmax(z, T) - v,
        ),
    ],
    next_step="write out vᵀ(diag(p) − ppᵀ): two terms, and in the second p·v is one number.",
)

EXERCISES = [STABLE, LOG, VJP]
