"""What a softmax distribution is like: its entropy, the principle it follows, and what width does to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import entr

from ..softmax import softmax


class Sharpness(NamedTuple):
    """Averages over queries.

    Attributes:
        spread: standard deviation of the scores that the softmax is given.
        entropy: of the attention weights, in nats; log of the number of keys is the most there can be.
        top: the largest weight.
        jacobian: Frobenius norm of the softmax's Jacobian.
    """

    spread: float
    entropy: float
    top: float
    jacobian: float


def entropy(p, axis=-1):
    """H(p) = −Σ pᵢ log pᵢ in nats, with 0·log 0 = 0."""
    return entr(np.asarray(p, dtype=float)).sum(axis=axis)


def maximum_entropy(scores, mean) -> np.ndarray:
    """The distribution of largest entropy with Σ pᵢ·scoresᵢ = mean, found by a general optimiser.

    SciPy's SLSQP is told the entropy and the two constraints. It knows nothing of exponentials.

    Raises:
        ValueError: if `mean` does not lie strictly between the smallest and the largest score.
    """
    scores = np.asarray(scores, dtype=float)
    if not scores.min() < mean < scores.max():
        ends = f"{scores.min():g} and {scores.max():g}"
        raise ValueError(f"mean must lie strictly between the extreme scores, {ends}; got {mean!r}")
    constraints = [
        {"type": "eq", "fun": lambda p: p.sum() - 1},
        {"type": "eq", "fun": lambda p: p @ scores - mean},
    ]
    start = np.full(len(scores), 1 / len(scores))
    found = minimize(
        lambda p: -entropy(p), start, jac=lambda p: 1 + np.log(p), method="SLSQP",
        bounds=[(1e-12, 1)] * len(scores), constraints=constraints, options={"ftol": 1e-14, "maxiter": 500},
    )
    return found.x


def attention_sharpness(width, scaled=True, keys=64, queries=500, seed=0) -> Sharpness:
    """Attention of random queries over random keys, all entries independent N(0, 1).

    Args:
        width: number of entries d of a query and of a key.
        scaled: whether the scores q·k are divided by √d.

    Source: Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1.
    """
    rng = np.random.default_rng(seed)
    q, k = rng.standard_normal((queries, width)), rng.standard_normal((queries, keys, width))
    scores = np.einsum("qd,qkd->qk", q, k) / (width**0.5 if scaled else 1)
    p = softmax(scores)
    second = (p**2).sum(axis=1)
    # ‖diag(p) − ppᵀ‖² = Σ pᵢ²(1 − pᵢ)² + Σᵢ Σⱼ≠ᵢ pᵢ²pⱼ², in terms that are never negative.
    off_diagonal = (p**2 * (second[:, None] - p**2)).clip(0).sum(axis=1)
    jacobian = np.sqrt(((p * (1 - p)) ** 2).sum(axis=1) + off_diagonal)
    return Sharpness(*(float(np.mean(v)) for v in (scores.std(axis=1), entropy(p), p.max(axis=1), jacobian)))


def soft_target_gradient(student, teacher, temperature=1.0) -> np.ndarray:
    """Gradient by the student's logits z of −Σ pᵢ log qᵢ, with q = softmax(z/T), p = softmax(teacher/T).

    It is (q − p)/T. For large T both softmaxes flatten, and it tends to (z − v)/(K·T²), each row's mean
    removed from z and from the teacher's logits v.

    Source: Hinton, Vinyals and Dean 2015, arXiv:1503.02531, section 2.
    """
    return (softmax(student, temperature) - softmax(teacher, temperature)) / temperature
