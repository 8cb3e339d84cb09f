"""Drawing one of K tokens from their logits: temperature, top-k and top-p."""

from __future__ import annotations

import numpy as np

from ..softmax import softmax


def kept(logits, temperature=1.0, top_k=None, top_p=None) -> np.ndarray:
    """The distribution that is sampled from: softmax with a temperature, then truncated, then summing to 1.

    Args:
        logits: one row of logits.
        top_k: keep the k most probable only.
        top_p: keep the smallest set of most probable tokens whose probabilities (after top-k) sum to
            `top_p` at least. Ties go to the token that comes first.

    Raises:
        ValueError: if `logits` is not one row, or `top_k` or `top_p` is out of range.

    Source: Holtzman, Buys, Du, Forbes and Choi 2020, arXiv:1904.09751, for top-p ("nucleus").
    """
    p = softmax(logits, temperature)
    if p.ndim != 1:
        raise ValueError(f"logits must be one row; got shape {p.shape}")
    order = np.argsort(-p, kind="stable")
    number = len(p)
    if top_k is not None:
        if not 1 <= top_k <= len(p):
            raise ValueError(f"top_k must be from 1 to {len(p)}; got {top_k!r}")
        number = int(top_k)
    if top_p is not None:
        if not 0 < top_p <= 1:
            raise ValueError(f"top_p must be above 0 and at most 1; got {top_p!r}")
        total = np.cumsum(p[order[:number]])
        number = int(np.searchsorted(total, top_p * total[-1])) + 1 if top_p < 1 else number
    chosen = order[:number]
    cut = np.zeros_like(p)
    cut[chosen] = p[chosen]
    return cut / cut.sum()


def sample_counts(logits, draws, temperature=1.0, top_k=None, top_p=None, seed=0) -> np.ndarray:
    """How often each token is drawn in `draws` independent draws from `kept`."""
    return np.random.default_rng(seed).multinomial(draws, kept(logits, temperature, top_k, top_p))
