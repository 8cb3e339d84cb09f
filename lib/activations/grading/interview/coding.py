"""The coding interview: a stable softmax, and the three follow-ups that interviewers ask."""

import numpy as np

from ...softmax import log_softmax, softmax
from ..kinds import Equals, Part, Returns
from ..records import Exercise, Slip
from .sections import CODING

ROW = np.array([2.0, 1.0, 0.1])
BATCH = np.array([[2.0, 1.0, 0.1, -1.0], [-1.0, 0.5, 3.0, 0.0]])
BLOCK = np.array([[[0.0, 1.0], [2.0, -1.0]], [[3.0, 3.0], [0.5, -0.5]]])
HUGE = np.array([1000.0, 1001.0, 1002.0])
FAR = np.array([[0.0, 1.0], [5000.0, 5001.0], [-5000.0, -5001.0]])
SPREAD = np.array([[1000.0, 0.0], [-800.0, 0.0]])

# --- 9.1a The function ---------------------------------------------------------------------------------


def _over(e, axis=-1):
    return e / e.sum(axis=axis, keepdims=True)


def _by_minimum(z):
    return _over(np.exp(z - z.min(axis=-1, keepdims=True)))


SOFTMAX = Exercise(
    id="9.1a",
    title="A softmax that survives",
    section=CODING,
    tests=[
        Returns("one row of three", (ROW,), softmax(ROW), 1e-12),
        Returns("a batch of two rows of four", (BATCH,), softmax(BATCH), 1e-12),
        Returns("an array of shape (2, 2, 2)", (BLOCK,), softmax(BLOCK), 1e-12),
        Returns("logits near 1000, without a warning", (HUGE,), softmax(HUGE), 1e-12),
        Returns("three rows that lie 5000 apart", (FAR,), softmax(FAR), 1e-12),
        Returns("logits of one row 1000 apart", (SPREAD,), softmax(SPREAD), 1e-12),
    ],
    slips=[
        Slip(
            "No shift",
            "e^1000 overflows, and ∞/∞ is not a number. Subtract the maximum of each row first.",
            lambda z: _over(np.exp(z)),
        ),
        Slip(
            "A fixed constant",
            "It suits rows near that constant. Others overflow, or become 0/0. Take each row's maximum.",
            lambda z: _over(np.exp(z - 1000)),
        ),
        Slip(
            "One maximum for the whole array",
            "A row far below the largest one underflows to 0/0. Take the maximum of each row: axis=-1, "
            "keepdims=True.",
            lambda z: _over(np.exp(z - z.max())),
        ),
        Slip(
            "The whole array sums to 1",
            "Each row is a distribution of its own: sum along the last axis.",
            lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
        ),
        Slip(
            "The minimum for the maximum",
            "It keeps the smallest exponent at 0, and the largest one may overflow.",
            _by_minimum,
        ),
        Slip(
            "The first axis",
            "In a batch this compares examples with each other. The classes are the last axis.",
            lambda z: _over(np.exp(z - z.max(axis=0, keepdims=True)), axis=0),
        ),
        Slip(
            "Scaled, not shifted",
            "Dividing by the maximum changes the differences between the logits. Only a shift cancels.",
            lambda z: _over(np.exp(z / np.abs(z).max(axis=-1, keepdims=True))),
        ),
        Slip("The log-softmax", "This is the logarithm of what is asked for.", log_softmax),
        Slip(
            "A sigmoid of each logit",
            "The outputs must sum to 1. A softmax divides by the sum of all exponentials of the row.",
            lambda z: 0.5 + 0.5 * np.tanh(z / 2),
        ),
    ],
    next_step="shift each row by its own maximum, then exponentiate, then divide by the row's sum.",
    afterwards="say in one sentence why the sum can be neither infinite nor 0. Then take the follow-ups.",
)

# --- 9.1b What breaks without the maximum --------------------------------------------------------------

NAMES = ("float64 overflow", "float32 overflow", "float64 underflow")
LIMITS = [709, 88, 746]

LIMIT_SLIPS = [
    [
        Slip("The first that overflows", "e⁷¹⁰ is infinite. The last finite one is asked for.", 710),
        Slip("Powers of ten", "308 is the exponent to base 10. To base e multiply by ln 10.", 308),
        Slip("Powers of two", "To base 2 the exponent ends at 1023. Multiply by ln 2.", [1023, 1024]),
        Slip("That is float32", "float64 has eleven bits for the exponent and reaches further.", 88),
        Slip("The smallest normal number", "e⁻⁷⁰⁸ is about where small numbers lose digits.", 708),
    ],
    [
        Slip("The first that overflows", "e⁸⁹ is infinite in float32. The last finite one is asked for.", 89),
        Slip("Powers of ten", "38 is the exponent to base 10. To base e multiply by ln 10.", 38),
        Slip("Powers of two", "The exponent to base 2 ends at 127. To base e multiply by ln 2.", [127, 128]),
        Slip("That is float64", "float32 has eight bits for the exponent, not eleven.", 709),
        Slip("Half precision", "e¹¹ is the last finite one in float16.", 11),
    ],
    [
        Slip("The last that is not 0", "e⁻⁷⁴⁵ is the smallest denormal number. One further it is 0.", 745),
        Slip("The smallest normal number", "Below e⁻⁷⁰⁸ digits are lost, but not all.", [708, 709]),
        Slip("That is float32", "In float32 e⁻¹⁰⁴ is 0. float64 goes on much longer.", [103, 104]),
        Slip("Powers of two", "1074 and 1075 are exponents to base 2.", [1074, 1075]),
        Slip("The other end", "710 is where the exponential overflows.", 710),
        Slip("With the sign", "n is asked for, and the exponent is −n.", -746),
    ],
]

BREAKS = Exercise(
    id="9.1b",
    title="What breaks without the maximum",
    section=CODING,
    tests=[
        Part(i, NAMES, Equals(name, want, 0.4), slips)
        for i, (name, want, slips) in enumerate(zip(NAMES, LIMITS, LIMIT_SLIPS, strict=True))
    ],
    next_step="np.finfo(np.float64).max and its logarithm tell the first; for the last try np.exp itself.",
    afterwards="which of them makes a softmax fail, and which is harmless once the maximum is subtracted?",
)

# --- 9.1c The loss -------------------------------------------------------------------------------------

LABELS = np.array([2, 0])
WIDE = np.array([[1000.0, 0.0, 3.0], [-1000.0, 5.0, 5.0], [0.0, 0.0, 0.0]])
WIDE_LABELS = np.array([1, 0, 2])


def _picked(table, y):
    return table[np.arange(len(y)), y]


def _loss(z, y):
    return -_picked(log_softmax(z), y).mean()


def _by_logarithm(z, y):
    return -np.log(_picked(softmax(z), y)).mean()


def _by_plain_exponentials(z, y):
    return (np.log(np.exp(z).sum(axis=1)) - _picked(z, y)).mean()


LOSS = Exercise(
    id="9.1c",
    title="The loss from the logits",
    section=CODING,
    tests=[
        Returns("two rows of four, labels 2 and 0", (BATCH, LABELS), _loss(BATCH, LABELS), 1e-12),
        Returns("one row", (BATCH[:1], LABELS[:1]), _loss(BATCH[:1], LABELS[:1]), 1e-12),
        Returns("logits a thousand apart", (WIDE, WIDE_LABELS), _loss(WIDE, WIDE_LABELS), 1e-12),
    ],
    slips=[
        Slip(
            "The logarithm of a softmax",
            "The label's probability underflows to 0, and its logarithm is −∞. Take the logarithm on paper: "
            "logsumexp(z) − z_y.",
            _by_logarithm,
        ),
        Slip(
            "The sum of plain exponentials",
            "e^1000 overflows. Take the maximum out: m + log(sum(exp(z − m))).",
            _by_plain_exponentials,
        ),
        Slip(
            "The maximum is not added back",
            "log(sum(exp(z − m))) is the log-sum-exp minus m.",
            lambda z, y: (
                np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)) - _picked(z, y)
            ).mean(),
        ),
        Slip("The sum over the batch", "The mean is asked for.", lambda z, y: _loss(z, y) * len(y)),
        Slip("The minus is missing", "A loss is minus the log-probability.", lambda z, y: -_loss(z, y)),
        Slip(
            "The negative probability",
            "The logarithm is missing.",
            lambda z, y: -_picked(softmax(z), y).mean(),
        ),
        Slip(
            "The softmax applied twice",
            "These are the loss's values for probabilities in the place of logits.",
            lambda z, y: _loss(softmax(z), y),
        ),
        Slip(
            "The mean over all classes",
            "Only the label's log-probability counts.",
            lambda z, y: -log_softmax(z).mean(),
        ),
        Slip("Bits", "Natural logarithms are asked for.", lambda z, y: _loss(z, y) / np.log(2)),
    ],
    next_step="for each row compute m + log(sum(exp(z − m))), subtract the label's logit, take the mean.",
    afterwards="what does your function give for three equal logits? It should be ln 3.",
)

# --- 9.1d The gradient ---------------------------------------------------------------------------------


def _one_hot(z, y):
    return np.eye(z.shape[1])[y]


def _gradient(z, y):
    return (softmax(z) - _one_hot(z, y)) / len(y)


GRADIENT = Exercise(
    id="9.1d",
    title="The gradient, without a Jacobian",
    section=CODING,
    tests=[
        Returns("two rows of four", (BATCH, LABELS), _gradient(BATCH, LABELS), 1e-12, 1e-15),
        Returns("one row", (BATCH[:1], LABELS[:1]), _gradient(BATCH[:1], LABELS[:1]), 1e-12, 1e-15),
        Returns("logits a thousand apart", (WIDE, WIDE_LABELS), _gradient(WIDE, WIDE_LABELS), 1e-12, 1e-15),
    ],
    slips=[
        Slip(
            "Not divided by the number of examples",
            "The loss is a mean, so each row's gradient is divided by the number of rows.",
            lambda z, y: _gradient(z, y) * len(y),
        ),
        Slip(
            "The sign",
            "This is y − p. The loss falls when the label's logit rises, so its entry is negative.",
            lambda z, y: -_gradient(z, y),
        ),
        Slip(
            "The label is not subtracted",
            "This is p. At the label subtract 1.",
            lambda z, y: softmax(z) / len(y),
        ),
        Slip(
            "The diagonal of the Jacobian",
            "p(1 − p) is the derivative of a probability by its own logit, not that of the loss.",
            lambda z, y: softmax(z) * (1 - softmax(z)) / len(y),
        ),
        Slip(
            "Multiplied by the slope of a sigmoid",
            "(p − y)·p(1 − p) belongs to a squared error. With the cross-entropy the slope cancels.",
            lambda z, y: _gradient(z, y) * softmax(z) * (1 - softmax(z)),
        ),
        Slip(
            "Divided by all entries",
            "The mean is over the examples, not over the classes as well.",
            lambda z, y: _gradient(z, y) / z.shape[1],
        ),
    ],
    next_step="start with the softmax, subtract 1 at each row's label, divide by the number of rows.",
    afterwards="what does each row sum to, and why? Say it in one sentence.",
)

EXERCISES = [SOFTMAX, BREAKS, LOSS, GRADIENT]
