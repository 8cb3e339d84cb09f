"""Distillation: what a student learns from a teacher's softened probabilities, and from them alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .classifiers import digit_parts, fit_classifier


class Distilled(NamedTuple):
    """Shares of right answers on test digits, one for each seed.

    Attributes:
        unseen: on the digits of the class that the student never met.
        rest: on all other digits.
    """

    unseen: np.ndarray
    rest: np.ndarray


def never_saw(temperatures, missing=3, *, hidden=(32,), epochs=100, seeds=range(3)) -> list[Distilled]:
    """Students trained without a single example of one class, by a teacher that knows all ten.

    The teacher is a ReLU network with two hidden layers of 256 units, trained on 1000 digits. The students
    meet the same digits without those of the class `missing`, and learn the teacher's soft targets only.

    Args:
        temperatures: one for each result; None trains on the labels, without the teacher.
        hidden, epochs: of the students.
        seeds: of the students; the teacher's is 0.

    Source: Hinton, Vinyals and Dean 2015, arXiv:1503.02531, section 3.
    """
    (X, y), _, (test_X, test_y) = digit_parts()
    met, is_missing = y != missing, test_y == missing
    teacher = fit_classifier(X, y, (256, 256))(X[met])
    results = []
    for temperature in temperatures:
        soft = {} if temperature is None else {"teacher": teacher, "temperature": temperature}
        students = [fit_classifier(X[met], y[met], hidden, epochs, seed=s, **soft) for s in seeds]
        right = np.array([student(test_X).argmax(axis=1) == test_y for student in students])
        results.append(Distilled(*(right[:, part].mean(axis=1) for part in (is_missing, ~is_missing))))
    return results
