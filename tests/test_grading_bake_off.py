"""The exercises of "The great bake-off": right answers of two styles pass, wrong ones get a message."""

import math

import grading_support as shared
import numpy as np
import pytest
from activations import bake_off
from activations.grading.bake_off import EXERCISES, runs
from activations.grading.checker import grade
from scipy import stats

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
REPORT = """Six activations ran in one network with ten seeds each, the same split and order for all, the
learning rate of each chosen on validation data, and the test data were read once at the very end. The
means differ by a point; seed by seed the corrected interval contains zero for every pair. Nine runs of
ten reached ninety per cent, after two to five epochs. First over last gradient was a tenth for the
sigmoid. Three units in a hundred were dead on all the data. So nothing is ranked, and my own function,
whose slope I compared with differences, is no exception to that."""
ALL = [1, 1, 1, 1, 1, 1, 1]


def by_loop(A, W, b):
    out = np.empty((len(A), A.shape[1], W.shape[2]))
    for s in range(len(A)):
        for i in range(A.shape[1]):
            out[s, i] = W[s].T @ A[s, i] + b[s]
    return out


def epoch_by_loop(valid, goal):
    return [next((e + 1 for e, v in enumerate(row) if v >= goal), math.inf) for row in valid.tolist()]


def epoch_by_padding(valid, goal):
    padded = np.column_stack([valid, np.ones(len(valid))]) >= goal
    first = padded.argmax(axis=1) + 1.0
    first[first > valid.shape[1]] = np.inf
    return first


def epoch_from_zero(valid, goal):
    return epoch_by_padding(valid, goal) - 1


def never_is_last(valid, goal):
    return np.minimum(epoch_by_padding(valid, goal), valid.shape[1])


def never_is_nan(valid, goal):
    first = epoch_by_padding(valid, goal)
    return np.where(np.isinf(first), np.nan, first)


RIGHT = {
    "7.1a": [1.92, np.float64(1.919)],
    "7.1b": [(2.554, 5.778), [2.55, 5.78]],
    "7.1c": [(0.702, 2.459), np.array([0.70, 2.46])],
    "7.2": [by_loop, lambda A, W, b: np.einsum("sni,sio->sno", A, W) + b[:, np.newaxis, :]],
    "7.3": [epoch_by_loop, epoch_by_padding],
    "7.4": [0.936, 0.9365],
    "7.5": [(REPORT, ALL), (REPORT, (1, 1, 0.5, 1, 0, 1, 0))],
}

WRONG = [
    ("7.1a", 0.858, "The usual interval"),
    ("7.1a", 0.8485, "The deviation, without t"),
    ("7.1a", 3.839, "The whole length"),
    ("7.1a", 1.6286, "The variance for the deviation"),
    ("7.1a", 0.3751, "t divides"),
    ("7.1a", 2.575, "Roots added up"),
    ("7.1b", (0.9487, 5.778), "The usual deviation"),
    ("7.1b", (6.525, 5.778), "The variance"),
    ("7.1b", (3.915, 5.778), "Training over test"),
    ("7.1b", (2.3717, 5.778), "1/n is missing"),
    ("7.1b", (0.8515, 5.778), "s is missing"),
    ("7.1b", (2.554, 2.146), "The usual interval"),
    ("7.1b", (2.554, 11.556), "The whole length"),
    ("7.1c", (2.459, 2.459), "This is the corrected one"),
    ("7.1c", (0.157, 2.459), "n for √n"),
    ("7.1c", (0.3354, 2.459), "Without t"),
    ("7.1c", (3.1395, 2.459), "The deviation of one seed"),
    ("7.1c", (0.702, 0.702), "The usual interval"),
    ("7.1c", (0.702, 1.1749), "The deviation, without t"),
    ("7.2", lambda A, W, b: A @ W, "The bias is missing"),
    ("7.2", lambda A, W, b: A @ W + b[0], "One seed's bias for all"),
    ("7.2", lambda A, W, b: A @ W[0] + b[:, None], "One seed's weights for all"),
    ("7.2", lambda A, W, b: (A[:, :, None] @ W.sum(0)).squeeze() + b[:, None], "All seeds mixed"),
    ("7.2", lambda A, W, b: A @ W - b[:, None], "The bias is subtracted"),
    ("7.2", lambda A, W, b: A @ W + b, "it raised ValueError"),
    ("7.2", lambda A, W, b: (A @ W + b[:, None]).sum(0), "numbers of shape"),
    ("7.3", lambda valid, goal: (valid >= goal).argmax(axis=1) + 1.0, "Those that never arrive"),
    ("7.3", epoch_from_zero, "Counted from 0"),
    ("7.3", lambda valid, goal: epoch_by_padding(valid, goal + 1e-9), "More than the goal"),
    ("7.3", never_is_last, "Never is not the last epoch"),
    ("7.3", never_is_nan, "nan"),
    ("7.3", lambda valid, goal: np.median(epoch_by_padding(valid, goal)), "it returned one number"),
    ("7.4", 0.9525, "The validation accuracy"),
    ("7.4", 0.92, "One seed"),
    ("7.4", 1.0, "The best seed"),
    ("7.4", 0.902, "Ten epochs"),
    ("7.4", 0.838, "Another learning rate"),
    ("7.4", 0.944, "This is tanh"),
    ("7.4", 93.6, "Per cent"),
    ("7.5", ("GELU won with 97 %.", ALL), "Too short to score"),
    ("7.5", ("gelu won " * 60, ALL), "The same words over and over"),
    ("7.5", (REPORT, ...), "Point 1 (20 points). Protocol"),
    ("7.5", (REPORT, 85), "One total"),
    ("7.5", (REPORT, [1, 1, 1]), "3 marks"),
    ("7.5", (REPORT, [20, 20, 15, 15, 10, 10, 10]), "marks other than 0, ½ and 1"),
    ("7.5", (REPORT, [1, 0, 1, 1, 1, 0, 0]), "60 of 100 points, by your own judgement"),
    ("7.5", REPORT, "two things: (text, points)"),
]


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)
test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)
test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "7_bake_off")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "7_bake_off", "7.1a", 1.92
)


# --- Expected values, by other means -------------------------------------------------------------------


def scipys_half(n, s, train, test):
    """Half of SciPy's t interval for differences whose deviation is s, stretched as the correction says."""
    d = np.random.default_rng(n).standard_normal(n)
    d = s * d / d.std(ddof=1)
    ends = stats.ttest_1samp(d, 0).confidence_interval(0.95)
    return (ends.high - ends.low) / 2 * math.sqrt(1 + n * test / train)


def test_intervals_are_those_of_scipy():
    first, second, third = (BY_ID[key].tests for key in ("7.1a", "7.1b", "7.1c"))
    assert first[0].expected == pytest.approx(scipys_half(10, 1.2, 1000, 400), rel=2e-4)
    assert second[1].test.expected == pytest.approx(scipys_half(10, 3, 80, 50), rel=2e-4)
    assert third[0].test.expected == pytest.approx(scipys_half(20, 1.5, 300, 0), rel=2e-4)
    assert third[1].test.expected == pytest.approx(scipys_half(20, 1.5, 300, 169), rel=2e-4)


def test_the_accuracies_told_of_softsign_are_measured():
    iris = bake_off.iris()
    run = bake_off.train("softsign", iris, 0.01, epochs=30)
    told = {slip.name: slip.wrong for slip in BY_ID["7.4"].slips}
    assert run.test.mean() == pytest.approx(runs.SOFTSIGN, abs=0.0015)
    assert run.valid[:, -1].mean() == pytest.approx(told["The validation accuracy"], abs=0.003)
    assert run.test[0] == told["One seed"]
    assert run.test.max() == told["The best seed"]
    short = bake_off.train("softsign", iris, 0.01)
    assert short.test.mean() == pytest.approx(told["Ten epochs"], abs=0.003)
    tanh = bake_off.train("tanh", iris, 0.01, epochs=30)
    assert tanh.test.mean() == pytest.approx(told["This is tanh"], abs=0.003)
    slow, default = told["Another learning rate"]
    assert bake_off.train("softsign", iris, 0.001, epochs=30).test.mean() == pytest.approx(slow, abs=0.003)
    assert bake_off.train("softsign", iris).test.mean() == pytest.approx(default, abs=0.003)


def test_a_biased_row_for_every_example_is_told_apart_when_shapes_agree():
    result = grade(BY_ID["7.2"], lambda A, W, b: A @ W + b)
    assert "it raised ValueError" in repr(result)
