"""Experiments on breast cancer, iris, and a student without one class: against scikit-learn and by hand."""

import numpy as np
import pytest
from activations import experiments
from scipy.optimize import check_grad
from sklearn.linear_model import LogisticRegression


def test_two_scores_at_half_the_rate_are_one_score():
    ways = experiments.sigmoid_and_softmax()
    assert ways.difference < 1e-12
    assert ways.redundant < 1e-12
    assert len(ways.labels) == 169


def test_at_the_same_rate_the_paths_differ():
    ways = experiments.sigmoid_and_softmax(softmax_rate=0.5)
    assert ways.difference > 0.05
    assert ways.redundant < 1e-12  # equal rates or not, w₀ + w₁ never moves


def test_the_sigmoid_is_scikit_learns_logistic_regression():
    """Nearly the same answers: theirs at the optimum of a regularised loss, ours on its way there."""
    (X, y), (test_X, test_y) = experiments.breast_cancer()
    theirs = LogisticRegression(C=1, fit_intercept=False, max_iter=5000).fit(X, y).predict(test_X)
    mine = experiments.sigmoid_and_softmax().sigmoid > 0.5
    assert np.mean(mine == theirs) > 0.97
    assert np.mean(mine == test_y) > 0.94


def test_breast_cancer_is_standardised_on_the_training_part_only():
    (X, y), (test_X, test_y) = experiments.breast_cancer()
    assert (X.shape, test_X.shape) == ((400, 31), (169, 31))
    assert np.allclose(X[:, :-1].mean(axis=0), 0, atol=1e-12)
    assert not np.allclose(test_X[:, :-1].mean(axis=0), 0, atol=1e-3)
    assert np.all(X[:, -1] == 1)
    assert set(y) == set(test_y) == {0, 1}


def test_every_iris_is_tested_once():
    wrong = experiments.iris_errors("identity", epochs=1, seeds=[0])
    assert wrong.shape == (1,)
    assert 0 <= wrong[0] <= 150
    assert experiments.iris_errors("identity", seeds=[3])[0] < 15


def test_a_student_without_threes_learns_them_from_soft_targets_only():
    labels, warm = experiments.never_saw((None, 20), seeds=[0])
    assert labels.unseen.tolist() == [0.0]
    assert warm.unseen[0] > 0.5
    assert min(labels.rest[0], warm.rest[0]) > 0.9


def test_the_soft_loss_has_the_gradient_of_the_book():
    """T²·cross-entropy(softmax(v/T), softmax(z/T)) has the slope T(softmax(z/T) − softmax(v/T)) in z."""
    v, T = np.array([2.0, 1.0, 0.1]), 4.0

    def loss(z):
        q = np.exp(v / T) / np.exp(v / T).sum()
        return -(T**2) * np.sum(q * (z / T - np.log(np.exp(z / T).sum())))

    def slope(z):
        return T**2 * experiments.soft_target_gradient(z, v, T)

    assert check_grad(loss, slope, np.array([0.5, -1.0, 0.3])) < 1e-5


def test_a_teacher_goes_with_logits_only():
    X, y = np.zeros((4, 2)), np.zeros(4, int)
    with pytest.raises(ValueError, match="teacher's probabilities go with"):
        experiments.fit_classifier(X, y, epochs=1, loss="softmax twice", teacher=np.zeros((4, 10)))
