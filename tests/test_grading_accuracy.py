"""The exercises of the appendix on accuracy: right answers pass, wrong ones get their own message."""

import math

import activations as af
import grading_support as shared
import mpmath as mp
import numpy as np
import pytest
import torch
from activations.grading import accuracy
from activations.grading.accuracy import EXERCISES
from activations.grading.checker import grade
from scipy.special import erf, erfc, ndtr

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


# --- Answers in the way learners write them ------------------------------------------------------------


def softplus_by_mask(x):
    out = np.empty_like(x)
    right = x > 0
    out[right] = x[right] + np.log1p(np.exp(-x[right]))
    out[~right] = np.log1p(np.exp(x[~right]))
    return out


def gelu_by_sides(x):
    far = 0.5 * np.abs(x) * erfc(np.abs(x) / math.sqrt(2))
    return np.where(x > 0, x - far, -far)


def softplus_into_a_new_array(x):
    out = np.zeros(x.shape)
    for i, value in enumerate(x):
        out[i] = np.logaddexp(0, value)
    return out


RIGHT = {
    "A.1": [(-36.7, 709.8), np.array([-36.7368, 709.7827]), [-37, 710]],
    "A.2": [-40, np.float64(-36.5), -700.0, np.array(-100.0)],
    "A.3": [-9, -8.5, np.float32(-20), -38.0],
    "A.4": [lambda x: np.logaddexp(0, x), lambda x: np.maximum(0, x) + np.log1p(np.exp(-abs(x))),
            softplus_by_mask],
    "A.5": [lambda x: x * ndtr(x), lambda x: 0.5 * x * erfc(-x * 2**-0.5), gelu_by_sides],
}

WRONG = [
    ("A.1", (-16.6, 709.8), "This is float32's edge"),
    ("A.1", (-36.7, 88.7), "This is float32's edge"),
    ("A.1", (-745, 709.8), "Where e^x itself becomes 0"),
    ("A.1", (-36.04, 709.8), "A whole ULP instead of half of one"),
    ("A.1", (36.7, 709.8), "The sign"),
    ("A.1", (-53, 709.8), "The exponent instead of the input"),
    ("A.1", (-36.7, 745.1), "Underflow, not overflow"),
    ("A.1", (-36.7, math.log(1.8e308)), "The number was too large to be written down"),
    ("A.1", (-36.7, 1024), "This is the power of two or of ten"),
    ("A.1", (709.8, -36.7), "within 0.3 of the right number"),
    ("A.1", -36.7, "2 values: where it becomes 0, where it becomes inf"),
    ("A.2", 800, "An overflow is not a loss in silence"),
    ("A.2", 40, "The right side is fine"),
    ("A.2", -800, "0 is right there"),
    ("A.2", -20, "so 7 digits are right"),
    ("A.2", -30.0, "Some digits are left"),
    ("A.2", -1e-9, "Next to 0 nothing cancels"),
    ("A.2", -np.inf, "Not a finite number"),
    ("A.2", np.nan, "Not a finite number"),
    ("A.2", [-40, -50], "one number, the input x"),
    ("A.2", lambda x: x, "a function: give the input x instead"),
    ("A.3", 9, "The right side is fine"),
    ("A.3", -3, "Some digits are left"),
    ("A.3", -5.5, "so 9 digits are right"),
    ("A.3", -40, "0 is right there"),
    ("A.3", 0, "Next to 0 nothing cancels"),
    ("A.3", -np.inf, "Not a finite number"),
    ("A.3", "-9", "one number, the input x"),
    ("A.4", lambda x: np.log(np.exp(x) + 1), "The naive formula"),
    ("A.4", lambda x: np.log1p(np.exp(x)), "log1p repairs the left side only"),
    ("A.4", lambda x: np.log(1 + np.exp(-np.abs(x))) + np.maximum(0, x), "log where log1p is needed"),
    ("A.4", lambda x: np.maximum(x, 0) + np.log1p(np.exp(-x)), "The absolute value is missing"),
    ("A.4", lambda x: np.log1p(np.exp(-np.abs(x))), "max(x, 0) is missing"),
    ("A.4", lambda x: np.log(1 + np.exp(np.clip(x, -500, 500))), "Clipping the input"),
    ("A.4", lambda x: np.logaddexp(1, x), "log(e + eˣ)"),
    ("A.4", lambda x: -np.log(af.sigmoid(-x)), "Through a sigmoid that rounds to 1"),
    ("A.4", lambda x: np.maximum(x, 0), "This is ReLU"),
    ("A.4", lambda x: np.where(x < 20, np.log1p(np.exp(np.minimum(x, 20))), x), "A threshold at 20"),
    ("A.4", lambda x: np.where(x > 20, x, np.log1p(np.exp(x))), "A threshold at 20"),
    ("A.4", softplus_into_a_new_array, "The precision changed on the way"),
    ("A.5", lambda x: x * (1 + erf(x * 2**-0.5)) / 2, "1 + erf cancels"),
    ("A.5", lambda x: x * (1 - erf(-x * 2**-0.5)) / 2, "1 + erf cancels"),
    ("A.5", lambda x: x / 2 * (1 + np.tanh((2 / math.pi) ** 0.5 * (x + 0.044715 * x**3))),
     "The tanh approximation"),
    ("A.5", lambda x: x * af.sigmoid(1.702 * x), "x·σ(1.702x) is a look-alike"),
    ("A.5", lambda x: x * erfc(-x * 2**-0.5), "The half is missing"),
    ("A.5", lambda x: 0.5 * x * erfc(x * 2**-0.5), "The sign in erfc"),
    ("A.5", lambda x: 0.5 * x * erfc(-x), "The root of two is missing"),
    ("A.5", ndtr, "This is Φ(x)"),
    ("A.5", lambda x: np.where(x < -4.5, 0, 0.5 * x * erfc(-x * 2**-0.5)), "Cutting the tail off"),
    ("A.5", lambda x: 0.5 * x * erfc(-x / np.sqrt(2)), "np.sqrt(2) is a float64"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)


# --- Expected values, by other means -------------------------------------------------------------------


def test_the_edges_are_where_the_formula_changes():
    def naive(x):
        with np.errstate(over="ignore"):
            return np.log(1 + np.exp(np.float64(x)))

    assert naive(accuracy.ZERO_FROM - 1e-6) == 0 < naive(accuracy.ZERO_FROM + 1e-6)
    assert naive(accuracy.INF_FROM - 1e-6) < np.inf == naive(accuracy.INF_FROM + 1e-6)


@pytest.mark.parametrize("x", [-45.0, -40.0, -37.0, -30.0, -20.0, 20.5, 40.0])
def test_what_is_said_of_softplus_is_true(x):
    with mp.workdps(60):
        exact = mp.log1p(mp.exp(mp.mpf(x)))
        lost = abs(mp.mpf(float(np.log(1 + np.exp(x)))) - exact) >= exact / 2
    assert grade(BY_ID["A.2"], x).passed == lost


@pytest.mark.parametrize("x", [-30.0, -12.0, -9.0, -8.5, -8.0, -7.0, -3.0, 3.0, 9.0])
def test_what_is_said_of_gelu_is_true_of_pytorch_too(x):
    with mp.workdps(60):
        exact = mp.mpf(x) * mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2
        torchs = torch.nn.functional.gelu(torch.tensor([x], dtype=torch.float64)).item()
        lost = abs(mp.mpf(torchs) - exact) >= abs(exact) / 2
    assert grade(BY_ID["A.3"], x).passed == lost


@pytest.mark.parametrize("key", ["A.4", "A.5"])
def test_the_values_expected_of_repairs_are_those_of_mpmath(key):
    def exact(x):
        t = mp.mpf(float(x))
        return mp.log1p(mp.exp(t)) if key == "A.4" else t * mp.erfc(-t / mp.sqrt(2)) / 2

    with mp.workdps(60):
        for test in BY_ID[key].tests:
            for x, want in zip(test.args[0], test.expected, strict=True):
                assert abs(float(want) - exact(x)) <= test.rtol / 10 * abs(exact(x)) + mp.mpf("1e-300")


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "a_accuracy")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "a_accuracy", "A.2", -40
)
