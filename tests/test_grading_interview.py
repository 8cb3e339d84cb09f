"""The exercises of "The interview room": right answers of two styles pass, wrong ones get a message."""

import math

import grading_support as shared
import mpmath as mp
import numpy as np
import pytest
import torch
from activations.grading.checker import grade
from activations.grading.interview import EXERCISES, coding, whiteboard
from scipy import special

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
PLAN = """We believe that GELU gains half a point and give up that belief if the whole interval lies below it.
Both runs share splits, architecture, order and number of steps, while the scale of the first weights suits
each function. Six rates are tried for either of them on validation examples. Twelve seeds follow in pairs,
with an interval that knows they share data. Our thousand test examples have an error of a point, so we
collect more before anything runs. Test data are opened once; memory and time stand in the same table, and
the rule for switching was agreed on Monday."""
ALL = [1, 1, 1, 1, 1, 1]
STEEP = 2.0**10


def by_rows(z):
    flat = np.array(z, dtype=float).reshape(-1, np.shape(z)[-1])
    rows = []
    for row in flat:
        weights = [math.exp(x - max(row)) for x in row]
        rows.append([w / math.fsum(weights) for w in weights])
    return np.array(rows).reshape(np.shape(z))


def loss_by_rows(z, y):
    return float(np.mean([special.logsumexp(row) - row[label] for row, label in zip(z, y, strict=True)]))


def gradient_by_torch(z, y):
    z = torch.tensor(z, requires_grad=True)
    torch.nn.functional.cross_entropy(z, torch.tensor(y)).backward()
    return z.grad.numpy()


def by_constant(z):
    e = np.exp(z - 1000)
    return e / e.sum(axis=-1, keepdims=True)


RIGHT = {
    "9.1a": [by_rows, lambda z: special.softmax(z, axis=-1)],
    "9.1b": [(709, 88, 746), np.array([709, 88, 746])],
    "9.1c": [loss_by_rows, lambda z, y: -special.log_softmax(z, axis=1)[range(len(y)), y].mean()],
    "9.1d": [
        gradient_by_torch,
        lambda z, y: (special.softmax(z, axis=1) - np.eye(z.shape[1])[y]) / z.shape[0],
    ],
    "9.2": [(0.88, 0.1, 0.67, 0.76, 1024), [0.8808, 0.105, 0.6652, 0.7616, STEEP]],
    "9.3": [(PLAN, ALL), (PLAN, (1, 1, 1, 0.5, 0, 1))],
}

WRONG = [
    ("9.1a", lambda z: np.exp(z) / np.exp(z).sum(-1, keepdims=True), "No shift"),
    ("9.1a", lambda z: special.softmax(z), "The whole array sums to 1"),
    ("9.1a", lambda z: special.softmax(z, axis=0), "The first axis"),
    ("9.1a", special.expit, "A sigmoid of each logit"),
    ("9.1a", by_constant, "A fixed constant"),
    ("9.1a", lambda z: special.log_softmax(z, axis=-1), "The log-softmax"),
    ("9.1a", lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(-1, keepdims=True), "One maximum"),
    ("9.1a", lambda z: np.exp(z - z.min(-1, keepdims=True)) / np.exp(z - z.min(-1, keepdims=True)).sum(
        -1, keepdims=True), "The minimum for the maximum"),
    ("9.1a", lambda z: special.softmax(z, axis=-1).argmax(-1), "it returned one number"),
    ("9.1b", (710, 88, 746), "The first that overflows"),
    ("9.1b", (308, 88, 746), "Powers of ten"),
    ("9.1b", (1024, 88, 746), "Powers of two"),
    ("9.1b", (709, 89, 746), "e⁸⁹ is infinite"),
    ("9.1b", (709, 709, 746), "That is float64"),
    ("9.1b", (709, 38, 746), "38 is the exponent"),
    ("9.1b", (709, 88, 745), "The last that is not 0"),
    ("9.1b", (709, 88, 708), "The smallest normal number"),
    ("9.1b", (709, 88, -746), "With the sign"),
    ("9.1b", 709, "3 values"),
    ("9.1c", lambda z, y: -np.log(special.softmax(z, axis=1)[range(len(y)), y]).mean(), "The logarithm of a"),
    ("9.1c", lambda z, y: (np.log(np.exp(z).sum(1)) - z[range(len(y)), y]).mean(), "The sum of plain"),
    ("9.1c", lambda z, y: loss_by_rows(z, y) * len(y), "The sum over the batch"),
    ("9.1c", lambda z, y: special.log_softmax(z, axis=1)[range(len(y)), y].mean(), "The minus is missing"),
    ("9.1c", lambda z, y: loss_by_rows(special.softmax(z, axis=1), y), "The softmax applied twice"),
    ("9.1c", lambda z, y: -special.log_softmax(z, axis=1).mean(), "The mean over all classes"),
    ("9.1c", lambda z, y: loss_by_rows(z, y) / math.log(2), "Bits"),
    ("9.1c", lambda z, y: special.logsumexp(z, axis=1) - z[range(len(y)), y], "numbers of shape"),
    ("9.1d", lambda z, y: gradient_by_torch(z, y) * len(y), "Not divided by the number"),
    ("9.1d", lambda z, y: -gradient_by_torch(z, y), "The sign"),
    ("9.1d", lambda z, y: special.softmax(z, axis=1) / len(y), "The label is not subtracted"),
    ("9.1d", lambda z, y: gradient_by_torch(z, y) / z.shape[1], "Divided by all entries"),
    ("9.1d", lambda z, y: gradient_by_torch(z, y).sum(0), "it returned numbers of shape (4,)"),
    ("9.1d", lambda z, y: z.__isub__(1), "it changed the array it was given"),
    ("9.2", (0.12, 0.105, 0.665, 0.762, STEEP), "The sigmoid at −2"),
    ("9.2", (0.731, 0.105, 0.665, 0.762, STEEP), "The sigmoid at 1"),
    ("9.2", (0.881, 0.25, 0.665, 0.762, STEEP), "The largest slope"),
    ("9.2", (0.881, 0.105, 0.5, 0.762, STEEP), "Without exponentials"),
    ("9.2", (0.881, 0.105, 0.731, 0.762, STEEP), "Two classes"),
    ("9.2", (0.881, 0.105, 0.665, 0.462, STEEP), "2σ(1) − 1"),
    ("9.2", (0.881, 0.105, 0.665, 0.762, 0.25**10), "The slopes alone"),
    ("9.2", (0.881, 0.105, 0.665, 0.762, 20), "Added"),
    ("9.2", (0.881, 0.105, 0.665, 0.762), "4 of them"),
    ("9.3", ("GELU wins.", ALL), "Too short to score"),
    ("9.3", ("seeds seeds " * 60, ALL), "The same words over and over"),
    ("9.3", (PLAN, ...), "Point 3 (20 points). Tuning"),
    ("9.3", (PLAN, 85), "One total"),
    ("9.3", (PLAN, [1, 1, 1]), "3 marks"),
    ("9.3", (PLAN, [15, 15, 20, 20, 15, 15]), "marks other than 0, ½ and 1"),
    ("9.3", (PLAN, [1, 0, 1, 1, 0, 0]), "55 of 100 points, by your own judgement"),
    ("9.3", PLAN, "two things: (text, points)"),
]  # fmt: skip


test_right_answers_pass = shared.right_answers_pass(BY_ID, RIGHT)
test_a_wrong_answer_fails_with_its_own_message = shared.wrong_answers_get_their_own_message(BY_ID, WRONG)
test_every_exercise_has_wrong_answers_of_at_least_five_kinds = shared.wrong_answers_are_varied(BY_ID, WRONG)
test_every_slip_is_wrong_and_is_recognised_by_name = shared.slips_are_recognised(BY_ID)
test_junk_gets_a_clear_answer = shared.junk_gets_a_clear_answer(BY_ID)
test_sections_are_headings_of_the_chapter = shared.sections_are_headings(BY_ID, "9_interview")
test_the_public_check_knows_them_all_in_order = shared.check_knows_them_all_in_order(
    BY_ID, "9_interview", "9.1b", (709, 88, 746)
)


@pytest.mark.parametrize(
    "key, slips", [("9.1b", coding.LIMIT_SLIPS), ("9.2", whiteboard.SLIPS)], ids=["limits", "whiteboard"]
)
def test_every_slip_of_a_part_is_recognised_in_its_place(key, slips):
    right = RIGHT[key][-1]
    for i, own in enumerate(slips):
        for slip in own:
            for wrong in slip.wrong if isinstance(slip.wrong, list) else [slip.wrong]:
                result = grade(BY_ID[key], [*right[:i], wrong, *right[i + 1 :]])
                assert f"Recognised: {slip.name}" in repr(result), slip


# --- Expected values, by other means -------------------------------------------------------------------


def test_where_exponentials_end():
    largest, largest_32, smallest = coding.LIMITS
    with np.errstate(all="ignore"):
        assert np.isfinite(np.exp(float(largest))) and not np.isfinite(np.exp(largest + 1.0))
        in_32 = np.exp(np.float32([largest_32, largest_32 + 1]))
        assert np.isfinite(in_32).tolist() == [True, False]
        assert np.exp(-float(smallest)) == 0 < np.exp(1.0 - smallest)


def test_whiteboard_numbers_are_those_of_mpmath():
    sigma = lambda z: 1 / (1 + mp.exp(-z))  # noqa: E731
    chain = mp.mpf(1)
    for _ in range(10):
        chain *= mp.diff(lambda a: sigma(8 * a - 4), 0.5)
    largest = mp.exp(3) / (mp.e + mp.exp(2) + mp.exp(3))
    wanted = [sigma(2), mp.diff(sigma, 2), largest, mp.tanh(1), chain]
    np.testing.assert_allclose(whiteboard.VALUES, [float(v) for v in wanted], rtol=1e-9)


def test_loss_and_gradient_are_those_of_pytorch():
    for test in BY_ID["9.1c"].tests:
        z, y = map(torch.tensor, test.args)
        assert test.expected == pytest.approx(torch.nn.functional.cross_entropy(z, y).item(), rel=1e-12)
    for test in BY_ID["9.1d"].tests:
        np.testing.assert_allclose(test.expected, gradient_by_torch(*test.args), rtol=1e-12, atol=1e-15)
