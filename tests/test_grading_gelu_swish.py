"""The exercises of "GELU and Swish": right answers of two styles pass, wrong ones get their own message."""

import math

import grading_support as shared
import mpmath as mp
import numpy as np
import pytest
import torch
from activations import elu, gelu, gelu_tanh, leaky_relu, mish, relu, selu, silu, softplus
from activations.grading.checker import grade
from activations.grading.gelu_swish import EXERCISES, mystery, units
from scipy.special import erf, erfc, expit, ndtr
from scipy.stats import laplace, norm

BY_ID = {exercise.id: exercise for exercise in EXERCISES}


# --- Answers in the way learners write them ------------------------------------------------------------


def throw_loop(x, rivals):
    out = np.empty(len(x))
    for i in range(len(x)):
        out[i] = np.mean([x[i] if r < x[i] else 0.0 for r in rivals])
    return out


def elementwise_gelu(x):
    return np.array([v * math.erfc(-v / math.sqrt(2)) / 2 for v in x.tolist()], dtype=x.dtype)


def into_float64(x):
    return 0.5 * x.astype(float) * (1 + erf(x / math.sqrt(2)))


def masked_laplace(x):
    out = np.empty_like(x)
    left = x < 0
    out[left] = 0.5 * np.exp(x[left])
    out[~left] = 1 - 0.5 * np.exp(-x[~left])
    return x * out


def mirrored_laplace(x):
    return np.maximum(x, 0) - np.abs(x) * np.exp(-np.abs(x)) / 2


def width_by_trying(d, m):
    return next(h for h in range(m, 9 * d, m) if 3 * h >= 8 * d)


def next_multiple(d, m):
    return (8 * d // 3 // m + 1) * m


def masked_wish(x):
    out = x.copy()
    left = x < 0
    out[left] = x[left] * (1 - np.exp(1 / x[left]))
    return out


def quotient_wish(x):
    n = np.where(x < 0, x, -1.0)
    return np.where(x < 0, n / (1 - n * np.exp(1 / n)), x)


def returning_wish(x):
    n = np.where(x < 0, x, -1.0)
    return np.where(x < 0, -n * np.expm1(-1 / n**2), x)  # smooth, but it turns back to 0


def gentle_wish(x):
    n = np.where(x < 0, x, -1.0)
    return np.where(x < 0, -n * np.expm1(0.1 / n), x)


def power_wish(k):
    """Leaves the line like |x|^k and stays bounded: not smooth beyond order k − 1."""

    def f(x):
        n = np.minimum(x, 0.0)
        return np.maximum(x, 0) + n * (1 + np.abs(n) ** (k - 1)) ** (-1 / (k - 1))

    return f


ESSAY = (
    "GPT-1 used it and BERT followed. In controlled comparisons it differs from ReLU by less than two runs "
    "do. Smoothness is only a hypothesis, and today many models use gated units anyway."
)

RIGHT = {
    "4.1a": [1.085, np.float64(1.0852318)],
    "4.1b": [(-0.1587, -0.0833), np.array([-0.15866, -0.08332])],
    "4.1c": [(0.9277, 0.0723), [0.928, 0.072]],
    "4.2": [("tanh", "sigmoid", "exact"), ["Tanh", " sigmoid ", "exact"]],
    "4.3": [throw_loop, lambda x, r: np.sum(x[:, None] * (x[:, None] > r[None]), axis=1) / r.size],
    "4.4": [elementwise_gelu, lambda x: x * ndtr(x), lambda x: x * erfc(-x * x.dtype.type(0.5**0.5)) / 2],
    "4.5": [masked_laplace, lambda x: x * laplace.cdf(x), mirrored_laplace],
    "4.6": [lambda d, m: math.ceil(8 * d / (3 * m)) * m, width_by_trying],
    "4.7": [masked_wish, gentle_wish, quotient_wish],
    "4.8": [(ESSAY, [1, 1, 1, 0]), (ESSAY, (1, 0.5, 1, 0.5))],
}

WRONG = [
    ("4.1a", 0.977, "Only the gate"),
    ("4.1a", 1.954, "The value, not the slope"),
    ("4.1a", 0.108, "Only the second term"),
    ("4.1a", 1.031, "x is missing"),
    ("4.1a", 0.869, "The sign of the second term"),
    ("4.1a", 0.131, "The gate of the other side"),
    ("4.1b", (0.1587, -0.0833), "The gate alone"),
    ("4.1b", (-0.8413, -0.0833), "The gate of the other side"),
    ("4.1b", (-0.2689, -0.0833), "This is SiLU"),
    ("4.1b", (-0.2420, -0.0833), "The density instead of Φ"),
    ("4.1b", (0, -0.0833), "This is ReLU"),
    ("4.1b", (-0.1587, 0.1587), "Only the gate"),
    ("4.1b", (-0.1587, 0.4006), "x is missing"),
    ("4.1b", (-0.1587, 0.5993), "The gate of the other side"),
    ("4.1c", (0.7311, 0.0723), "Only the gate"),
    ("4.1c", (0.5344, 0.0723), "The sign of the second term"),
    ("4.1c", (0.1966, 0.0723), "Only the second term"),
    ("4.1c", (1.0833, 0.0723), "This is GELU"),
    ("4.1c", (1.0, 0.0723), "1 − σ in the place of σ′"),
    ("4.1c", (0.9277, -0.2689), "The value, not the slope"),
    ("4.1c", (0.9277, 0.4655), "The sign of the second term"),
    ("4.2", ("exact", "sigmoid", "tanh"), "Exact and tanh form have changed places"),
    ("4.2", ("sigmoid", "tanh", "exact"), "The sigmoid form is not recognised"),
    ("4.2", ("tanh", "exact", "sigmoid"), "The sigmoid form is not recognised"),
    ("4.2", ("exact", "tanh", "sigmoid"), "The order"),
    ("4.2", ("tanh", "sigmoid", "tanh"), "One word for several functions"),
    ("4.2", ("tanh", "quick", "exact"), "Another word"),
    ("4.2", ("tanh", "sigmoid"), "three words (A, B, C)"),
    ("4.2", "tanh", "three words (A, B, C)"),
    ("4.2", ("tanh", ..., "exact"), "one is still blank"),
    ("4.3", lambda x, r: x * np.mean(r[None] > x[:, None], axis=1), "The rival wins"),
    ("4.3", lambda x, r: np.mean(r[None] < x[:, None], axis=1), "The gate alone"),
    ("4.3", lambda x, r: x * np.sum(r[None] < x[:, None], axis=1), "A sum for a mean"),
    ("4.3", lambda x, r: np.mean(x[:, None] * (r < x[:, None]), axis=0), "The mean over the wrong axis"),
    ("4.3", lambda x, r: np.mean(x[:, None] * (r < x[:, None])), "One mean for everything"),
    ("4.3", lambda x, r: x * norm.cdf(x), "The formula instead of the coin"),
    ("4.3", lambda x, r: x * (r < x), "One rival for each input"),
    ("4.3", lambda x, r: x * np.mean(abs(r) < abs(x[:, None]), axis=1), "By size instead of by value"),
    ("4.4", gelu_tanh.f, "The tanh form"),
    ("4.4", lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))), "The tanh form"),
    ("4.4", lambda x: x * expit(1.702 * x), "The sigmoid form"),
    ("4.4", lambda x: x * expit(x), "This is SiLU"),
    ("4.4", lambda x: x * (1 + erf(x)) / 2, "Without √2 the gate opens too fast"),
    ("4.4", lambda x: x * (1 + erf(x * np.sqrt(2))) / 2, "Divide by √2"),
    ("4.4", lambda x: x * (1 + erf(x / np.sqrt(2))), "The ½ is missing"),
    ("4.4", lambda x: x * erf(x / np.sqrt(2)) / 2, "The 1 is missing"),
    ("4.4", norm.cdf, "The gate alone"),
    ("4.4", lambda x: np.maximum(x, 0) + 0.0, "This is ReLU"),
    ("4.4", into_float64, "The precision changed on the way"),
    ("4.5", lambda x: x * np.where(x < 0, np.exp(x) / 2, 1 - np.exp(-x) / 2), "np.where runs both branches"),
    ("4.5", lambda x: x * laplace.pdf(x), "The density instead of the distribution function"),
    ("4.5", lambda x: x * laplace.sf(x), "The halves have changed places"),
    ("4.5", laplace.cdf, "The gate alone"),
    ("4.5", lambda x: x * np.exp(-abs(x)), "The right half is missing"),
    ("4.5", gelu.f, "This is GELU"),
    ("4.5", lambda x: x * expit(x), "This is SiLU"),
    ("4.6", lambda d, m: 4 * d, "The plain block's width"),
    ("4.6", lambda d, m: -(-2 * d // m) * m, "One half instead of two thirds"),
    ("4.6", lambda d, m: 8 / 3 * d, "Not rounded"),
    ("4.6", lambda d, m: int(8 * d / 3) // m * m, "Not rounded up"),
    ("4.6", lambda d, m: round(8 * d / 3 / m) * m, "Not rounded up"),
    ("4.6", next_multiple, "One multiple too many"),
    ("4.6", lambda d, m: -(-8 * d // 3), "The multiple is ignored"),
    ("4.6", lambda d, m: -(-2 * d // (3 * m)) * m, "Two thirds of d"),
    ("4.7", lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), "This is ELU"),
    ("4.7", gelu.f, "This is GELU"),
    ("4.7", silu.f, "This is SiLU"),
    ("4.7", mish.f, "This is Mish"),
    ("4.7", softplus.f, "This is softplus"),
    ("4.7", relu.f, "This is ReLU"),
    ("4.7", leaky_relu.f, "This is leaky ReLU"),
    ("4.7", selu.f, "This is SELU"),
    ("4.7", lambda x: x + 0.0, "The identity"),
    ("4.7", lambda x: np.where(x < 0, x * (1 - np.exp(1 / x)), x), "np.where runs both branches"),
    ("4.7", power_wish(4), "Smooth to third order only"),
    ("4.7", power_wish(9), "like |x| to the power of 9"),
    ("4.7", lambda x: np.maximum(x, 0) + np.tanh(np.minimum(x, 0)), "to the power of 3"),
    ("4.7", lambda x: np.where(x < 0, 0.5 * x, x), "it is -500 at −1000"),
    ("4.7", returning_wish, "it does not increase everywhere"),
    ("4.7", lambda x: np.where(x < 0, 2 * np.maximum(x, -3), x), "it does not"),
    ("4.8", ("It is smooth.", [1, 1, 1, 1]), "Too short to score"),
    ("4.8", ("gelu gelu " * 30, [1, 1, 1, 1]), "The same words over and over"),
    ("4.8", (ESSAY, ...), "Model answer."),
    ("4.8", (ESSAY, 4), "One total"),
    ("4.8", (ESSAY, [1, 1, 1]), "3 marks"),
    ("4.8", (ESSAY, [2, 2, 2, 2]), "marks other than 0, ½ and 1"),
    ("4.8", (ESSAY, [1, 1, 0, 0]), "add to your text what point 3 asks for"),
    ("4.8", ESSAY, "two things: (text, points)"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)


JUNK = {
    "three things": (1, [], None),
    "infinite": lambda *a: np.full(np.shape(a[0]), np.inf),
    "wrong shape": lambda *_: np.zeros((3, 1)),
}

test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID, JUNK)


# --- Expected values, by other means -------------------------------------------------------------------


def expected(key, index=0):
    test = BY_ID[key].tests[index]
    return getattr(test, "test", test).expected


def test_values_and_slopes_at_high_precision():
    f = lambda x: x * mp.ncdf(x)  # noqa: E731
    s = lambda x: x / (1 + mp.exp(-x))  # noqa: E731
    assert expected("4.1a") == pytest.approx(float(mp.diff(f, 2)), abs=1e-12)
    assert expected("4.1b", 0) == pytest.approx(float(f(-1)), abs=1e-12)
    assert expected("4.1b", 1) == pytest.approx(float(mp.diff(f, -1)), abs=1e-12)
    assert expected("4.1c", 0) == pytest.approx(float(mp.diff(s, 1)), abs=1e-12)
    assert expected("4.1c", 1) == pytest.approx(float(mp.diff(s, -1)), abs=1e-12)


def test_mysteries_are_what_they_are_called():
    x = torch.linspace(-5, 5, 101, dtype=torch.float64)
    twins = {
        "exact": torch.nn.functional.gelu(x),
        "tanh": torch.nn.functional.gelu(x, approximate="tanh"),
        "sigmoid": x * torch.sigmoid(1.702 * x),
    }
    for f, word in zip(mystery.mystery_functions(), mystery.RIGHT, strict=True):
        assert np.allclose(f(x.numpy()), twins[word].numpy(), rtol=0, atol=1e-14)


def test_accurate_gelu_is_pytorchs_default():
    got = torch.nn.functional.gelu(torch.from_numpy(units.GRID)).numpy()
    assert np.allclose(expected("4.4"), got, rtol=0, atol=1e-14)


@pytest.mark.parametrize("test", BY_ID["4.6"].tests, ids=lambda test: test.tried)
def test_matched_widths_are_the_smallest_that_do(test):
    d, m = test.args
    width = int(test.expected)
    assert width % m == 0
    assert 3 * d * width >= 8 * d * d > 3 * d * (width - m)


def test_elu_really_fails_by_its_second_derivative_only():
    text = repr(grade(BY_ID["4.7"], elu.f))
    assert "[pass] f(x) = x for x ≥ 0" in text and "[pass] left of 0" in text
    assert "[fail] at 0 it leaves the line" in text and "to the power of 2" in text


test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "4_gelu_swish")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "4_gelu_swish", "4.1a", 1.085
)
