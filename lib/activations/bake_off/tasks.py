"""The data of the bake-off: three sets that ship with scikit-learn, and Fashion-MNIST, which is fetched."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np


class Task(NamedTuple):
    """Examples to learn from. Every seed divides them anew into parts of the sizes given.

    Attributes:
        name: what the data are called.
        X: inputs of shape (examples, features), each feature in [−1, 1] or standardised.
        y: labels 0 … classes − 1.
        train, valid: how many examples a seed trains on, and how many it chooses a learning rate and an
            epoch by; the rest is tested on.
    """

    name: str
    X: np.ndarray
    y: np.ndarray
    train: int
    valid: int

    @property
    def classes(self) -> int:
        """How many labels there are."""
        return int(self.y.max()) + 1

    @property
    def test(self) -> int:
        """How many examples are left to test on."""
        return len(self.y) - self.train - self.valid

    def split(self, seed) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which examples a seed trains, validates and tests on: the same for every activation."""
        order = np.random.default_rng([seed, 1]).permutation(len(self.y))
        return tuple(np.split(order, [self.train, self.train + self.valid]))


def digits() -> Task:
    """1797 handwritten digits of 8×8 pixels: 1000 to train on, 400 to validate on, 397 to test on."""
    from sklearn.datasets import load_digits

    data = load_digits()
    return Task("digits", data.data / 8 - 1, data.target, 1000, 400)


def breast_cancer() -> Task:
    """569 tumours, 30 standardised measurements, benign or malignant: 300, 100 and 169 of them."""
    from sklearn.datasets import load_breast_cancer

    data = load_breast_cancer()
    return Task("breast cancer", _standardised(data.data), data.target, 300, 100)


def iris() -> Task:
    """150 flowers of three species, four standardised measurements: 80, 20 and 50 of them."""
    from sklearn.datasets import load_iris

    data = load_iris()
    return Task("iris", _standardised(data.data), data.target, 80, 20)


def fashion_mnist(train=10_000, valid=5_000, test=10_000, data_home=None) -> Task:
    """Fashion-MNIST from openml.org: pictures of clothes, 28×28 pixels, ten kinds (30 MB, kept on disk).

    Args:
        train, valid, test: how many of the 70,000 examples to take, from the front.
        data_home: the folder scikit-learn keeps downloads in; None for its own.

    Raises:
        OSError: if the data are not on this disk and there is no network; it says what to use instead.
    """
    from sklearn.datasets import fetch_openml

    options = {"as_frame": False, "parser": "liac-arff", "data_home": data_home, "n_retries": 1, "delay": 0.1}
    try:
        # Without a network scikit-learn warns more than once before it gives up.
        with warnings.catch_warnings(action="ignore"):
            data = fetch_openml("Fashion-MNIST", version=1, **options)
    except OSError as error:  # URLError is one
        raise OSError(
            f"Fashion-MNIST is not on this disk and could not be fetched ({error}); "
            "bake_off.digits() needs no network"
        ) from error
    wanted = train + valid + test
    if len(data.target) < wanted:
        raise ValueError(f"the data have {len(data.target)} examples, fewer than the {wanted} asked for")
    X = data.data[:wanted] / 127.5 - 1
    return Task("Fashion-MNIST", X, data.target[:wanted].astype(int), train, valid)


def _standardised(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)
