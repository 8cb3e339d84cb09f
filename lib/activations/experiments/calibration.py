"""Calibration: does a classifier that says 80 % come out right 80 times in a hundred?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from ..softmax import log_softmax, softmax
from .classifiers import digit_parts, fit_classifier


class HeldOut(NamedTuple):
    """Logits and labels that a classifier was not trained on: some to fit a temperature, some to test it."""

    validation: np.ndarray
    validation_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


class Reliability(NamedTuple):
    """Examples sorted into bins by the probability of the class they were given.

    Attributes:
        edges: the bins are (edges[i], edges[i + 1]].
        count: examples in each bin.
        confidence, accuracy: mean probability and share of right answers of each bin; NaN where it is empty.
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray


def held_out_logits(
    train_size=1000, rows=8, epochs=30, label_smoothing=0.0, hidden=(256, 256), seed=0
) -> HeldOut:
    """Train a classifier on the digits and return its logits on digits it has not seen.

    Args:
        train_size, rows: as in `digit_parts`.
        epochs, label_smoothing, hidden, seed: as in `fit_classifier`.
    """
    (X, y), (X_validation, y_validation), (X_test, y_test) = digit_parts(train_size, rows)
    predict = fit_classifier(X, y, hidden, epochs, label_smoothing=label_smoothing, seed=seed)
    return HeldOut(predict(X_validation), y_validation, predict(X_test), y_test)


def log_loss(logits, labels, temperature=1.0) -> float:
    """Mean of −log softmax(z/T)[label], in nats: the negative log-likelihood."""
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    return float(-np.mean(log_softmax(logits, temperature)[np.arange(len(labels)), labels]))


def fit_temperature(logits, labels) -> float:
    """The T that minimises `log_loss`.

    The loss is convex in β = 1/T, with slope mean(Σⱼ pⱼzⱼ − z_label): it is least where the scores that the
    softmax expects are, on average, the scores of the labels.

    Raises:
        ValueError: if no finite T > 0 does it, because the labels are always on top, or on average no better
            than chance.

    Source: Guo, Pleiss, Sun and Weinberger 2017, arXiv:1706.04599.
    """
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    of_label = logits[np.arange(len(labels)), labels]

    def slope(log_beta):
        p = softmax(logits, np.exp(-log_beta))
        return float(np.mean((p * logits).sum(axis=-1) - of_label))

    low, high = np.log(1e-4), np.log(1e4)
    if not slope(low) < 0 < slope(high):
        raise ValueError(
            "no finite temperature is best: the labels must not always have the largest logit, and on "
            "average their logits must lie above the mean"
        )
    return float(np.exp(-brentq(slope, low, high, xtol=1e-12)))


def reliability(probabilities, labels, bins=15) -> Reliability:
    """Sort the answers into `bins` equal bins of confidence, the probability of the class answered."""
    p, labels = np.asarray(probabilities, dtype=float), np.asarray(labels)
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        mean = [np.bincount(place, weights=w, minlength=bins) / count for w in (confidence, right)]
    return Reliability(edges, count, *mean)


def calibration_error(probabilities, labels, bins=15) -> float:
    """Expected calibration error: mean over the examples of |accuracy − confidence| of their bin.

    It depends on the number of bins: always say which.

    Source: Naeini, Cooper and Hauskrecht 2015; with 15 bins in Guo et al. 2017.
    """
    found = reliability(probabilities, labels, bins)
    some = found.count > 0
    gap = np.abs(found.accuracy[some] - found.confidence[some])
    return float(np.sum(found.count[some] * gap) / found.count.sum())
