"""The Jacobian of the softmax, derived line by line."""

import numpy as np

from ...softmax import softmax, softmax_jacobian
from ..kinds import Part, Returns
from ..records import Exercise, Slip
from .sections import JACOBIAN

Z = np.array([2.0, 1.0, 0.1, -1.0])
T = 0.5
STEPS = (
    "step 1, the gradient of the log-sum-exp",
    "step 2, ∂ log pᵢ/∂zⱼ",
    "step 3, ∂pᵢ/∂zⱼ",
    "step 4, the same with a temperature",
)


def _p(z):
    return softmax(z)


STEP_SLIPS = [
    [
        Slip("Not divided by the sum", "The derivative of log u is u′/u: divide eᶻ by the sum.", np.exp),
        Slip(
            "The log-sum-exp itself",
            "This is the function. Its derivative by each zᵢ is asked for.",
            lambda z: np.full_like(z, np.log(np.exp(z).sum())),
        ),
        Slip(
            "One over the sum",
            "The inner derivative e^zᵢ is missing.",
            lambda z: np.full_like(z, 1 / np.exp(z).sum()),
        ),
        Slip(
            "The derivative of the softmax",
            "p(1 − p) comes later. Here p itself is the answer.",
            lambda z: _p(z) * (1 - _p(z)),
        ),
        Slip("A sigmoid of each logit", "All logits share one sum.", lambda z: 1 / (1 + np.exp(-z))),
    ],
    [
        Slip(
            "Transposed",
            "Row i belongs to log pᵢ, column j to zⱼ. What is subtracted depends on j: np.eye(K) − p, with "
            "p along the "
            "columns.",
            lambda z: np.eye(len(z)) - _p(z)[:, None],
        ),
        Slip(
            "The minus is missing",
            "log pᵢ = zᵢ − logsumexp(z), with a minus.",
            lambda z: np.eye(len(z)) + _p(z),
        ),
        Slip(
            "The first term is missing",
            "zᵢ itself has the derivative δᵢⱼ.",
            lambda z: -np.tile(_p(z), (len(z), 1)),
        ),
        Slip(
            "The first term is 1 everywhere",
            "zᵢ depends on zⱼ only if i = j: the identity matrix, not ones.",
            lambda z: 1 - np.tile(_p(z), (len(z), 1)),
        ),
        Slip("Already multiplied by p", "This is ∂pᵢ/∂zⱼ, the next step.", softmax_jacobian),
    ],
    [
        Slip(
            "p multiplies the columns",
            "∂pᵢ/∂zⱼ = pᵢ·(…): row i is multiplied by pᵢ.",
            lambda z: (np.eye(len(z)) - _p(z)) * _p(z),
        ),
        Slip(
            "The logarithm's derivative",
            "This is step 2 again. Multiply row i by pᵢ.",
            lambda z: np.eye(len(z)) - _p(z),
        ),
        Slip(
            "The diagonal alone",
            "A softmax is not elementwise: off the diagonal stands −pᵢpⱼ.",
            lambda z: np.diag(_p(z) * (1 - _p(z))),
        ),
        Slip(
            "The wrong sign off the diagonal",
            "More of one class is less of the others: −pᵢpⱼ.",
            lambda z: np.diag(_p(z)) + np.outer(_p(z), _p(z)),
        ),
        Slip(
            "The sign of the whole",
            "A probability rises with its own logit: the diagonal is positive.",
            lambda z: -softmax_jacobian(z),
        ),
        Slip(
            "The diagonal without p²",
            "On the diagonal stands pᵢ(1 − pᵢ), not pᵢ.",
            lambda z: np.diag(_p(z)) - np.outer(_p(z), _p(z)) * (1 - np.eye(len(z))),
        ),
    ],
    [
        Slip(
            "The factor 1/T is missing",
            "The chain rule on z/T brings 1/T.",
            lambda z, T: T * softmax_jacobian(z, T),
        ),
        Slip(
            "The temperature is missing inside",
            "p must be that of softmax(z/T).",
            lambda z, T: softmax_jacobian(z) / T,
        ),
        Slip(
            "Multiplied by T",
            "The inner derivative of z/T is 1/T.",
            lambda z, T: T**2 * softmax_jacobian(z, T),
        ),
        Slip("No temperature at all", "T is not used.", lambda z, T: softmax_jacobian(z)),
        Slip(
            "T upside down",
            "The logits are divided by T, not multiplied.",
            lambda z, T: softmax_jacobian(z, 1 / T),
        ),
    ],
]
P = softmax(Z)
EXPECTED = [P, np.eye(len(Z)) - P, softmax_jacobian(Z), softmax_jacobian(Z, T)]

EXERCISES = [
    Exercise(
        id="5.4",
        title="The Jacobian, derived line by line",
        section=JACOBIAN,
        tests=[
            Part(i, STEPS, Returns(name, (Z, T) if i == 3 else (Z,), want, 1e-9, 1e-12), slips, stop=True)
            for i, (name, want, slips) in enumerate(zip(STEPS, EXPECTED, STEP_SLIPS, strict=True))
        ],
        next_step="put this line right first; the lines after it are looked at once it is.",
    ),
]
