"""Two small real data sets that ship with scikit-learn, breast cancer and iris, and an experiment on each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..functions import sigmoid
from ..network import Network
from ..softmax import softmax


class TwoWays(NamedTuple):
    """One yes-or-no question answered by a sigmoid of one score and by a softmax of two.

    Attributes:
        sigmoid, softmax: probabilities of "yes" for the test examples.
        labels: 1 for yes.
        redundant: largest |w₀ + w₁| of the softmax's two weight vectors after training from zero.
    """

    sigmoid: np.ndarray
    softmax: np.ndarray
    labels: np.ndarray
    redundant: float

    @property
    def difference(self) -> float:
        """The largest difference between the two probabilities of one example."""
        return float(np.max(np.abs(self.sigmoid - self.softmax)))


def breast_cancer(seed=0):
    """Wisconsin breast cancer: 569 tumours, 30 standardised measurements and a column of ones; 1 = benign.

    Returns:
        ``(X, y), (test_X, test_y)``: 400 and 169 of them.
    """
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    order = np.random.default_rng(seed).permutation(len(data.target))
    X, y = data.data[order], data.target[order]
    X = (X - X[:400].mean(axis=0)) / X[:400].std(axis=0)
    X = np.column_stack([X, np.ones(len(X))])
    return (X[:400], y[:400]), (X[400:], y[400:])


def sigmoid_and_softmax(softmax_rate=0.25, rate=0.5, steps=500) -> TwoWays:
    """Logistic regression on `breast_cancer`, by whole-batch gradient descent from zero, in both forms.

    Args:
        softmax_rate: learning rate of the softmax with two scores. Each of its two weight vectors gets the
            sigmoid's gradient, once with either sign, so their difference moves twice as far in a step: half
            of `rate` makes both forms the same, step by step.
        rate: learning rate of the sigmoid.
    """
    (X, y), (test_X, test_y) = breast_cancer()
    one_hot = np.eye(2)[y]
    w, W = np.zeros(X.shape[1]), np.zeros((X.shape[1], 2))
    for _ in range(steps):
        w -= rate * X.T @ (sigmoid(X @ w) - y) / len(y)
        W -= softmax_rate * X.T @ (softmax(X @ W) - one_hot) / len(y)
    redundant = float(np.max(np.abs(W.sum(axis=1))))
    return TwoWays(sigmoid(test_X @ w), softmax(test_X @ W)[:, 1], test_y, redundant)


def iris():
    """Fisher's iris: 150 flowers of three species, four measurements each, standardised. Returns ``X, y``."""
    from sklearn.datasets import load_iris

    data = load_iris()
    return (data.data - data.data.mean(axis=0)) / data.data.std(axis=0), data.target


def iris_errors(activation="relu", hidden=16, folds=10, epochs=60, seeds=range(5)) -> np.ndarray:
    """How many of the 150 flowers a network with one hidden layer gets wrong, each seed's data split anew.

    Every flower is tested once a seed, by a network that was trained on the other folds.
    """
    X, y = iris()
    wrong = []
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(y))
        count = 0
        for test in np.array_split(order, folds):
            train = np.setdiff1d(order, test)
            network = Network([4, hidden, 3], activation, seed=seed)
            network.train(X[train], y[train], learning_rate=0.1, epochs=epochs)
            count += round((1 - network.accuracy(X[test], y[test])) * len(test))
        wrong.append(count)
    return np.array(wrong)
